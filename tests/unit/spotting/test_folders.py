"""Long videos as they lie on disk: files, folders, and what cannot be read."""

import pytest

from clips_builder import make_video
from facemotion.spotting.readers import load_video_reader, videos_fingerprint


def test_a_file_tells_its_frames_and_its_rate(tmp_path):
    make_video(tmp_path / "clip.mp4", n=12, fps=25)
    (row,) = load_video_reader("video").list_videos(tmp_path / "clip.mp4", None)
    assert (row.video, row.subject, row.fps) == ("clip", "clip", 25.0)
    assert row.frame_pattern == "clip.mp4"
    assert row.frame_numbers == [*range(1, 13)]
    assert load_video_reader("video").list_videos(tmp_path / "clip.mp4", 60.0)[0].fps == 60.0
    assert load_video_reader("video").read_truth(tmp_path / "clip.mp4", {}) == []


def test_a_folder_of_images_is_a_video(tmp_path):
    for number in (8, 9, 10, 12):
        (tmp_path / "film").mkdir(exist_ok=True)
        (tmp_path / f"film/{number}.jpg").touch()
    (row,) = load_video_reader("video").list_videos(tmp_path / "film", None)
    assert (row.frame_pattern, row.frame_numbers) == ("film/{frame:01d}.jpg", [8, 9, 10, 12])
    assert row.fps == 30.0


def test_what_is_no_video_says_why(tmp_path):
    (tmp_path / "clip.mp4").write_text("no video")
    (tmp_path / "empty").mkdir()
    for name, why in (("clip.mp4", "cannot be decoded"), ("empty", "no numbered image in empty")):
        (row,) = load_video_reader("video").list_videos(tmp_path / name, None)
        assert why in row.unreadable


@pytest.mark.parametrize("reader", ["video", "table"])
def test_a_changed_video_changes_the_fingerprint(tmp_path, reader):
    make_video(tmp_path / "clip.avi", n=3)
    table = tmp_path / "videos.tsv"
    table.write_text("video\nclip.avi\n")
    path = str(table if reader == "table" else tmp_path / "clip.avi")
    before = videos_fingerprint(reader, path)
    assert videos_fingerprint(reader, path) == before
    make_video(tmp_path / "clip.avi", n=5)
    assert videos_fingerprint(reader, path) != before
