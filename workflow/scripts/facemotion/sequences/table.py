"""The sequence table: the output of a dataset's reader, and the input of every later stage.

One row per sequence, with all columns present, sorted by `sequence_id`; stored as TSV.

=============== ====================================================================================
sequence_id     unique name: ``S005_001`` (CK+), ``006_1_2`` (SAMM)
subject         the person shown: ``S005``
emotion         one of `facemotion.sequences.labels.LABELS`; empty = unlabelled
label_source    origin of the emotion: a path below the dataset's root (CK+), or the source that
                decided, and by what (SAMM: ``action units 6+12``); empty without an emotion
n_frames        number of images, and of numbers in `frame_numbers`
frame_pattern   path below the dataset's root, with the frame number as a format field:
                ``cohn-kanade-images/S005/001/S005_001_{frame:08d}.png``
frame_numbers   frame numbers that have an image, as ranges: ``1-9,11-20``
face            which of several faces: ``left``, ``right``, a point ``x,y``; empty = the largest
before_onset    up to 100 frame numbers before those in `frame_numbers` that also have an image, as
                ranges: a neutral face; empty for CK+, whose sequences start at the onset
onset, apex     frame numbers; CK+: the first and the last image
offset          frame number; empty for CK+, whose sequences end at the apex
aus             facial action units ``1=2 2=9 25=3``: intensity 1-5 is FACS a-e, 9 is present
                without intensity; empty = not coded
fingerprint     16 hexadecimal digits over path, size and mtime of the sequence's files; SAMM: of
                its images, and over the text of its row in the workbook
status          ok, unlabelled, excluded_emotion, too_short or unreadable; SAMM also: not_macro (a
                micro-expression), impossible_frames (onset, apex and offset cannot be correct) or
                repeated (an earlier row that is ok has the same onset and apex)
reason          a sentence: why the status is not ok, or a remark on a sequence that is ok
=============== ====================================================================================

In memory, `n_frames` is an integer column, `onset`, `apex` and `offset` are nullable integers
(``Int64``), and the rest is text that is never missing.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from facemotion.errors import DamagedFileError, InputError
from facemotion.files import tsv
from facemotion.files.tsv import MAX_FRAME
from facemotion.sequences.labels import LABELS

MAX_FRAMES = 10**7  # per sequence: a day at 100 fps
OK = "ok"
UNLABELLED = "unlabelled"
EXCLUDED_EMOTION = "excluded_emotion"
TOO_SHORT = "too_short"
UNREADABLE = "unreadable"
NOT_MACRO = "not_macro"
IMPOSSIBLE_FRAMES = "impossible_frames"
REPEATED = "repeated"
# Control characters, and bytes of a name that are not UTF-8, as Python represents them.
UNSTORABLE = re.compile("[\x00-\x1f\x7f\udc80-\udcff]")
STATUSES = (
    OK,
    UNLABELLED,
    EXCLUDED_EMOTION,
    TOO_SHORT,
    UNREADABLE,
    NOT_MACRO,
    IMPOSSIBLE_FRAMES,
    REPEATED,
)

PRESENT = 9  # intensity of an action unit that is present without a given intensity

_FRAMES = ("onset", "apex", "offset")
_EMPTY = {
    **dict.fromkeys(("sequence_id", "subject", "emotion", "label_source"), ""),
    "n_frames": 0,
    **dict.fromkeys(("frame_pattern", "frame_numbers", "face", "before_onset"), ""),
    **dict.fromkeys(_FRAMES),
    **dict.fromkeys(("aus", "fingerprint", "status", "reason"), ""),
}
COLUMNS = list(_EMPTY)
_FILE_COLUMNS = {
    **dict.fromkeys(COLUMNS, tsv.TEXT),
    **dict.fromkeys(("sequence_id", "status"), tsv.NAME),
    "n_frames": tsv.WHOLE,
    **dict.fromkeys(_FRAMES, ("(-?[0-9]+)?", "a whole number or an empty cell")),
}


def make_table(rows: Iterable[Mapping]) -> pd.DataFrame:
    """Create a sequence table from rows; columns missing in a row are empty.

    Raises
    ------
    InputError
        Two rows have the same `sequence_id`, or a status or emotion is unknown.
    KeyError
        A row has an unknown column.
    """
    rows = [_storable(dict(row)) for row in rows]
    unknown = sorted({key for row in rows for key in row} - set(COLUMNS))
    if unknown:
        raise KeyError(f"the sequence table has no column {unknown[0]!r}")
    table = pd.DataFrame([_EMPTY | row for row in rows], columns=COLUMNS)
    for column in COLUMNS:
        kind = "int64" if column == "n_frames" else "Int64" if column in _FRAMES else "str"
        table[column] = table[column].astype(kind)
    _check(table)
    return table.sort_values("sequence_id", ignore_index=True)


def _storable(row: dict) -> dict:
    """Mark a row as unreadable, with a reason, if it cannot be stored in a table or array."""
    problem = ""
    last = max((int(n) for n in re.findall("[0-9]+", str(row.get("frame_numbers", "")))), default=0)
    if last > MAX_FRAME:
        problem = f"frame number {last} is too large, expected {MAX_FRAME} at most; renumber"
    for column in ("sequence_id", "subject", "frame_pattern", "label_source", "reason"):
        text = str(row.get(column, ""))
        if UNSTORABLE.search(text):
            row[column] = UNSTORABLE.sub(lambda m: f"\\x{ord(m[0]):02x}", text)
            if column != "reason":
                problem = f"{row[column]} contains a character that tables cannot hold; rename it"
    if problem:
        row |= {"status": UNREADABLE, "frame_numbers": "", "n_frames": 0}
        row |= dict.fromkeys(("onset", "apex", "offset"))
        row["reason"] = "; ".join(filter(None, (problem, row.get("reason", ""))))
    return row


def read_sequences(path: str | Path) -> pd.DataFrame:
    """Read a sequence table written by a reader or the filter.

    Raises
    ------
    DamagedFileError
        The file cannot be read, lacks a column, or has a cell with invalid content.
    """
    rows = tsv.read_table(path, _FILE_COLUMNS).to_dict("records")
    for row in rows:
        row |= {column: int(row[column]) if row[column] else None for column in _FRAMES}
    try:
        table = make_table(rows)
        for column, parse in (("frame_numbers", parse_ranges), ("aus", parse_aus)):
            for cell in table[column]:
                parse(cell)
    except InputError as error:
        raise DamagedFileError(path, "", str(error).rstrip("."), "a sequence table") from error
    return table


def _check(table: pd.DataFrame) -> None:
    twice = table.loc[table["sequence_id"].duplicated(), "sequence_id"]
    if len(twice):
        raise InputError(
            f"sequence_id {twice.iloc[0]} is in two rows, expected one row per sequence."
        )
    for column, known in (("status", STATUSES), ("emotion", ("", *LABELS))):
        wrong = table[~table[column].isin(known)]
        if len(wrong):
            row = wrong.iloc[0]
            raise InputError(
                f"row {row['sequence_id']}, column {column}: found {row[column]!r}, expected one "
                f"of {', '.join(filter(None, known))}."
            )


def frame_path(row: Mapping, number: int) -> str:
    """Return the path, below the dataset's root, of the image of frame `number` of a table row."""
    return row["frame_pattern"].format(frame=number)


