"""Where a face should have moved: landmarks of the action units, and when, where that is known."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.dataset.contract import Clips
from facemotion.explanation.maps import Maps
from facemotion.explanation.timing import read_timing
from facemotion.landmarks.face import N_LANDMARKS
from facemotion.sequences.labels import NEUTRAL

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
SOURCES = OWN_CODES, PROTOTYPE, NOTHING = "codes", "prototype", "nothing"


@cache
def read_au_landmarks() -> dict[int, list[int]]:
    """Read which landmarks show an action unit: `workflow/resources/au_landmarks.tsv`."""
    table = pd.read_csv(RESOURCES / "au_landmarks.tsv", sep="\t", comment="#", dtype=str)
    return {
        int(row.action_unit): [n for part in row.landmarks.split(",") for n in _span(part)]
        for row in table.itertuples()
    }


def read_prototypes() -> dict[str, list[int]]:
    """Read the action units of each emotion: `workflow/resources/emotion_prototypes.tsv`."""
    table = pd.read_csv(RESOURCES / "emotion_prototypes.tsv", sep="\t", comment="#", dtype=str)
    units = {
        row.emotion: [int(u) for u in row.action_units.split("+")] for row in table.itertuples()
    }
    return units | {NEUTRAL: []}


def expected_units(maps: Maps) -> tuple[list[list[int]], list[str]]:
    """Say which action units each clip shows: its own FACS codes, else its emotion's prototype.

    Returns
    -------
    units
        One list per clip; empty for neutral, which shows none, and for clips without a class.
    sources
        `codes`, `prototype`, or `nothing` where no landmark can show what the clip shows.
    """
    known, prototypes = read_au_landmarks(), read_prototypes()
    units, sources = [], []
    for label, emotion, codes in zip(maps.label, maps.emotion, maps.aus, strict=True):
        own = [int(u) for u, code in zip(maps.au_codes, codes, strict=True) if code > 0]
        shows_some = label >= 0 and emotion != NEUTRAL
        shown = (own or prototypes.get(emotion, [])) if shows_some else []
        shown = [u for u in shown if u in known]
        units.append(shown)
        sources.append(NOTHING if not shown else OWN_CODES if own else PROTOTYPE)
    return units, sources


def unit_mask(units: list[int]) -> np.ndarray:
    """Mark the landmarks that show any of the action units; bool (68,)."""
    table = read_au_landmarks()
    mask = np.zeros(N_LANDMARKS, bool)
    mask[[n for unit in units for n in table[unit]]] = True
    return mask


def frame_numbers(maps: Maps, clips: Clips) -> np.ndarray:
    """Look up the source frames (N, T) of the clips that have maps."""
    return clips.frame_number[clips.rows_of(maps.clip_id, "the maps file")]


def moving_cells(
    maps: Maps, units: list[list[int]], frame_number: np.ndarray, timing: pd.DataFrame
) -> np.ndarray:
    """Mark where and when each clip's action units moved: their landmarks, after onset up to apex.

    Parameters
    ----------
    maps
        N clips.
    units
        Units of each clip (`expected_units`); others in the timing table are not marked.
    frame_number
        (N, T), source frames of the clips.
    timing
        As `read_timing` gives it.

    Returns
    -------
    ndarray of bool, shape (N, 68, T)
        All False where the timing does not have the clip's sequence.
    """
    mask = np.zeros(maps.displacement.shape, bool)
    rows = {sequence: part for sequence, part in timing.groupby("sequence_id")}
    for clip, sequence in enumerate(maps.sequence_id):
        for row in rows[sequence].itertuples() if sequence in rows else ():
            if row.au in units[clip]:
                number = frame_number[clip]
                frames = (number > row.onset_frame) & (number <= row.apex_frame)
                mask[clip] |= unit_mask([row.au])[:, None] & frames
    return mask


def known_cells(maps: Maps, clips: Clips, timing: str | None) -> np.ndarray:
    """Mark where and when action units moved, as far as a table of `timing` knows.

    Returns
    -------
    ndarray of bool, shape (N, 68, T)
        All False without a table.
    """
    if not timing:
        return np.zeros(maps.displacement.shape, bool)
    units, numbers = expected_units(maps)[0], frame_numbers(maps, clips)
    return moving_cells(maps, units, numbers, read_timing(timing))


def _span(part: str) -> range:
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)
