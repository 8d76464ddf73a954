"""Cut the work into shards that are named by what is in them.

A sequence belongs to a bucket by a hash of its id, and a shard's name is its bucket with a digest
of its members. So adding, changing or deleting one sequence gives one shard another name and
leaves the others as they are.
"""

import hashlib
import json
from pathlib import Path

import pandas as pd

from facemotion.files.tsv import Rows
from facemotion.landmarks.backends import Backend
from facemotion.sequences.fingerprint import file_fingerprint


def shard_frames(
    frames: pd.DataFrame, sequences: pd.DataFrame, backend: Backend, root: Path, shards: int
) -> dict:
    """List, shard by shard, the frames that are wanted.

    Parameters
    ----------
    frames
        Which frames are wanted of which sequence (`facemotion.clips.wanted`).
    sequences
        The sequence table, for where the frames are and the fingerprints of their files.
    backend, root
        The landmark backend and the folder of the dataset: files that the backend reads of a
        sequence count as the sequence's own.
    shards
        Number of buckets; a bucket without sequences gives no shard.

    Returns
    -------
    dict
        As `workflow/schemas/shards.schema.yaml` describes: shard name to its members.
    """
    table = Rows(sequences, "sequence_id")
    buckets: dict[int, list[dict]] = {}
    for row in frames.itertuples():
        member = {
            "sequence_id": row.sequence_id,
            "frame_pattern": table[row.sequence_id]["frame_pattern"],
            "frame_numbers": row.frame_numbers,
            "fingerprint": table[row.sequence_id]["fingerprint"],
        }
        if face := table[row.sequence_id]["face"]:
            member["face"] = face
        if own := backend.raw_files(root, row.sequence_id):
            member["landmark_files"] = file_fingerprint(own, root)
        buckets.setdefault(_bucket(row.sequence_id, shards), []).append(member)
    return name_shards(buckets)


def name_shards(buckets: dict[int, list[dict]]) -> dict:
    """Name shards by their number and a digest of their members; JSON-able."""
    named = {f"{k:03d}-{_digest(buckets[k])}": buckets[k] for k in sorted(buckets)}
    return {"schema_version": 1, "shards": named}


def remove_stale_shards(current: list[Path]) -> None:
    """Delete shards other than the `current` ones, which no table lists any more."""
    for path in current[0].parent.glob("*.h5"):
        if path not in current:
            path.unlink()


def _bucket(sequence_id: str, shards: int) -> int:
    return int(hashlib.sha256(sequence_id.encode()).hexdigest(), 16) % shards


def _digest(members: list[dict]) -> str:
    return hashlib.sha256(json.dumps(members, sort_keys=True).encode()).hexdigest()[:12]
