"""Landmarks looked up in tables, with cells that can be checked by hand."""

import numpy as np
import pytest

from facemotion.errors import InputError
from facemotion.landmarks.backends import FrameRequest, make_backend
from facemotion.landmarks.extraction import extract_landmarks
from facemotion.landmarks.face import FrameStatus
from facemotion.landmarks.store import read_landmarks

HEADER = ", ".join(
    ["frame", "confidence", "success", *(f"{a}_{k}" for a in "xy" for k in range(68))]
)


def write_frames(path, *frames):
    """Write rows (frame, confidence, success); in frame n landmark k lies at (n + k, 10 n)."""
    rows = [
        ", ".join(map(str, [*row, *(row[0] + k for k in range(68)), *[10 * row[0]] * 68]))
        for row in frames
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEADER, *rows, ""]))
    return path


def no_images():
    raise AssertionError("an image was asked for")


def find(root, numbers, file="a.csv", **settings):
    request = FrameRequest("a", root, file, numbers, no_images)
    return list(make_backend("table", settings).find(request))


def test_frames_are_looked_up_by_number(tmp_path):
    write_frames(tmp_path / "a.csv", (3, 0.9, 1), (1, 0.8, 1), (2, 0.95, 1))
    first, last = find(tmp_path, [1, 3])
    assert first.status == last.status == FrameStatus.OK
    assert first.points[:2].tolist() == [[1, 10], [2, 10]]
    assert last.points[67].tolist() == [70, 30]
    assert tuple(last.box) == (3, 30, 70, 30)
    assert last.confidence == pytest.approx(0.9)
    assert first.image_size == last.image_size == (71, 31)  # what all landmarks of the table span


@pytest.mark.oddity(
    "`success` 0, or `confidence` below `min_confidence`",
    "the frame has no landmarks: `no_face`",
)
@pytest.mark.oddity("a frame missing from the table", "`unreadable`")
def test_failed_and_absent_frames_say_so(tmp_path):
    write_frames(tmp_path / "a.csv", (1, 0.9, 1), (2, 0.69, 1), (3, 0.7, 1), (4, 0.99, 0))
    faces = find(tmp_path, [1, 2, 3, 4, 5])
    assert [face.status.name for face in faces] == ["OK", "NO_FACE", "OK", "NO_FACE", "UNREADABLE"]
    assert np.isnan(faces[1].points).all() and np.isnan(faces[3].points).all()
    assert faces[3].image_size == faces[0].image_size != (0, 0)
    assert faces[4].image_size == (0, 0)
    assert faces[1].reason == "confidence 0.69, below landmarks.min_confidence 0.7"
    assert faces[3].reason.startswith("the table has no landmarks for this frame, or marks tra")
    assert faces[4].reason == "a.csv has no frame 5"
    assert find(tmp_path, [2], min_confidence=0.6)[0].status == FrameStatus.OK


def test_the_size_of_the_image_may_be_given(tmp_path):
    write_frames(tmp_path / "a.csv", (1, 0.9, 1), (2, 0.9, 0))
    faces = find(tmp_path, [1, 2], image_size=[640, 480])
    assert [face.image_size for face in faces] == [(640, 480)] * 2


def test_tables_may_lie_beside_the_sequences(tmp_path):
    path = write_frames(tmp_path / "own/a.csv", (1, 0.9, 1))
    write_frames(tmp_path / "own/b.csv", (1, 0.9, 1))
    backend = make_backend("table", {"files": "own/{sequence_id}.csv"})
    assert not backend.reads_sequences
    assert backend.raw_files(tmp_path, "a") == [path]
    assert [file.name for file in backend.raw_files(tmp_path)] == ["a.csv", "b.csv"]
    (face,) = find(tmp_path, [1], "a_{frame:04d}.png", files="own/{sequence_id}.csv")
    assert face.status == FrameStatus.OK
    path.unlink()
    (face,) = find(tmp_path, [1], "a_{frame:04d}.png", files="own/{sequence_id}.csv")
    assert face.status == FrameStatus.UNREADABLE
    assert "own/a.csv: there is no landmark table for sequence a; add it" in face.reason


@pytest.mark.oddity(
    "one unusable table among others",
    "its clip is excluded, with the reason; the others are processed",
)
def test_a_table_that_cannot_be_used_fails_its_own_frames_alone(tmp_path):
    path = write_frames(tmp_path / "a.csv", (1, 0.9, 1), (2, 0.9, 1))
    path.write_text(path.read_text().replace(" 6,", " x,", 1))
    faces = find(tmp_path, [1, 2])
    assert [face.status for face in faces] == [FrameStatus.UNREADABLE] * 2
    assert faces[1].reason.endswith(
        "a.csv: line 2, column x_5: found 'x', expected a finite number"
    )


@pytest.mark.oddity(
    "zeros for a lost face, without a column `success`", "the frame has no landmarks: `no_face`"
)
def test_landmarks_at_one_point_are_no_face(tmp_path):
    path = write_frames(tmp_path / "a.csv", (1, 0.9, 1))
    path.write_text(path.read_text() + ", ".join(["2", "0.9", "1", *["0"] * 136]) + "\n")
    good, lost = find(tmp_path, [1, 2])
    assert (good.status, lost.status) == (FrameStatus.OK, FrameStatus.NO_FACE)
    assert lost.reason == "all landmarks are at one point"


def test_landmarks_in_no_image_are_no_face(tmp_path):
    path = write_frames(tmp_path / "a.csv", (1, 0.9, 1), (2, 0.9, 1), (3, 0.9, 1))
    lines = path.read_text().splitlines()
    lines[2] = ", ".join([*lines[2].split(", ")[:-1], "99999999999"])
    path.write_text("\n".join([*lines, ""]))
    faces = find(tmp_path, [1, 2, 3])
    assert [face.status.name for face in faces] == ["OK", "NO_FACE", "OK"]
    assert faces[1].reason == "a landmark is over 100000 px from the image's corner"
    assert faces[0].image_size == faces[2].image_size == (71, 31)


def test_sequences_that_are_tables_need_no_other_file(tmp_path):
    write_frames(tmp_path / "a.csv", (1, 0.9, 1))
    backend = make_backend("table", {})
    assert backend.reads_sequences
    assert backend.raw_files(tmp_path) == []
    assert find(tmp_path, [1], "a.csv")[0].status == FrameStatus.OK


def test_images_are_not_taken_for_a_table(tmp_path):
    with pytest.raises(InputError, match=r"sequence a: found images \(a_{frame:04d}\.png\), expec"):
        find(tmp_path, [1], "a_{frame:04d}.png")


def test_braces_in_the_name_of_a_table_mean_themselves(tmp_path):
    write_frames(tmp_path / "{a}.csv", (1, 0.9, 1))
    assert find(tmp_path, [1], "{{a}}.csv")[0].status == FrameStatus.OK


def test_a_shard_of_tables_names_its_backend(tmp_path):
    write_frames(tmp_path / "a.csv", (1, 0.9, 1), (2, 0.9, 0))
    member = {"sequence_id": "a", "frame_pattern": "a.csv", "frame_numbers": "1-2"}
    extract_landmarks([member], tmp_path, "table", {}, tmp_path / "out.h5")
    rows = read_landmarks(tmp_path / "out.h5")
    assert rows.backend == "table 1"
    assert rows.frame_status.tolist() == [FrameStatus.OK, FrameStatus.NO_FACE]
    assert rows.landmarks[0, 5].tolist() == [6, 10]
