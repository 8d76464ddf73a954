"""The table of long videos: one row per video, with its status."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from facemotion.errors import DamagedFileError, InputError
from facemotion.files import tsv
from facemotion.sequences.table import format_ranges, parse_ranges

OK, UNREADABLE = "ok", "unreadable"
COLUMNS = {
    "video": tsv.NAME, "subject": tsv.NAME, "frame_pattern": tsv.TEXT, "frame_numbers": tsv.TEXT,
    "face": tsv.TEXT, "fps": tsv.NUMBER, "fingerprint": tsv.TEXT,
    "status": (f"{OK}|{UNREADABLE}", "ok or unreadable"), "reason": tsv.TEXT,
}  # fmt: skip


@dataclass
class VideoRow:
    """A long video.

    Attributes
    ----------
    video, subject
        Names of the video and its subject.
    frame_pattern
        Path below the dataset's folder, as in the sequence table.
    frame_numbers
        Frame numbers, ascending.
    fps
        Frames per second.
    fingerprint
        Fingerprint of the video's files.
    face
        Which of several faces to follow; empty for the largest.
    reason
        Anything unusual about the video.
    unreadable
        Why the video cannot be used; empty if it can.
    """

    video: str
    subject: str
    frame_pattern: str
    frame_numbers: list[int]
    fps: float
    fingerprint: str
    face: str = ""
    reason: str = ""
    unreadable: str = ""


def make_videos(rows: Iterable[VideoRow], source: str) -> pd.DataFrame:
    """Create the table of videos, sorted by name.

    Raises
    ------
    InputError
        There are no videos, none can be used, or two have the same name.
    """
    rows = sorted(rows, key=lambda row: row.video)
    names = [row.video for row in rows]
    twice = next((a for a, b in pairwise(names) if a == b), None)
    if twice is not None:
        raise InputError(f"{source}: two videos are named {twice}; rename one of them.")
    table = pd.DataFrame(
        [
            (row.video, row.subject, row.frame_pattern,
             "" if row.unreadable else format_ranges(row.frame_numbers), row.face, row.fps,
             row.fingerprint, UNREADABLE if row.unreadable else OK,
             "; ".join(filter(None, (row.unreadable, row.reason))))
            for row in rows
        ],
        columns=[*COLUMNS],
    )  # fmt: skip
    if not (table["status"] == OK).any():
        why = f": {rows[0].video}: {table['reason'].iloc[0]}" if rows else ""
        raise InputError(f"{source}: found no usable video{why}; give long videos.")
    return table


def read_videos(path: str | Path) -> pd.DataFrame:
    """Read the table of videos.

    Raises
    ------
    DamagedFileError
        The file violates the contract.
    """
    table, names = tsv.read_table(path, COLUMNS), set()
    for line, row in enumerate(table.itertuples(), 2):
        if row.video in names:
            raise DamagedFileError(path, f"line {line}", f"{row.video} again", "each video once")
        names.add(row.video)
        if row.status == OK:
            place = f"line {line}, column"
            if row.fps <= 0:
                raise DamagedFileError(path, f"{place} fps", str(row.fps), "more than 0")
            if not _has_frames(row.frame_numbers):
                expected = "rising ranges such as '1-9,11-20'"
                found = repr(row.frame_numbers[:40])
                raise DamagedFileError(path, f"{place} frame_numbers", found, expected)
    return table


def _has_frames(text: str) -> bool:
    try:
        return bool(parse_ranges(text))
    except InputError:
        return False


def extents(videos: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Return the numbers of the first and last frame of each usable video."""
    usable = videos[videos["status"] == OK]
    numbers = {row.video: parse_ranges(row.frame_numbers) for row in usable.itertuples()}
    return tsv.Named(((video, (of[0], of[-1])) for video, of in numbers.items()), "video")


def last_frames(videos: pd.DataFrame) -> dict[str, int]:
    """Return the number of the last frame of each usable video."""
    return tsv.Named(((video, last) for video, (_, last) in extents(videos).items()), "video")
