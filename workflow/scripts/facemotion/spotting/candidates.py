"""The table of candidates: the intervals that a spotter finds with each of its settings."""

import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from facemotion.files import tsv
from facemotion.progress import track as progress
from facemotion.spotting.intervals import TYPES, Interval, check_intervals
from facemotion.spotting.spotters import Spotter
from facemotion.spotting.tracks import Track

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


def read_candidates(path: str | Path) -> pd.DataFrame:
    """Read a table of candidates.

    Raises
    ------
    DamagedFileError
        The file violates the contract.
    InputError
        An interval ends before it begins.
    """
    table = tsv.read_table(path, COLUMNS)
    check_intervals(
        (Interval(r.video, r.type, r.first, r.last) for r in table.itertuples()), str(path)
    )
    return table


def read_intervals(path: str | Path) -> pd.DataFrame:
    """Read a table of chosen intervals, with or without emotions.

    Raises
    ------
    DamagedFileError
        The file violates the contract.
    """
    return tsv.read_table(path, FINAL_COLUMNS)


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
