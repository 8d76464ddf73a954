"""Images as foreign input."""

import cv2
import numpy as np

from clips_builder import make_images
from facemotion.files.images import read_grey


def test_colour_images_are_read_as_grey(tmp_path):
    cv2.imwrite(str(tmp_path / "c.png"), np.full((4, 6, 3), (255, 0, 0), "uint8"))
    image = read_grey(tmp_path / "c.png")
    assert image.shape == (4, 6)
    assert image[0, 0] == 29  # 0.114 of blue


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


def test_what_cannot_be_read_as_an_image_is_none(tmp_path):
    make_images(tmp_path, ["a.png"])
    (tmp_path / "cut.png").write_bytes((tmp_path / "a.png").read_bytes()[:40])
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.png").write_text("no image")
    for name in ("cut.png", "empty.png", "text.png", "missing.png", "."):
        assert read_grey(tmp_path / name) is None, name
