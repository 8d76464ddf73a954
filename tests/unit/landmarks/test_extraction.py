"""A backend run over the frames of a shard."""

import logging

import cv2
import numpy as np
import pytest

from facemotion import progress
from facemotion.errors import InputError
from facemotion.landmarks import extraction
from facemotion.landmarks.backends import Backend
from facemotion.landmarks.extraction import extract_landmarks
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.store import read_landmarks


def test_unreadable_images_become_rows(tmp_path):
    cv2.imwrite(str(tmp_path / "x_0001.png"), np.full((48, 64), 128, "uint8"))
    whole = (tmp_path / "x_0001.png").read_bytes()
    (tmp_path / "x_0002.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "x_0003.png").write_bytes(b"")
    member = {"sequence_id": "x", "frame_pattern": "x_{frame:04d}.png", "frame_numbers": "1-4"}
    extract_landmarks([member], tmp_path, "dlib", {"face_px": 300}, tmp_path / "out.h5")
    rows = read_landmarks(tmp_path / "out.h5")
    names = [FrameStatus(value).name for value in rows.frame_status]
    assert names == ["NO_FACE", "UNREADABLE", "UNREADABLE", "UNREADABLE"]
    assert rows.image_size.tolist() == [[64, 48], [0, 0], [0, 0], [0, 0]]


@pytest.mark.parametrize("more", [-1, 1])
def test_a_backend_that_gives_another_number_of_faces_is_refused(tmp_path, monkeypatch, more):
    class Mine(Backend):
        def find(self, request):
            return iter([Face(FrameStatus.NO_FACE)] * (len(request.numbers) + more))

    monkeypatch.setattr(extraction, "make_backend", Mine)
    member = {"sequence_id": "x", "frame_pattern": "x_{frame}.png", "frame_numbers": "1-4"}
    found = rf"backend mine, sequence x: found {4 + more} faces, expected 4"
    with pytest.raises(InputError, match=found):
        extract_landmarks([member], tmp_path, "mine", {}, tmp_path / "out.h5")
    assert not (tmp_path / "out.h5").exists()


def test_a_backend_is_told_which_frames_and_gets_their_images(tmp_path, monkeypatch):
    asked = []

    class Mine(Backend):
        def find(self, request):
            asked.append((request.sequence_id, request.root, request.file, request.numbers))
            for image in request.images():
                points = np.linspace(0, 100, 136, dtype="f4").reshape(68, 2)
                yield Face(FrameStatus.OK, points + image[0, 0])

    monkeypatch.setattr(extraction, "make_backend", Mine)
    for number in (1, 2, 5):
        cv2.imwrite(str(tmp_path / f"x_{number}.png"), np.full((4, 6), 10 * number, "uint8"))
    member = {"sequence_id": "x", "frame_pattern": "x_{frame}.png", "frame_numbers": "1-2,5"}
    extract_landmarks([member], tmp_path, "mine", {}, tmp_path / "out.h5")
    assert asked == [("x", tmp_path, "x_{frame}.png", [1, 2, 5])]
    rows = read_landmarks(tmp_path / "out.h5")
    assert (rows.backend, rows.frame_number.tolist()) == ("mine 1", [1, 2, 5])
    assert rows.landmarks[:, 0, 0].tolist() == [10, 20, 50]


def test_a_long_video_says_how_many_of_its_frames_are_done(tmp_path, monkeypatch, caplog):
    class Mine(Backend):
        def find(self, request):
            return iter([Face(FrameStatus.NO_FACE) for _ in request.images()])

    monkeypatch.setattr(extraction, "make_backend", Mine)
    monkeypatch.setattr(progress, "SECONDS", 0)
    for number in (1, 2, 3):
        cv2.imwrite(str(tmp_path / f"x_{number}.png"), np.zeros((4, 6), "uint8"))
    member = {"sequence_id": "x", "frame_pattern": "x_{frame}.png", "frame_numbers": "1-3"}
    with caplog.at_level(logging.INFO):
        extract_landmarks([member], tmp_path, "mine", {}, tmp_path / "out.h5")
    said = [record.getMessage().split(",")[0] for record in caplog.records]
    assert said == ["landmarks of x: 1/3 frames", "landmarks of x: 2/3 frames"]
