"""Videos, decoded from the start: their frames, their times, and what is odd about them."""

import cv2
import numpy as np
import pytest

from clips_builder import cut, make_video, set_durations
from facemotion.files.video import Video, missing_frames, read_video, scan_video, uneven_frames
from real_clips import real_clips


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


def test_opencv_has_its_own_ffmpeg():
    assert cv2.videoio_registry.hasBackend(cv2.CAP_FFMPEG)
