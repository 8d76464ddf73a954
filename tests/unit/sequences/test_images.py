"""Frames of folders, videos and single images, by number."""

import cv2
import numpy as np
import pytest

from clips_builder import cut, make_images, make_video, number_of, rotate, set_durations
from facemotion.files.images import read_grey
from facemotion.files.video import Video, missing_frames, read_video, scan_video, uneven_frames
from facemotion.landmarks.face import FrameStatus
from facemotion.landmarks.tracking import DlibTracker
from facemotion.sequences.images import read_frames
from real_clips import real_clips


def read(root, pattern, numbers):
    return list(read_frames(root, {"frame_pattern": pattern}, numbers))


@pytest.mark.parametrize("name", ["clip.mp4", "clip.avi"])
def test_the_numbers_asked_for_are_the_frames_given(tmp_path, name):
    make_video(tmp_path / name)
    wanted = [1, 2, 7, 12, 13, 24]
    assert [number_of(image) for image in read(tmp_path, name, wanted)] == wanted
    assert [number_of(image) for image in read(tmp_path, name, [24])] == [24]


def test_frames_are_grey_and_of_the_videos_size(tmp_path):
    make_video(tmp_path / "clip.mp4", 1, size=(80, 48))
    (image,) = read(tmp_path, "clip.mp4", [1])
    assert (image.dtype, image.shape) == (np.uint8, (48, 80))


def test_frames_past_the_end_or_of_no_video_are_none(tmp_path):
    make_video(tmp_path / "clip.mp4", 3)
    (tmp_path / "text.mp4").write_text("no video")
    assert [image is None for image in read(tmp_path, "clip.mp4", [0, 3, 4, 5])] == [1, 0, 1, 1]
    assert read(tmp_path, "text.mp4", [1, 2]) == [None, None]
    assert read(tmp_path, "missing.mp4", [1]) == [None]


@pytest.mark.parametrize("name", ["a%03d.mp4", "x{{y}}.mp4", "ä ö.mp4", "S01:2.mp4"])
def test_odd_file_names(tmp_path, monkeypatch, name):
    make_video(tmp_path / name.format())
    monkeypatch.chdir(tmp_path)
    assert [number_of(image) for image in read("", name, [5])] == [5]


def test_a_video_of_a_phone_is_turned_upright(tmp_path):
    rotate(make_video(tmp_path / "clip.mp4"))
    (image,) = read(tmp_path, "clip.mp4", [3])
    assert image.shape == (64, 48)
    # Turned clockwise, the bright left half is the upper one.
    assert image[:24].mean() == pytest.approx(3 * 8 + 50, abs=3)
    assert image[40:].mean() == pytest.approx(3 * 8, abs=3)


def test_folders_and_single_images(tmp_path):
    make_images(tmp_path / "a{b}", ["f_2.png", "f_3.png", "f_10.png"])
    images = read(tmp_path, "a{{b}}/f_{frame:01d}.png", [2, 4, 10])
    assert [None if i is None else int(i.mean()) for i in images] == [8, None, 24]
    images = read(tmp_path, "a{{b}}/f_3.png", [1, 2])
    assert [None if i is None else int(i.mean()) for i in images] == [16, None]


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


def test_scanning_counts_what_can_be_decoded(tmp_path):
    whole = scan_video(make_video(tmp_path / "clip.avi", size=(320, 240)))
    assert (whole.n_frames, whole.announced, missing_frames(whole)) == (24, 24, "")
    assert whole.times == pytest.approx(np.arange(24) * 40)
    part = scan_video(cut(tmp_path / "clip.avi", 0.8))
    assert 0 < part.n_frames < 22
    assert missing_frames(part) == (
        f"{part.n_frames} of 24 frames could be decoded: the file is cut off or damaged"
    )
    images = read_video(tmp_path / "clip.avi", range(1, 25))
    assert sum(image is not None for image in images) == part.n_frames


@pytest.mark.parametrize(
    ("decoded", "announced", "told"),
    [(72, 73, False), (95, 98, False), (62, 72, True), (72, 0, False), (955, 1000, False)],
)
def test_a_header_that_is_off_by_a_few_frames_is_usual(decoded, announced, told):
    assert bool(missing_frames(Video(decoded, announced, np.arange(decoded)))) == told


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


# Real faces


@pytest.mark.parametrize(
    ("name", "n", "announced"),
    [
        ("single_face.mp4", 72, 72),
        ("no_face.mp4", 95, 98),  # a list of edits hides three frames
        ("face_noface.mov", 169, 169),  # 30, then 24 frames a second
        ("noface_face.mov", 169, 169),
        ("WolfgangLanger_Pexels.mp4", 472, 472),
    ],
)
def test_real_videos_are_taken_as_they_are(name, n, announced):
    video = scan_video(real_clips() / name)
    assert (video.n_frames, video.announced) == (n, announced)
    assert missing_frames(video) == uneven_frames(video.times) == ""


def test_frames_with_references_to_later_ones_are_those_asked_for():
    file = real_clips() / "single_face.mp4"
    every = list(read_video(file, range(1, 73)))
    for number, image in zip((5, 18, 72), read_video(file, (5, 18, 72)), strict=True):
        assert np.array_equal(image, every[number - 1])


def track(name, numbers):
    tracker = DlibTracker(480, 400)
    return list(tracker.track(read(real_clips(), name, numbers)))


@pytest.mark.parametrize(
    ("name", "n", "first", "last"),
    [
        ("single_face.mp4", 72, 1, 72),
        ("no_face.mp4", 95, 0, 0),
        ("face_noface.mov", 169, 1, 72),
        ("noface_face.mov", 169, 97, 168),
    ],
)
def test_a_real_face_is_found_just_while_it_is_there(name, n, first, last):
    numbers = list(range(1, n + 1, 6))
    seen = [face.status == FrameStatus.OK for face in track(name, numbers)]
    assert seen == [first <= number <= last for number in numbers]


def test_a_real_smile_widens_the_mouth():
    neutral, happy = track("single_face.mp4", [1, 31])
    width, smile = (np.linalg.norm(f.points[54] - f.points[48]) for f in (neutral, happy))
    assert smile > 1.1 * width


def test_of_several_real_faces_the_largest_is_taken():
    (face,) = track("multi_face.jpg", [1])
    # The detector's boxes in full size: 105, 126, 105 and 73 px wide; the second begins at 673.
    assert face.box[0] > 650 and face.box[2] < 830


def test_opencv_has_its_own_ffmpeg():
    assert cv2.videoio_registry.hasBackend(cv2.CAP_FFMPEG)
