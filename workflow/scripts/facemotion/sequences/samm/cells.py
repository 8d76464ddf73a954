"""Interpret names and frame numbers in the workbook of SAMM Long Videos."""

import math
import re
from typing import NamedTuple


class Name(NamedTuple):
    """The parts of a Filename such as ``006_1_2``."""

    id: str
    subject: str
    video: str


class ImpossibleFramesError(ValueError):
    """The frame numbers of an expression cannot be correct; the message says which."""


class Interval(NamedTuple):
    """Frame numbers of an expression; `offset` is None if it is unknown."""

    onset: int
    apex: int
    offset: int | None
    notes: list[str]


def parse_filename(text: str) -> Name | None:
    """Parse a Filename, ``006_1_2`` or ``6_1_2``; return None for anything else."""
    match = re.fullmatch("([0-9]{1,3})_([0-9]+)_([0-9]+)", text)
    if not match:
        return None
    subject = f"{int(match[1]):03d}"
    return Name(f"{subject}_{match[2]}_{match[3]}", subject, f"{subject}_{match[2]}")


def parse_interval(onset: str, apex: str, offset: str, last: int | None) -> Interval:
    """Interpret the frame numbers of an expression.

    Parameters
    ----------
    onset, apex, offset
        The cells. Onset 0 means the first frame, 1, as the third release has it. Offset 0, or an
        empty one, is unknown. A number between two frames counts as the earlier one.
    last
        Number of the video's last image, to which a later offset is cut; None without images.

    Raises
    ------
    ImpossibleFramesError
        A cell is not a number, negative or past the last image, or onset, apex and offset do not
        ascend.
    """
    said = f"onset {onset or 'empty'}, apex {apex or 'empty'}, offset {offset or 'empty'}"
    cells = {"onset": onset, "apex": apex, "offset": offset or "0"}
    numbers = {name: _number(cell) for name, cell in cells.items()}
    if None in numbers.values():
        raise ImpossibleFramesError(f"{said}: expected numbers")
    first, peak, end = (math.floor(number) for number in numbers.values())
    notes = [
        f"{name} {cells[name]} read as frame {math.floor(number)}"
        for name, number in numbers.items()
        if not number.is_integer()
    ]
    if first == 0:
        first = 1
        notes.append("onset 0 read as frame 1")
    if not 1 <= first <= peak or end < 0 or (end and peak > end):
        raise ImpossibleFramesError(f"{said}: expected 1 ≤ onset ≤ apex ≤ offset")
    if last is not None and peak > last:
        raise ImpossibleFramesError(f"{said}: the last image of the video is {last}")
    if not end:
        notes.append("offset unknown, frames end at the apex")
    elif last is not None and end > last:
        notes.append(f"offset {end} cut to the last image, {last}")
        end = last
    return Interval(first, peak, end or None, notes)


def _number(text: str) -> float | None:
    match = re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]*)?", text.replace("−", "-"))
    return float(match[0]) if match else None
