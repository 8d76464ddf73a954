"""Videos, decoded from the start: their frames, their times, and what is odd about them."""

import gc
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from av.stream import Disposition

from clips_builder import cut, encode, hide_frames, make_video, number_of, set_durations
from facemotion.files.grey import UnreadableError
from facemotion.files.video import Video, read_video, scan_video, uneven_frames
from real_clips import real_clips

NOISE = np.random.default_rng(0).integers(0, 256, (6, 48, 64)).astype("uint8")
SMOOTH = [cv2.GaussianBlur(image, (0, 0), 3) for image in NOISE]
LOSSY = {"codec": "mpeg4", "pixels": "yuv420p", "options": {"qscale": "1"}}


def every(path, n=6):
    return list(read_video(path, range(1, n + 1)))


def test_scanning_counts_what_can_be_decoded(tmp_path):
    whole = scan_video(make_video(tmp_path / "clip.avi", size=(320, 240)))
    assert (whole.n_frames, whole.missing, whole.notes()) == (24, 0, [])
    assert whole.times == pytest.approx(np.arange(24) * 40)
    part = scan_video(cut(tmp_path / "clip.avi", 0.8))
    assert 0 < part.n_frames < 22
    cut_off = f"{part.n_frames} of 24 frames could be decoded: the file is truncated or damaged"
    assert part.notes()[0] == cut_off
    images = every(tmp_path / "clip.avi", 24)
    whole = sum(isinstance(image, np.ndarray) for image in images)
    assert whole == part.n_frames - len(part.damaged)


def test_a_title_in_another_encoding_does_not_matter(tmp_path):
    path = make_video(tmp_path / "clip.mp4")
    written = path.read_bytes()
    assert b"Lavf" in written
    path.write_bytes(written.replace(b"Lavf", b"\xb1avf"))
    assert scan_video(path).n_frames == 24


@pytest.mark.parametrize(
    ("decoded", "missing", "told"),
    [(72, 1, False), (95, 3, False), (62, 10, True), (72, 0, False), (955, 45, False)],
)
def test_a_header_that_is_off_by_a_few_frames_is_usual(decoded, missing, told):
    assert bool(Video(np.arange(decoded), missing).notes()) == told


def test_a_change_of_rate_is_found_in_the_file(tmp_path):
    set_durations(make_video(tmp_path / "clip.mp4"), [1] * 12 + [3] * 12)
    video = scan_video(tmp_path / "clip.mp4")
    assert np.diff(video.times) == pytest.approx([40] * 12 + [120] * 11)
    sentence = uneven_frames(video.times)
    assert "(here 40 ms apart, there 120 ms)" in sentence
    assert "ffmpeg -i in.mp4 -vf fps=30 out.mp4" in sentence
    assert uneven_frames(video.times[:12]) == ""


@pytest.mark.parametrize(
    "intervals",
    [
        [40] * 30,
        [33, 34, 33] * 10,
        [40] * 10 + [80] + [40] * 10,  # a lost frame
        [33.4] * 40 + [13.7] + [41.7] * 40,  # two recordings joined
        [0] * 30,  # a file without times
        [],
    ],
)
def test_ordinary_timing_is_even(intervals):
    assert uneven_frames(np.cumsum([0, *intervals])) == ""


def test_frames_that_are_missing_do_not_count():
    numbers = np.array([*range(10), *range(30, 40)])
    assert uneven_frames(40.0 * numbers, numbers) == ""
    assert uneven_frames(40.0 * numbers) != ""


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("single_face.mp4", 72),
        ("no_face.mp4", 95),  # a list of edits hides three frames
        ("face_noface.mov", 169),  # 30, then 24 frames a second
        ("noface_face.mov", 169),
        ("WolfgangLanger_Pexels.mp4", 472),
    ],
)
def test_real_videos_are_taken_as_they_are(name, n):
    video = scan_video(real_clips() / name)
    assert (video.n_frames, video.notes(), uneven_frames(video.times)) == (n, [], "")


