"""The work cut into shards that are named by what is in them."""

import copy
from pathlib import Path

from facemotion.clips.resampling import resample_frames
from facemotion.clips.wanted import want_frames
from facemotion.files.json_file import read_json, write_json
from facemotion.landmarks.backends import make_backend
from facemotion.landmarks.shards import remove_stale_shards, shard_frames
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


def test_members_are_not_changed_by_sharding():
    sequences = table(3)
    copied = copy.deepcopy(sequences)
    shards_of(sequences, 2)
    assert sequences.equals(copied)


def test_what_is_listed_is_as_the_schema_has_it(tmp_path):
    (tmp_path / "S001_001.csv").write_text("x")
    sequences = table(3)
    wanted = want_frames(resample_frames(sequences, 20))
    backend = make_backend("table", {"files": "{sequence_id}.csv"})
    shards = shard_frames(wanted, sequences, backend, tmp_path, 2)
    write_json(shards, tmp_path / "shards.json", "shards")
    assert read_json(tmp_path / "shards.json", "shards") == shards
    members = [member for shard in shards["shards"].values() for member in shard]
    assert len(members) == 3
    with_files = {member["sequence_id"] for member in members if "landmark_files" in member}
    assert with_files == {"S001_001"}
