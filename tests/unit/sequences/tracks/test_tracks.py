"""Landmark tracks: listed by the reader, looked up by the backend."""

from pathlib import Path

import numpy as np
import pytest

from facemotion.errors import DamagedFileError
from facemotion.landmarks.backends import FrameRequest, make_backend
from facemotion.landmarks.face import FrameStatus
from facemotion.sequences.tracks.indexing import in_facs, index_tracks
from tracks_builder import make_tracks


def find(folder: Path, sequence_id: str, numbers: list[int]):
    request = FrameRequest(
        sequence_id, folder, f"tracks.h5#{sequence_id}", numbers, lambda: iter(())
    )
    return list(make_backend("tracks", {}).find(request))


def test_every_clip_is_a_sequence_with_its_label_and_units(tmp_path):
    shown = np.array([[0.0, 0.41], [0.04, 1.2]], "float32")
    table = index_tracks(make_tracks(tmp_path, ["happy", ""], frames=12, expression=shown))
    assert table["sequence_id"].tolist() == ["c0", "c1"]
    assert table["subject"].tolist() == ["P0", "P1"]
    assert table["emotion"].tolist() == ["happy", ""]
    assert table["label_source"].tolist() == ["tracks.h5", ""]
    assert table["frame_pattern"].tolist() == ["tracks.h5#c0", "tracks.h5#c1"]
    assert table["frame_numbers"].tolist() == ["1-12"] * 2
    assert table[["onset", "apex"]].to_numpy().tolist() == [[1, 12], [1, 12]]
    assert table["aus"].tolist() == ["12=3", "12=5"]  # fifths of level E; 0.04 is not seen
    assert table["fingerprint"].nunique() == 2


def test_units_that_nobody_coded_are_none(tmp_path):
    assert index_tracks(make_tracks(tmp_path, ["sad"]))["aus"].tolist() == [""]
    assert in_facs(np.array([4]), np.array([0.05])) == "4=1"


def test_a_changed_number_changes_the_fingerprints(tmp_path):
    before = index_tracks(make_tracks(tmp_path / "a", ["sad"]))["fingerprint"]
    size = np.array([[641, 480]], "int32")
    after = index_tracks(make_tracks(tmp_path / "b", ["sad"], image_size=size))["fingerprint"]
    assert before.tolist() != after.tolist()


def test_frames_are_those_of_the_clip_that_is_asked_for(tmp_path):
    faces = find(make_tracks(tmp_path, ["sad"] * 3), "c2", [1, 5])
    assert [face.points[0, 0] for face in faces] == [200, 204]  # 100 by clip, 1 by frame
    assert faces[0].points[67].tolist() == [200, 67]
    assert faces[0].box == (200, 0, 200, 67)
    assert faces[0].image_size == (640, 480)
    assert all(face.status == FrameStatus.OK for face in faces)


def test_a_frame_without_landmarks_is_one_without_a_face(tmp_path):
    landmarks = np.ones((1, 12, 68, 2), "float32")
    landmarks[0, 3, 7] = np.nan
    faces = find(make_tracks(tmp_path, ["sad"], landmarks=landmarks), "c0", [3, 4, 5])
    assert [face.status.name for face in faces] == ["OK", "NO_FACE", "OK"]


def test_a_folder_without_tracks_is_named(tmp_path):
    with pytest.raises(DamagedFileError, match=r"tracks\.h5"):
        index_tracks(tmp_path)