def test_frames_with_references_to_later_ones_are_those_asked_for():
    file = real_clips() / "single_face.mp4"
    every = list(read_video(file, range(1, 73)))
    for number, image in zip((5, 18, 72), read_video(file, (5, 18, 72)), strict=True):
        assert np.array_equal(image, every[number - 1])


@pytest.mark.oddity(
    "an edit list that hides frames, as left by cutting without re-encoding",
    "hidden frames are neither counted nor reported as missing",
)
def test_frames_that_an_edit_list_hides_are_none(tmp_path):
    hide_frames(make_video(tmp_path / "clip.mp4"), 10)
    video = scan_video(tmp_path / "clip.mp4")
    assert (video.n_frames, video.notes()) == (14, [])
    assert number_of(every(tmp_path / "clip.mp4", 1)[0]) == 11


@pytest.mark.parametrize(("codec", "pixels"), [("ffv1", "gray"), ("ffv1", "gray16le")])
@pytest.mark.oddity("a lossless video", "its exact pixels")
def test_a_lossless_grey_video_gives_its_own_pixels(tmp_path, codec, pixels):
    encode(tmp_path / "clip.mkv", {"images": NOISE, "codec": codec, "pixels": pixels})
    assert np.array_equal(every(tmp_path / "clip.mkv"), NOISE)


@pytest.mark.oddity(
    "interlaced frames (all or some)",
    "the upper field is used, with its missing lines filled in, and a note",
)
def test_an_interlaced_frame_is_its_own_upper_field_whatever_was_read_before(tmp_path):
    dark = [np.full((48, 64), level, "uint8") for level in range(20, 80, 10)]
    bright = [image + 100 for image in dark]
    woven = [np.where(np.arange(48)[:, None] % 2, b, a) for a, b in zip(dark, bright, strict=True)]
    interlaced = {"codec": "mpeg2video", "pixels": "yuv420p"}
    interlaced["options"] = {"flags": "+ilme+ildct", "qscale": "1"}
    encode(tmp_path / "clip.mpg", {"images": woven, **interlaced})
    encode(tmp_path / "other.mkv", {"images": NOISE})
    video = scan_video(tmp_path / "clip.mpg")
    assert video.interlaced == 6
    assert video.notes() == ["6 of 6 frames are interlaced; their upper field is used"]
    every(tmp_path / "other.mkv")
    for image, level in zip(every(tmp_path / "clip.mpg"), range(20, 80, 10), strict=True):
        assert image == pytest.approx(level, abs=6)  # chroma and limited range round


@pytest.mark.parametrize(
    ("aspect", "shape"), [(Fraction(4, 3), (48, 85)), (Fraction(3, 4), (64, 64)), (None, (48, 64))]
)
@pytest.mark.oddity("non-square pixels", "stretched to be square")
def test_pixels_that_are_not_square_are_made_so(tmp_path, aspect, shape):
    encode(tmp_path / "clip.mp4", {"images": SMOOTH, "aspect": aspect, **LOSSY})
    assert every(tmp_path / "clip.mp4")[0].shape == shape


@pytest.mark.oddity("several video streams", "the default stream is read, with a note")
def test_of_several_streams_the_default_one_is_read_and_the_others_told(tmp_path):
    inverse = [255 - image for image in NOISE]
    encode(tmp_path / "clip.mkv", {"images": inverse, "default": False}, {"images": NOISE})
    assert np.array_equal(every(tmp_path / "clip.mkv"), NOISE)
    told = "the file holds 2 video streams; the default one is read"
    assert scan_video(tmp_path / "clip.mkv").notes() == [told]


