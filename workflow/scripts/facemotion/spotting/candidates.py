"""The table of candidates: what a spotter finds by each choice that it leaves open."""

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
        The file is not as its contract has it.
    InputError
        An interval ends before it begins.
    """
    table = tsv.read_table(path, COLUMNS)
    check_intervals(
        (Interval(r.video, r.type, r.first, r.last) for r in table.itertuples()), str(path)
    )
    return table


def read_intervals(path: str | Path) -> pd.DataFrame:
    """Read a table of intervals that were chosen, with or without emotions.

    Raises
    ------
    DamagedFileError
        The file is not as its contract has it.
    """
    return tsv.read_table(path, FINAL_COLUMNS)


def spot_all(spotter: Spotter, tracks: Iterable[Track], count: int) -> pd.DataFrame:
    """Find the intervals of `count` videos by every choice; give them with their frame numbers.

    What it takes is logged, in milliseconds a frame.
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
    """Give the intervals of each of `choices` choices."""
    groups = defaultdict(list)
    for row in table.itertuples():
        groups[row.choice].append(Interval(row.video, row.type, row.first, row.last))
    return [groups[choice] for choice in range(choices)]


def keep_chosen(table: pd.DataFrame, chosen: dict[tuple[str, str], int]) -> pd.DataFrame:
    """Keep the rows that were chosen, by video and type."""
    keys = zip(table["video"], table["type"], table["choice"], strict=True)
    return table[[chosen.get((video, kind)) == choice for video, kind, choice in keys]]
