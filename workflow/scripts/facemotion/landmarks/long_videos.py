"""Landmarks of every frame of long videos, in pieces, so that one video can use several cores.

Each piece overlaps the previous one by some frames. The two were tracked separately, and the second
tracker needs time to settle, so landmarks are blended from one to the other.
"""

import hashlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.landmarks.backends import Backend
from facemotion.landmarks.continuity import keep_one_face
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.shards import name_shards
from facemotion.landmarks.store import (
    LandmarkRows,
    one_backend,
    read_landmarks,
    write_landmarks,
)
from facemotion.sequences.fingerprint import file_fingerprint
from facemotion.sequences.table import format_ranges, parse_ranges

OVERLAP = 30  # frames


def shard_videos(
    videos: pd.DataFrame, backend: Backend, root: Path, shards: int, piece_frames: int
) -> dict:
    """List the pieces of videos, shard by shard; neighbouring pieces go to different shards.

    Parameters
    ----------
    videos
        The usable rows of the table of long videos.
    backend, root
        As in `facemotion.landmarks.shards.shard_frames`.
    shards
        Number of shards; an empty one is left out.
    piece_frames
        Frames per piece, without the overlap with the previous one.

    Returns
    -------
    dict
        As `workflow/schemas/shards.schema.yaml` describes.
    """
    buckets: dict[int, list[dict]] = {}
    for row in videos.itertuples():
        member = {"sequence_id": row.video, "frame_pattern": row.frame_pattern}
        if row.face:
            member["face"] = row.face
        if own := backend.raw_files(root, row.video):
            member["landmark_files"] = file_fingerprint(own, root)
        first = int(hashlib.sha256(row.video.encode()).hexdigest(), 16)
        pieces = _cut(parse_ranges(row.frame_numbers), piece_frames if shards > 1 else 0)
        for place, numbers in enumerate(pieces):
            piece = {"frame_numbers": format_ranges(numbers), "fingerprint": row.fingerprint}
            buckets.setdefault((first + place) % shards, []).append(member | piece)
    return name_shards(buckets)


def stitch_videos(shards: list[Path], out: Path) -> None:
    """Join the pieces of all shards into one landmark file, sorted by video and frame.

    Raises
    ------
    InputError
        The shards come from more than one backend.
    """
    parts = [read_landmarks(path) for path in shards]
    pieces: dict[str, list[list[tuple[int, Face]]]] = {}
    for part in parts:
        for video, piece in _pieces(part):
            pieces.setdefault(video, []).append(piece)
    rows = [
        (video, number, face)
        for video in sorted(pieces)
        for number, face in join_pieces(pieces[video])
    ]
    write_landmarks(rows, one_backend(parts, shards, out), out)


def join_pieces(pieces: list[list[tuple[int, Face]]]) -> list[tuple[int, Face]]:
    """Join the pieces of one video, each with its frame numbers.

    Frames shared by two pieces are blended from the first to the second. A piece that follows a
    different face than its predecessors is left without landmarks
    (`facemotion.landmarks.continuity`).
    """
    joined: dict[int, Face] = {}
    for piece in sorted(pieces, key=lambda piece: (piece[0][0], piece[-1][0])):
        shared = [number for number, _ in piece if number in joined]
        for number, face in piece:
            if number in joined:
                share = (number - shared[0] + 1) / (shared[-1] - shared[0] + 2)
                face = _between(joined[number], face, share)
            joined[number] = face
    numbers = sorted(joined)
    return list(zip(numbers, keep_one_face([joined[n] for n in numbers]), strict=True))


def _cut(numbers: list[int], length: int) -> Iterator[list[int]]:
    """Cut into pieces of at least `length` frames plus the overlap; 0 means one piece."""
    count = max(1, len(numbers) // length) if length else 1
    borders = np.linspace(0, len(numbers), count + 1).round().astype(int)
    for start, stop in pairwise(borders.tolist()):
        yield numbers[max(0, start - OVERLAP) : stop]


def _between(first: Face, second: Face, share: float) -> Face:
    """Interpolate between two faces of one frame; if one failed, return the other."""
    if second.status != FrameStatus.OK or first.status != FrameStatus.OK:
        return second if second.status == FrameStatus.OK else first
    pairs = ((first.points, second.points), (first.box, second.box))
    points, box = (((1 - share) * a + share * b).astype("float32") for a, b in pairs)
    confidence = second.confidence if share > 0.5 else first.confidence
    return Face(FrameStatus.OK, points, box, confidence, first.image_size, "", first.content)


def _pieces(rows: LandmarkRows) -> Iterator[tuple[str, list[tuple[int, Face]]]]:
    """Split the rows of a shard where the video changes or its frame numbers jump."""
    names, numbers = rows.sequence_id, rows.frame_number
    begins = np.flatnonzero((names[1:] != names[:-1]) | (np.diff(numbers) != 1)) + 1
    borders = [0, *begins.tolist(), len(names)]
    for start, stop in pairwise(borders):
        if stop > start:
            yield names[start], [(int(numbers[k]), rows.face(k)) for k in range(start, stop)]
