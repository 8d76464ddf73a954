"""The table of candidates: the intervals that a spotter finds with each of its settings."""

import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.errors import DamagedFileError
from facemotion.files import tsv
from facemotion.progress import track as progress
from facemotion.spotting.intervals import TYPES, Interval
from facemotion.spotting.spotters import Spotter
from facemotion.spotting.tracks import Track
from facemotion.spotting.videos import extents

log = logging.getLogger(__name__)

COLUMNS = {
    "video": tsv.NAME, "type": ("|".join(TYPES), "macro or micro"), "choice": tsv.WHOLE,
    "first": tsv.WHOLE, "apex": tsv.WHOLE, "last": tsv.WHOLE,
}  # fmt: skip
FINAL_COLUMNS = {
    "spotter": tsv.NAME,
    **{name: kind for name, kind in COLUMNS.items() if name != "choice"},
    "emotion": tsv.TEXT,
    "probability": tsv.MAYBE_PROBABILITY,
    "uncertain": ("(yes|no)?", "yes, no or an empty cell"),
}


def read_candidates(path: str | Path, videos: pd.DataFrame) -> pd.DataFrame:
    """Read a table of candidates in videos.

    Raises
    ------
    DamagedFileError
        The file violates the contract, or an interval is not within a video.
    """
    table = tsv.read_table(path, COLUMNS)
    _check_frames(path, table, videos)
    return table


def read_intervals(path: str | Path, videos: pd.DataFrame) -> pd.DataFrame:
    """Read a table of chosen intervals in videos, with or without emotions.

    Raises
    ------
    DamagedFileError
        The file violates the contract, or an interval is not within a video.
    """
    table = tsv.read_table(path, FINAL_COLUMNS)
    _check_frames(path, table, videos)
    together = table[["emotion", "probability", "uncertain"]] != ""
    partly = together.any(axis=1) & ~together.all(axis=1)
    if partly.any():
        row = int(partly.to_numpy().argmax())
        found = " and ".join(together.columns[together.iloc[row]])
        place, expected = f"line {row + 2}", "emotion, probability and uncertain, or none of them"
        raise DamagedFileError(path, place, f"only {found}", expected)
    return table


def _check_frames(path: str | Path, table: pd.DataFrame, videos: pd.DataFrame) -> None:
    """Raise an error for an interval outside its video, or whose frames do not ascend."""
    ends = extents(videos)
    firsts, lasts = (
        table["video"].map({video: of[k] for video, of in ends.items()}) for k in (0, 1)
    )
    steps = [firsts, table["first"], table["apex"], table["last"], lasts]
    rising = np.logical_and.reduce([(a <= b).to_numpy() for a, b in pairwise(steps)])
    if not rising.all():
        row = table.iloc[int(rising.argmin())]
        place = f"line {int(rising.argmin()) + 2}"
        found = (
            f"{row['video']} with first, apex, last {row['first']}, {row['apex']}, {row['last']}"
        )
        within = ends.get(row["video"])
        span = "a video of their table" if within is None else f"{within[0]} to {within[1]}"
        raise DamagedFileError(path, place, found, f"frames that rise, of {span}")


def spot_all(spotter: Spotter, tracks: Iterable[Track], count: int) -> pd.DataFrame:
    """Find the intervals of `count` videos with every setting of a spotter; log the time per frame.

    Parameters
    ----------
    spotter
        The spotter, with its weights loaded.
    tracks
        Landmarks of the videos.
    count
        Number of videos, for the progress message.

    Returns
    -------
    DataFrame
        A table of candidates, with frame numbers of the video.
    """
    rows, frames, begun = [], 0, time.process_time()
    for track in progress(tracks, "spotting", "videos", count):
        for found in spotter.spot(track):
            ends = (track.first + frame for frame in (found.first, found.apex, found.last))
            rows.append((track.video, found.type, found.choice, *ends))
        frames += len(track)
    spent = 1000 * (time.process_time() - begun) / max(frames, 1)
    log.info("%d frames, %.3f ms per frame without landmark detection", frames, spent)
    return pd.DataFrame(rows, columns=[*COLUMNS])


def by_choice(table: pd.DataFrame, choices: int) -> list[list[Interval]]:
    """Return the intervals of each of the `choices` settings."""
    groups = defaultdict(list)
    for row in table.itertuples():
        groups[row.choice].append(Interval(row.video, row.type, row.first, row.last))
    return [groups[choice] for choice in range(choices)]


def keep_chosen(table: pd.DataFrame, chosen: dict[tuple[str, str], int]) -> pd.DataFrame:
    """Keep the rows of the settings that were chosen for each video and type."""
    keys = zip(table["video"], table["type"], table["choice"], strict=True)
    return table[[chosen.get((video, kind)) == choice for video, kind, choice in keys]]
