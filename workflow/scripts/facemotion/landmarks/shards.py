"""Cut the work into shards that are named by what is in them.

A sequence belongs to a bucket by a hash of its id, and a shard's name is its bucket with a digest
of its members. So adding, changing or deleting one sequence gives one shard another name and
leaves the others as they are.
"""

import hashlib
import json
from pathlib import Path

import pandas as pd

from facemotion.sequences.table import format_ranges


def shard_frames(clips: pd.DataFrame, sequences: pd.DataFrame, shards: int) -> dict[str, list]:
    """List, shard by shard, each distinct frame that the clips use.

    Parameters
    ----------
    clips
        The clip table; a frame that it uses many times is listed once.
    sequences
        The sequence table, for where the frames are and the fingerprints of their files.
    shards
        Number of buckets; a bucket without sequences gives no shard.

    Returns
    -------
    dict
        Shard name to its members; a member is a dict of `sequence_id`, `frame_pattern`,
        `frame_numbers` (ranges) and `fingerprint`.
    """
    used = clips.groupby("sequence_id")["frame_number"].agg(lambda n: format_ranges(map(int, n)))
    table = sequences.set_index("sequence_id")
    buckets: dict[int, list[dict]] = {}
    for sequence_id, frame_numbers in used.sort_index().items():
        member = {
            "sequence_id": sequence_id,
            "frame_pattern": table.at[sequence_id, "frame_pattern"],
            "frame_numbers": frame_numbers,
            "fingerprint": table.at[sequence_id, "fingerprint"],
        }
        buckets.setdefault(_bucket(sequence_id, shards), []).append(member)
    return {f"{k:03d}-{_digest(buckets[k])}": buckets[k] for k in sorted(buckets)}


def remove_stale_shards(current: list[Path]) -> None:
    """Delete the shards beside the `current` ones, which no table names any more."""
    for path in current[0].parent.glob("*.h5"):
        if path not in current:
            path.unlink()


def _bucket(sequence_id: str, shards: int) -> int:
    return int(hashlib.sha256(sequence_id.encode()).hexdigest(), 16) % shards


def _digest(members: list[dict]) -> str:
    return hashlib.sha256(json.dumps(members, sort_keys=True).encode()).hexdigest()[:12]
