"""Shards and the landmark file."""

import copy
from pathlib import Path

import cv2
import h5py
import numpy as np
import pytest

from facemotion.clips.resampling import resample_frames
from facemotion.clips.wanted import want_frames
from facemotion.errors import InputError
from facemotion.files.images import read_grey
from facemotion.landmarks.backends import make_backend
from facemotion.landmarks.extraction import extract_landmarks
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.shards import remove_stale_shards, shard_frames
from facemotion.landmarks.store import (
    failures_in_words,
    merge_landmarks,
    read_landmarks,
    write_landmarks,
)
from facemotion.sequences.table import make_table


def table(n=20, **changes):
    rows = [
        {
            "sequence_id": f"S{k:03d}_001",
            "subject": f"S{k:03d}",
            "emotion": "happy",
            "n_frames": 40,
            "frame_pattern": f"S{k:03d}_{{frame:04d}}.png",
            "frame_numbers": "1-40",
            "onset": 1,
            "apex": 40,
            "fingerprint": f"{k:016x}",
            "status": "ok",
        }
        for k in range(n)
    ]
    return make_table(rows)


def shards_of(sequences, shards, backend=None, root="."):
    wanted = want_frames(resample_frames(sequences, 20))
    backend = backend or make_backend("dlib", {})
    return shard_frames(wanted, sequences, backend, Path(root), shards)["shards"]


def faces(value, n=3):
    return [
        Face(FrameStatus.OK, np.full((68, 2), value + k, "f4"), np.zeros(4, "f4"), 1.0, (64, 48))
        for k in range(n)
    ]


def test_a_distinct_frame_is_listed_once():
    sequences = table(1)
    sequences.loc[0, ["n_frames", "frame_numbers", "apex"]] = [10, "1-10", 10]
    (members,) = shards_of(sequences, 4).values()
    assert members[0]["frame_numbers"] == "1-10"  # of 20 clip positions


def test_only_frames_that_clips_use_are_listed():
    sequences = table(1)
    (members,) = shards_of(sequences, 1).values()
    # k * 39 / 19 rounded half up
    assert members[0]["frame_numbers"] == "1,3,5,7,9,11,13,15,17,19,22,24,26,28,30,32,34,36,38,40"


def test_a_changed_sequence_renames_one_shard():
    sequences = table()
    before = shards_of(sequences, 4)
    sequences.loc[7, "fingerprint"] = "changed"
    after = shards_of(sequences, 4)
    assert len(before) == len(after) == 4
    assert len(set(before) - set(after)) == 1


def test_a_sequence_that_leaves_renames_one_shard():
    sequences = table()
    before = shards_of(sequences, 4)
    fewer = sequences.drop(index=7).reset_index(drop=True)
    after = shards_of(fewer, 4)
    assert len(set(before) - set(after)) == 1


def test_a_changed_landmark_file_renames_one_shard(tmp_path):
    sequences = table()
    for name in sequences["sequence_id"]:
        (tmp_path / f"{name}.csv").write_text("x")
    backend = make_backend("table", {"files": "{sequence_id}.csv"})
    before = shards_of(sequences, 4, backend, tmp_path)
    (tmp_path / "S007_001.csv").write_text("xy")
    after = shards_of(sequences, 4, backend, tmp_path)
    assert len(set(before) - set(after)) == 1


def test_stale_shards_are_deleted(tmp_path):
    for name in ("000-aaaaaaaaaaaa.h5", "000-bbbbbbbbbbbb.h5"):
        (tmp_path / name).write_bytes(b"")
    remove_stale_shards([tmp_path / "000-bbbbbbbbbbbb.h5"])
    assert [p.name for p in tmp_path.iterdir()] == ["000-bbbbbbbbbbbb.h5"]


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
    with pytest.raises(InputError, match="no row of sequence B, frame 3, which a clip uses"):
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


def test_colour_images_are_read_as_grey(tmp_path):
    cv2.imwrite(str(tmp_path / "c.png"), np.full((4, 6, 3), (255, 0, 0), "uint8"))
    image = read_grey(tmp_path / "c.png")
    assert image.shape == (4, 6)
    assert image[0, 0] == 29  # 0.114 of blue


def test_every_dimension_has_a_scale(tmp_path):
    write_landmarks([("A", 1, faces(0)[0])], "dlib 20", tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5") as file:
        for name, dataset in file.items():
            if not dataset.is_scale:
                assert all(len(dim) == 1 for dim in dataset.dims), name
        names = "0 ok, 1 interpolated, 2 no_face, 3 unreadable"
        assert file["frame_status"].attrs["long_name"].endswith(names)


def test_members_are_not_changed_by_sharding():
    sequences = table(3)
    copied = copy.deepcopy(sequences)
    shards_of(sequences, 2)
    assert sequences.equals(copied)