def format_ranges(numbers: Iterable[int]) -> str:
    """Format frame numbers as ranges: {1, 2, 3, 5} is ``1-3,5``; order and repeats are ignored."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def parse_ranges(text: str) -> list[int]:
    """Parse frame numbers written by `format_ranges`, in ascending order.

    Raises
    ------
    InputError
        The text does not have this form, or the numbers do not ascend.
    """
    numbers: list[int] = []
    for part in text.split(",") if text else ():
        match = re.fullmatch(r"([0-9]+)(?:-([0-9]+))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, -1)
        too_many = last - first > MAX_FRAMES
        if last < first or too_many or (numbers and first <= numbers[-1]):
            raise InputError(
                f"frame numbers: found {text!r}, expected rising ranges such as '1-9,11-20'."
            )
        numbers.extend(range(first, last + 1))
    return numbers


def format_aus(aus: Mapping[int, int]) -> str:
    """Format action units: {25: 3, 1: 2} is ``1=2 25=3``."""
    return " ".join(f"{code}={intensity}" for code, intensity in sorted(aus.items()))


def parse_aus(text: str) -> dict[int, int]:
    """Parse action units written by `format_aus`: code to intensity, 1-5 or 9.

    Raises
    ------
    InputError
        The text does not have this form, or contains a code twice.
    """
    aus: dict[int, int] = {}
    for part in text.split():
        match = re.fullmatch(r"([0-9]+)=([1-59])", part)
        if not match or int(match[1]) in aus:
            raise InputError(
                f"action units: found {part!r} in {text!r}, expected each code once, as '12=3' "
                "with an intensity of 1-5, or 9 if it is not given."
            )
        aus[int(match[1])] = int(match[2])
    return aus
