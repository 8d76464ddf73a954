"""Divide the work into shards that are named after their contents.

A sequence is assigned to a bucket by a hash of its id, and a shard is named by its bucket and a
digest of its members. So adding, changing or deleting one sequence renames a single shard and
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
    """List the requested frames, shard by shard.

    Parameters
    ----------
    frames
        The requested frames of each sequence (`facemotion.clips.wanted`).
    sequences
        The sequence table, with the location of the frames and the fingerprints of their files.
    backend, root
        The landmark backend, and the folder of the dataset. Files that the backend reads for a
        sequence count as the sequence's own.
    shards
        Number of buckets; a bucket without sequences makes no shard.

    Returns
    -------
    dict
        Shard names and their members, as `workflow/schemas/shards.schema.yaml` describes.
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
    """Name shards by their number and a digest of their members; the result can be JSON."""
    named = {f"{k:03d}-{_digest(buckets[k])}": buckets[k] for k in sorted(buckets)}
    return {"schema_version": 1, "shards": named}


def remove_stale_shards(current: list[Path]) -> None:
    """Delete shards other than the `current` ones; no table refers to them any more."""
    for path in current[0].parent.glob("*.h5"):
        if path not in current:
            path.unlink()


def _bucket(sequence_id: str, shards: int) -> int:
    return int(hashlib.sha256(sequence_id.encode()).hexdigest(), 16) % shards


def _digest(members: list[dict]) -> str:
    return hashlib.sha256(json.dumps(members, sort_keys=True).encode()).hexdigest()[:12]
