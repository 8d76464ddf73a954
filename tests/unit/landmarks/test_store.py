"""Shards and the landmark file."""

import h5py
import numpy as np
import pytest

from facemotion.errors import DamagedFileError, InputError
from facemotion.files import hdf5
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.store import (
    failures_in_words,
    merge_landmarks,
    read_landmarks,
    write_landmarks,
)


def faces(value, n=3):
    return [
        Face(FrameStatus.OK, np.full((68, 2), value + k, "f4"), np.zeros(4, "f4"), 1.0, (64, 48))
        for k in range(n)
    ]


def test_the_number_of_shards_leaves_no_trace(tmp_path):
    rows = [("B", n, f) for n, f in enumerate(faces(5))]
    rows += [("A", n, f) for n, f in enumerate(faces(9))]
    write_landmarks(rows, "dlib 20", tmp_path / "one.h5")
    write_landmarks(rows[:3], "dlib 20", tmp_path / "b.h5")
    write_landmarks(rows[3:], "dlib 20", tmp_path / "a.h5")
    merge_landmarks([tmp_path / "one.h5"], tmp_path / "merged1.h5")
    merge_landmarks([tmp_path / "b.h5", tmp_path / "a.h5"], tmp_path / "merged2.h5")
    assert (tmp_path / "merged1.h5").read_bytes() == (tmp_path / "merged2.h5").read_bytes()
    merged = read_landmarks(tmp_path / "merged1.h5")
    assert merged.sequence_id.tolist() == ["A"] * 3 + ["B"] * 3
    assert merged.landmarks[:, 0, 0].tolist() == [9, 10, 11, 5, 6, 7]
    assert merged.rows_of(["B", "A"], [2, 0]).tolist() == [5, 0]
    with pytest.raises(InputError, match="no row for sequence B, frame 3, which a clip uses"):
        merged.rows_of(["B"], [3])


def test_shards_of_two_backends_are_refused(tmp_path):
    write_landmarks([("A", 1, faces(0)[0])], "dlib 19", tmp_path / "a.h5")
    write_landmarks([("B", 1, faces(0)[0])], "dlib 20", tmp_path / "b.h5")
    with pytest.raises(InputError, match="shards come from dlib 19 and dlib 20"):
        merge_landmarks([tmp_path / "a.h5", tmp_path / "b.h5"], tmp_path / "c.h5")
    assert not (tmp_path / "c.h5").exists()


def test_failed_frames_are_counted_in_a_sentence(tmp_path):
    bad = [Face(FrameStatus.NO_FACE, image_size=(64, 48)), Face(FrameStatus.UNREADABLE)]
    rows = [("A", k, face) for k, face in enumerate(faces(1) + bad)]
    write_landmarks(rows, "dlib 20", tmp_path / "a.h5")
    assert failures_in_words(tmp_path / "a.h5") == (
        "2 of 5 frames have no landmarks (1 no_face, 1 unreadable), in 1 sequences: A; every "
        f"frame's status is in {tmp_path / 'a.h5'}."
    )
    write_landmarks(rows[:3], "dlib 20", tmp_path / "b.h5")
    assert failures_in_words(tmp_path / "b.h5") == ""


def test_every_dimension_has_a_scale(tmp_path):
    write_landmarks([("A", 1, faces(0)[0])], "dlib 20", tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5") as file:
        for name, dataset in file.items():
            if not dataset.is_scale:
                assert all(len(dim) == 1 for dim in dataset.dims), name
        names = "0 ok, 1 interpolated, 2 no_face, 3 unreadable"
        assert file["frame_status"].attrs["long_name"].endswith(names)


def test_a_frame_that_is_ok_has_landmarks(tmp_path):
    write_landmarks([("A", 1, Face(FrameStatus.OK))], "dlib 20", tmp_path / "a.h5")
    with pytest.raises(
        DamagedFileError, match=r"a\.h5, array landmarks\[0\]: found NaN in a frame"
    ):
        read_landmarks(tmp_path / "a.h5")


@pytest.mark.parametrize("version", [1, 2, None])
def test_a_file_of_another_version_is_refused(tmp_path, version):
    write_landmarks([("A", 1, faces(0)[0])], "dlib 20", tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5", "a") as file:
        del file.attrs["schema_version"]
        if version is not None:
            file.attrs["schema_version"] = version
    hdf5.seal(tmp_path / "a.h5")
    with pytest.raises(DamagedFileError, match=r"attribute schema_version: found .*, expected 3"):
        read_landmarks(tmp_path / "a.h5")
