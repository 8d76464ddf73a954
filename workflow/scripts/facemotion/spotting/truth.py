"""The ground truth: rows of annotations, and how each was interpreted.

Annotations are entered by hand: frame numbers may be missing, fractional, 0, or past the end of the
video. `Rules` determines how they are interpreted; every row is kept, with its original cells, a
status and a reason.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from facemotion.errors import DamagedFileError
from facemotion.files import tsv
from facemotion.files.user_table import NOTHING
from facemotion.spotting.intervals import TYPES, Interval

OK, NOT_USED = "ok", "not_used"
ROUNDING = {"floor": math.floor, "nearest": lambda number: math.floor(number + 0.5)}
MISSING_OFFSETS = ("apex", "drop")
_FRAME = ("(-?[0-9]+)?", "a whole number or an empty cell")
COLUMNS = {
    "video": tsv.TEXT, "subject": tsv.TEXT, "type": tsv.TEXT,
    "onset": _FRAME, "apex": _FRAME, "offset": _FRAME,
    "emotion": tsv.TEXT, "label_source": tsv.TEXT, "place": tsv.NAME,
    "onset_cell": tsv.TEXT, "apex_cell": tsv.TEXT, "offset_cell": tsv.TEXT,
    "note": tsv.TEXT, "problem": tsv.TEXT, "first_frame": tsv.WHOLE,
    "status": (f"{OK}|{NOT_USED}", "ok or not_used"), "reason": tsv.TEXT,
}  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """How unusual cells are interpreted.

    Attributes
    ----------
    rounding
        Fractional frame numbers become the earlier frame (``floor``) or the nearest (``nearest``).
    missing_offset
        Expressions without an offset end at the apex (``apex``) or are not used (``drop``).
    """

    rounding: str = "floor"
    missing_offset: str = "apex"

    def others(self) -> dict[str, "Rules"]:
        """Return the rules that differ from these in one respect, by name."""
        rounding = next(name for name in ROUNDING if name != self.rounding)
        missing = next(name for name in MISSING_OFFSETS if name != self.missing_offset)
        return {
            f"rounding {rounding}": Rules(rounding, self.missing_offset),
            f"missing_offset {missing}": Rules(self.rounding, missing),
        }


@dataclass
class Annotation:
    """A row of an annotation, as it is written.

    Attributes
    ----------
    video, subject, type
        `type` is ``macro``, ``micro``, or empty if it is neither.
    onset, apex, offset
        Cells as text.
    place
        Where the row is, such as ``row 11``.
    emotion, label_source
        Label (`facemotion.sequences.labels`), which may be empty, and its source.
    note
        Anything unusual in other cells, and how it was interpreted.
    problem
        Why the row cannot be used, regardless of its frame numbers.
    first_frame
        Number of the video's first frame, 0 or 1.
    """

    video: str
    subject: str
    type: str
    onset: str
    apex: str
    offset: str
    place: str
    emotion: str = ""
    label_source: str = ""
    note: str = ""
    problem: str = ""
    first_frame: int = 1


@dataclass
class _Reading:
    first: int | None = None
    apex: int | None = None
    last: int | None = None
    notes: list[str] = field(default_factory=list)
    problem: str = ""


def make_truth(
    annotations: Iterable[Annotation], rules: Rules, last_frames: Mapping[str, int]
) -> pd.DataFrame:
    """Create the ground-truth table.

    Parameters
    ----------
    annotations
        All rows.
    rules
        Rules for unusual cells.
    last_frames
        Number of the last frame of each available video; later offsets are cut to it.

    Returns
    -------
    DataFrame
        `COLUMNS`, in the order of the rows; `onset` and `offset` are empty in rows that are not
        used, `apex` if it is unknown.
    """
    rows = []
    for row in annotations:
        read = _read(row, rules, last_frames.get(row.video))
        if row.type not in TYPES:
            read.problem = row.problem or "found no type, expected macro or micro"
        problem = row.problem or read.problem
        usable = not problem
        frames = (read.first, read.apex, read.last) if usable else (None, None, None)
        reason = "; ".join(filter(None, [problem, row.note, *read.notes]))
        rows.append(
            (row.video, row.subject, row.type, *("" if f is None else str(f) for f in frames),
             row.emotion, row.label_source, row.place, row.onset, row.apex, row.offset, row.note,
             row.problem, row.first_frame, OK if usable else NOT_USED, reason)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=[*COLUMNS])


def read_again(table: pd.DataFrame, rules: Rules, last_frames: Mapping[str, int]) -> pd.DataFrame:
    """Recreate a ground-truth table with other rules, from the cells stored in it.

    Parameters
    ----------
    table
        Ground-truth table.
    rules, last_frames
        As in `make_truth`.
    """
    annotations = [
        Annotation(
            row.video, row.subject, row.type, row.onset_cell, row.apex_cell, row.offset_cell,
            row.place, row.emotion, row.label_source, row.note, row.problem, int(row.first_frame),
        )
        for row in table.itertuples()
    ]  # fmt: skip
    return make_truth(annotations, rules, last_frames)


def read_truth(path: str | Path) -> pd.DataFrame:
    """Read a ground-truth table.

    Raises
    ------
    DamagedFileError
        The file violates its contract.
    """
    table = tsv.read_table(path, COLUMNS)
    for line, row in enumerate(table.itertuples(), 2):
        used = row.status == OK
        if used and not (row.type in TYPES and row.onset and row.offset):
            found = f"type {row.type!r}, onset {row.onset!r}, offset {row.offset!r}"
            expected = f"{' or '.join(TYPES)} and two frames of a row that is {OK}"
            raise DamagedFileError(path, f"line {line}", found, expected)
        if used and int(row.offset) < int(row.onset):
            found = f"offset {row.offset} before onset {row.onset}"
            raise DamagedFileError(path, f"line {line}", found, "onset and then offset")
    return table


def true_intervals(table: pd.DataFrame, classes: Mapping[str, Sequence[str]]) -> list[Interval]:
    """Return the intervals of the used rows, each with the class that contains its label."""
    class_of = {label: name for name, labels in classes.items() for label in labels}
    return [
        Interval(
            row.video, row.type, int(row.onset), int(row.offset), class_of.get(row.emotion, "")
        )
        for row in table[table["status"] == OK].itertuples()
    ]


def _read(row: Annotation, rules: Rules, last: int | None) -> _Reading:
    """Interpret the frame numbers of a row by the rules."""
    read = _Reading()
    said = (
        f"onset {row.onset or 'empty'}, apex {row.apex or 'empty'}, offset {row.offset or 'empty'}"
    )
    numbers = {}
    for name in ("onset", "apex", "offset"):
        cell = getattr(row, name)
        number = _number(cell)
        if number is None and cell.strip().lower() not in NOTHING:
            read.problem = f"{said}: expected numbers"
            return read
        if number is not None and not number.is_integer():
            kept = ROUNDING[rules.rounding](number)
            read.notes.append(f"{name} {cell} read as frame {kept}")
            number = kept
        numbers[name] = None if number is None else int(number)
    onset, apex, offset = numbers.values()
    if onset is None or onset < 0:
        read.problem = f"{said}: there is no onset"
        return read
    if onset < row.first_frame:
        read.notes.append(f"onset {onset} read as frame {row.first_frame}")
        onset = row.first_frame
    apex = None if apex is None or apex < onset else apex
    if offset is None or offset <= 0:
        if rules.missing_offset == "drop" or apex is None:
            why = "dropped by the rule" if apex is not None else "and no apex"
            read.problem = f"{said}: there is no offset, {why}"
            return read
        read.notes.append(f"there is no offset, the apex {apex} is used")
        offset = apex
    if offset < onset:
        read.problem = f"{said}: expected onset ≤ offset"
        return read
    if last is not None and onset > last:
        read.problem = f"{said}: the last frame of the video is {last}"
        return read
    if last is not None and offset > last:
        read.notes.append(f"offset {offset} cut to the last frame, {last}")
        offset = last
    if apex is None or apex > offset:
        read.notes.append(f"apex {row.apex or 'empty'} is outside the interval, treated as unknown")
        apex = None
    read.first, read.apex, read.last = onset, apex, offset
    return read


def _number(text: str) -> float | None:
    text = text.replace("−", "-").strip()
    match = re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]*)?", text)
    return float(text) if match else None
