"""Images as foreign input."""

import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from clips_builder import make_images
from facemotion.files.grey import UnreadableError, to_grey
from facemotion.files.images import count_images, image_times, read_grey, read_stack

SCRIPTS = str(Path(__file__).parents[3] / "workflow/scripts")
RGB = cv2.GaussianBlur(
    np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype("uint8"), (0, 0), 2
)
GREY = RGB[..., 1]
LOSSLESS = {"a.png": {}, "a.tif": {}, "a.bmp": {}, "a.webp": {"lossless": True}}


def test_colour_images_are_read_as_grey(tmp_path):
    cv2.imwrite(str(tmp_path / "c.png"), np.full((4, 6, 3), (255, 0, 0), "uint8"))
    image = read_grey(tmp_path / "c.png")
    assert image.shape == (4, 6)
    assert image[0, 0] == 29  # 0.114 of blue


HUGE = """
import sys
from facemotion.files.images import read_grey
try:
    read_grey(sys.argv[1])
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.oddity(
    "a header that claims a huge image",
    "the frame is unreadable; the reason gives the limit",
)
def test_an_image_that_claims_to_be_huge_is_not_decoded(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((1, 1), "uint8"))
    png = bytearray((tmp_path / "a.png").read_bytes())
    png[16:24] = struct.pack(">II", 20000, 20000)
    png[29:33] = struct.pack(">I", zlib.crc32(png[12:29]))
    (tmp_path / "a.png").write_bytes(png)
    environment = os.environ | {"OPENCV_IO_MAX_IMAGE_PIXELS": "100000000", "PYTHONPATH": SCRIPTS}
    said = subprocess.run(
        [sys.executable, "-c", HUGE, str(tmp_path / "a.png")],
        env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said.startswith("UnreadableError has a header with more pixels than sequences.")


def test_an_image_of_a_phone_is_turned_upright(tmp_path):
    make_images(tmp_path, ["a.jpg"])
    jpeg = (tmp_path / "a.jpg").read_bytes()
    # EXIF with the one entry 0x112, orientation: 6, to be turned clockwise.
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"
    marker = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    (tmp_path / "b.jpg").write_bytes(jpeg[:2] + marker + jpeg[2:])
    assert read_grey(tmp_path / "a.jpg").shape == (48, 64)
    assert read_grey(tmp_path / "b.jpg").shape == (64, 48)


@pytest.mark.parametrize(("name", "options"), LOSSLESS.items())
@pytest.mark.parametrize("pixels", [RGB, GREY], ids=["colour", "grey"])
@pytest.mark.oddity("png, tif, bmp and webp with the same pixels", "the same grey levels")
def test_the_same_pixels_are_the_same_grey_in_every_format(tmp_path, name, options, pixels):
    Image.fromarray(pixels).save(tmp_path / name, **options)
    expected = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    assert np.array_equal(read_grey(tmp_path / name), expected)


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.oddity("an alpha channel", "ignored")
def test_alpha_is_not_looked_at(tmp_path, name):
    alpha = np.random.default_rng(1).integers(100, 256, (48, 64, 1)).astype("uint8")
    Image.fromarray(np.concatenate([RGB, alpha], axis=2)).save(tmp_path / name)
    expected = cv2.cvtColor(RGB, cv2.COLOR_RGB2GRAY).astype(int)
    assert np.abs(read_grey(tmp_path / name) - expected).max() <= 2  # libtiff multiplies by it


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.webp"])
@pytest.mark.oddity(
    "an image tagged as rotated or mirrored, as from a phone",
    "turned upright, for all eight orientations",
)
def test_all_eight_orientations_are_turned_upright(tmp_path, turn, name):
    exif = Image.Exif()
    exif[274] = turn
    Image.fromarray(GREY).save(tmp_path / name, exif=exif, **LOSSLESS[name])
    upright = [GREY, GREY[:, ::-1], GREY[::-1, ::-1], GREY[::-1], GREY.T, np.rot90(GREY, -1),
               GREY[::-1, ::-1].T, np.rot90(GREY, 1)]  # fmt: skip
    assert np.array_equal(read_grey(tmp_path / name), upright[turn - 1])


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.oddity("images with 10, 12, 14 or 16 bits", "scaled to 8 bits by their range")
def test_sensors_of_more_bits_are_scaled_to_eight(tmp_path, name, bits):
    deep = GREY.astype("uint16") << (bits - 8)
    deep[0, 0] = 2**bits - 1
    cv2.imwrite(str(tmp_path / name), deep)
    assert np.array_equal(read_grey(tmp_path / name)[1:], GREY[1:])


@pytest.mark.parametrize("scale", [1, 255])
@pytest.mark.oddity("floating-point images", "scaled to 8 bits by their range")
def test_floats_are_scaled_by_their_range(tmp_path, scale):
    cv2.imwrite(str(tmp_path / "a.tif"), (GREY / 255 * scale).astype("float32"))
    assert np.array_equal(read_grey(tmp_path / "a.tif"), GREY)


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.oddity("one-bit images", "the frame is unreadable: no grey levels")
def test_black_and_white_is_no_grey(tmp_path, name):
    Image.fromarray(GREY).convert("1").save(tmp_path / name)
    with pytest.raises(UnreadableError, match="has only black and white pixels, no grey"):
        read_grey(tmp_path / name)
    assert to_grey(np.full((4, 4), 255, "uint8")).all()


@pytest.mark.parametrize("pages", [1, 2])
@pytest.mark.oddity("a TIFF in which 0 is white", "read as displayed")
def test_white_may_be_zero_in_a_tiff(tmp_path, pages):
    images = [Image.fromarray(255 - GREY)] * pages
    images[0].save(tmp_path / "a.tif", save_all=True, append_images=images[1:], tiffinfo={262: 0})
    assert np.array_equal(read_grey(tmp_path / "a.tif"), GREY)
    if pages > 1:
        assert all(np.array_equal(page, GREY) for page in read_stack(tmp_path / "a.tif", [1, 2]))


@pytest.mark.oddity("floating-point values slightly above 1, as left by resampling", "treated as 1")
def test_floats_may_overshoot_one_a_little(tmp_path):
    pixels = (GREY / 255).astype("float32")
    pixels[0, 0] = 1.02
    cv2.imwrite(str(tmp_path / "a.tif"), pixels)
    grey = read_grey(tmp_path / "a.tif")
    assert grey[0, 0] == 255
    assert np.array_equal(grey[1:], GREY[1:])


@pytest.mark.parametrize(
    ("value", "told"),
    [(np.nan, "infinite or not a number"), (-1, "pixels from -1 to 0.5, expected 0 to 1 or")],
)
def test_numbers_that_are_no_brightness_are_refused(value, told):
    pixels = np.full((4, 4), 0.5, "float32")
    pixels[1, 2] = value
    with pytest.raises(UnreadableError, match=told):
        to_grey(pixels)


@pytest.mark.parametrize("name", ["a.tif", "a.png", "a.webp"])
@pytest.mark.oddity("a multi-page TIFF, an animated png or webp", "its images are the frames")
def test_several_images_in_one_file_are_frames(tmp_path, name):
    first, *others = [Image.fromarray(np.full((8, 8, 3), 40 * k, "uint8")) for k in range(4)]
    first.save(tmp_path / name, save_all=True, append_images=others, **LOSSLESS[name])
    assert count_images(tmp_path / name) == 4
    images = list(read_stack(tmp_path / name, [1, 3, 4, 5]))
    assert [int(image.mean()) for image in images[:3]] == [0, 80, 120]
    assert isinstance(images[3], UnreadableError)


@pytest.mark.parametrize("name", ["a.png", "a.webp"])
def test_an_animation_says_when_its_images_are_shown(tmp_path, name):
    first, *others = [Image.fromarray(np.full((8, 8, 3), 40 * k, "uint8")) for k in range(4)]
    first.save(tmp_path / name, save_all=True, append_images=others, duration=[40, 40, 400, 40],
               **LOSSLESS[name])  # fmt: skip
    assert image_times(tmp_path / name).tolist() == [0, 40, 80, 480]


@pytest.mark.parametrize("pages", [1, 3])
def test_other_images_have_no_times(tmp_path, pages):
    images = [Image.fromarray(GREY)] * pages
    images[0].save(tmp_path / "a.tif", save_all=True, append_images=images[1:])
    times = image_times(tmp_path / "a.tif")
    assert times.shape == (pages,)
    assert np.isnan(times).all()


def test_what_cannot_be_read_as_an_image_says_why(tmp_path):
    make_images(tmp_path, ["a.png"])
    (tmp_path / "cut.png").write_bytes((tmp_path / "a.png").read_bytes()[:40])
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.png").write_text("no image")
    told = {"cut.png": "cannot be decoded as an image", "empty.png": "is empty",
            "text.png": "cannot be decoded as an image", "missing.png": "No such file",
            ".": "Is a directory"}  # fmt: skip
    for name, words in told.items():
        with pytest.raises(UnreadableError, match=words):
            read_grey(tmp_path / name)
