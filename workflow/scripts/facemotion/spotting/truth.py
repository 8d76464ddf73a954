"""What is there to be found: rows of annotations, and what was made of each.

Annotations are written by hand: ends are missing, between two frames, 0, or past the end of the
video. `Rules` says what is made of them; every row stays, with its cells, a status and a reason.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

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
    """What is made of odd cells.

    Attributes
    ----------
    rounding
        Fractional frame numbers: ``floor``, the earlier frame, or ``nearest``.
    missing_offset
        Expressions without an offset: ``apex``, they end there, or ``drop``, they are not used.
    """

    rounding: str = "floor"
    missing_offset: str = "apex"

    def others(self) -> dict[str, "Rules"]:
        """Give the rules that differ in one choice, by what is chosen."""
        rounding = next(name for name in ROUNDING if name != self.rounding)
        missing = next(name for name in MISSING_OFFSETS if name != self.missing_offset)
        return {
            f"rounding {rounding}": Rules(rounding, self.missing_offset),
            f"missing_offset {missing}": Rules(self.rounding, missing),
        }


@dataclass
class Annotation:
    """A row as it stands.

    Attributes
    ----------
    video, subject, type
        `type` is ``macro``, ``micro`` or empty where it is neither.
    onset, apex, offset
        Cells as text.
    place
        Where it stands: ``row 11``.
    emotion, label_source
        Label (`facemotion.sequences.labels`) or nothing, and what gave it.
    note
        Anything unusual in other cells, and how it was read.
    problem
        Why it cannot be used, whatever its frames.
    first_frame
        The number of a video's first frame, 0 or 1.
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
    """Make the table of truth.

    Parameters
    ----------
    annotations
        All rows.
    rules
        Rules for unusual cells.
    last_frames
        Video to the number of its last frame, of videos that are there; a later offset is cut.

    Returns
    -------
    DataFrame
        `COLUMNS`, in the order of the rows; `onset` and `offset` are empty in a row that is not
        used, `apex` where it is not known.
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
    """Make a table of truth anew by other rules, from the cells that it keeps."""
    annotations = [
        Annotation(
            row.video, row.subject, row.type, row.onset_cell, row.apex_cell, row.offset_cell,
            row.place, row.emotion, row.label_source, row.note, row.problem, int(row.first_frame),
        )
        for row in table.itertuples()
    ]  # fmt: skip
    return make_truth(annotations, rules, last_frames)


def read_truth(path: str | Path) -> pd.DataFrame:
    """Read a table of truth.

    Raises
    ------
    DamagedFileError
        The file is not as its contract has it.
    """
    return tsv.read_table(path, COLUMNS)


def true_intervals(table: pd.DataFrame, classes: Mapping[str, Sequence[str]]) -> list[Interval]:
    """Give the intervals of the rows that are used, each with the class that holds its label."""
    class_of = {label: name for name, labels in classes.items() for label in labels}
    return [
        Interval(
            row.video, row.type, int(row.onset), int(row.offset), class_of.get(row.emotion, "")
        )
        for row in table[table["status"] == OK].itertuples()
    ]


def _read(row: Annotation, rules: Rules, last: int | None) -> _Reading:
    """Read the frame numbers of a row by the rules."""
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