@pytest.mark.parametrize("a, b, c, d", [
    (1, 0, 0, 1), (-1, 0, 0, 1), (1, 0, 0, -1), (-1, 0, 0, -1),
    (0, 1, 1, 0), (0, 1, -1, 0), (0, -1, 1, 0), (0, -1, -1, 0),
])  # fmt: skip
@pytest.mark.oddity("a rotated or mirrored video, as from a phone", "turned upright")
def test_a_frame_is_turned_and_mirrored_as_its_matrix_says(tmp_path, a, b, c, d):
    matrix = [a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30]
    encode(tmp_path / "clip.mp4", {"images": SMOOTH, "matrix": matrix, **LOSSY})
    image = every(tmp_path / "clip.mp4")[0]
    y, x = np.mgrid[:48, :64]
    at = np.stack([b * x + d * y, a * x + c * y])  # row, column: the definition
    expected = np.zeros_like(image, dtype=float)
    expected[tuple(at - at.min(axis=(1, 2), keepdims=True))] = SMOOTH[0]
    assert np.abs(image - expected).mean() < 2


@pytest.mark.oddity("a video whose frame size changes", "its frames keep both sizes")
def test_frames_keep_their_sizes_where_a_video_changes_it(tmp_path):
    stream = {"codec": "mpeg2video", "pixels": "yuv420p"}
    encode(tmp_path / "a.ts", {"images": SMOOTH, **stream})
    encode(tmp_path / "b.ts", {"images": [image[:32, :48] for image in SMOOTH], **stream})
    both = (tmp_path / "a.ts").read_bytes() + (tmp_path / "b.ts").read_bytes()
    (tmp_path / "both.ts").write_bytes(both)
    shapes = [image.shape for image in every(tmp_path / "both.ts", 11)]  # joints lose a frame
    assert shapes == [(48, 64)] * 5 + [(32, 48)] * 6


@pytest.mark.oddity("frames that the decoder had to conceal", "not used, with a note")
def test_damaged_frames_are_not_used_and_told(tmp_path):
    path = encode(tmp_path / "clip.mp4", {"images": list(NOISE) * 4, **LOSSY})
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    path.write_bytes(data)
    video = scan_video(path)
    assert 0 < len(video.damaged) < 24
    images = every(path, video.n_frames)
    wrong = [k for k, image in enumerate(images, 1) if isinstance(image, UnreadableError)]
    assert wrong == list(video.damaged)
    assert str(images[wrong[0] - 1]) == f"frame {wrong[0]} is damaged"
    assert f"not used (the first is {wrong[0]})" in video.notes()[0]


@pytest.mark.oddity("an audio file", "`unreadable`")
def test_sound_is_no_video(tmp_path):
    with av.open(str(tmp_path / "sound.wav"), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), "int16"), layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
    with pytest.raises(UnreadableError, match="is not a video: it contains only sound"):
        scan_video(tmp_path / "sound.wav")
    (told,) = read_video(tmp_path / "sound.wav", [1])
    assert str(told) == "is not a video: it contains only sound"


@pytest.mark.oddity("an audio file with a cover image", "`unreadable`; the reason says what it is")
def test_the_cover_of_a_recording_is_no_video(tmp_path):
    with av.open(str(tmp_path / "song.m4a"), "w", format="mp4") as container:
        sound = container.add_stream("aac", rate=8000)
        cover = container.add_stream("mjpeg", width=32, height=32, pix_fmt="yuvj420p")
        cover.disposition = Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), "uint8"), format="rgb24")
        container.mux(cover.encode(picture))
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), "float32"), "fltp", "mono")
        frame.sample_rate = 8000
        container.mux([*sound.encode(frame), *sound.encode(), *cover.encode()])
    with pytest.raises(UnreadableError, match="contains sound with a cover picture"):
        scan_video(tmp_path / "song.m4a")


def test_frames_that_were_read_are_freed_at_once(tmp_path):
    make_video(tmp_path / "clip.mp4", size=(320, 240))
    gc.collect()
    gc.disable()
    try:
        for _ in read_video(tmp_path / "clip.mp4", range(1, 25)):
            pass
        kept = sum(isinstance(held, av.VideoFrame) for held in gc.get_objects())
    finally:
        gc.enable()
    assert kept <= 2  # that whose side data was looked at, and the last
