"""Frames of folders, videos and single images, by number."""

import numpy as np
import pytest

from clips_builder import make_images, make_video, number_of, rotate
from facemotion.sequences.images import read_clip, read_frames


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


def test_frames_past_the_end_or_of_no_video_say_so(tmp_path):
    make_video(tmp_path / "clip.mp4", 3)
    (tmp_path / "text.mp4").write_text("no video")
    _, *late = read(tmp_path, "clip.mp4", [3, 4, 5])
    assert [str(image) for image in late] == ["has no frame 4", "has no frame 5"]
    for image in read(tmp_path, "text.mp4", [1, 2]) + read(tmp_path, "missing.mp4", [1]):
        assert str(image).startswith("cannot be decoded as a video (")


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
    assert [int(image.mean()) for image in images[::2]] == [8, 24]
    assert "No such file" in str(images[1])
    images = read(tmp_path, "a{{b}}/f_3.png", [1, 2])
    assert int(images[0].mean()) == 16
    assert str(images[1]) == "has no frame 2"


def test_a_frame_of_a_clip_that_cannot_be_read_gives_way_to_the_nearest(tmp_path):
    make_images(tmp_path, ["f_1.png", "f_2.png", "f_6.png"])
    row = {"frame_pattern": "f_{frame}.png"}
    images, shown = read_clip(tmp_path, row, np.array([1, 1, 2, 3, 5, 6]))
    assert shown.tolist() == [1, 1, 2, 2, 6, 6]
    assert [int(image.mean()) for image in images.values()] == [8, 16, 24]
    assert list(images) == [1, 2, 6]
    images, shown = read_clip(tmp_path, row, np.array([8, 9]))
    assert images == {} and len(shown) == 0
