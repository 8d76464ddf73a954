"""When action units moved: a user's table, or the demo's own."""

import re
from pathlib import Path

import pandas as pd

from facemotion.errors import InputError
from facemotion.files import tsv
from facemotion.files.user_table import name_cells, read_table

TIMING = {
    "sequence_id": tsv.NAME,
    "au": tsv.WHOLE,
    "onset_frame": tsv.WHOLE,
    "apex_frame": tsv.WHOLE,
}
_NUMBERS = [name for name, kind in TIMING.items() if kind == tsv.WHOLE]


def read_timing(path: str | Path) -> pd.DataFrame:
    """Read when action units moved: `sequence_id`, `au`, `onset_frame`, `apex_frame`.

    Onset is the last frame at rest and apex the first at the peak, both by the numbers of the
    dataset. Other columns are not looked at. A unit may have several rows, as one for each side.

    Raises
    ------
    InputError
        The file is no such table, or an apex comes before its onset.
    """
    titles, rows = name_cells(read_table(path))
    for column in TIMING:
        if titles.count(column) != 1:
            raise InputError(
                f"{path}: column {column!r} is {'duplicated' if column in titles else 'missing'}; "
                f"found {', '.join(titles) or 'nothing'}, expected {', '.join(TIMING)}."
            )
    read = [_read_row(path, number, named) for number, named in rows]
    return pd.DataFrame(read, columns=[*TIMING])


def _read_row(path: str | Path, number: int, named: dict) -> dict:
    row = {column: named[column] for column in TIMING}
    for column, (pattern, words) in TIMING.items():
        if not re.fullmatch(pattern, row[column]):
            raise InputError(
                f"{path}: line {number}, column {column}: found {row[column]!r}, expected {words}."
            )
    row |= {column: int(row[column]) for column in _NUMBERS}
    if row["apex_frame"] < row["onset_frame"]:
        raise InputError(
            f"{path}: line {number}: apex_frame {row['apex_frame']} is before onset_frame "
            f"{row['onset_frame']}; correct one of them."
        )
    return row
