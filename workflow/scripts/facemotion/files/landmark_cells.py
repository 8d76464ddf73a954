"""The cells of landmark tables: which columns are read, and how text becomes numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.errors import InputError
from facemotion.files.user_table import NOTHING, read_table

N_LANDMARKS = 68
_PLAIN = re.compile(r"^[xy]_[0-9]+$")
# How programs write a missing number, in lower case.
BLANK = (*NOTHING, "-nan", "-nan(ind)")


@dataclass(frozen=True)
class Dialect:
    """How a program writes its tables; the defaults are OpenFace's column names.

    Attributes
    ----------
    confidence, success, face
        Columns with the program's confidence (0 to 1), whether it found the face (0 or 1), and the
        identity of the face in a row.
    source
        Column with the name of the image or video. If there is one, a frame may have several rows
        of faces that `face` does not distinguish.
    needs
        Columns that the program always writes, besides `frame` and the coordinates.
    prefix
        Prefix of coordinate columns that take precedence over those without it.
    points
        Allowed numbers of points per face.
    """

    confidence: str = "confidence"
    success: str = "success"
    face: str = "face_id"
    source: str = ""
    needs: tuple[str, ...] = ()
    prefix: str = ""
    points: tuple[int, ...] = (N_LANDMARKS,)


OPENFACE = Dialect()
MESH = (468, 478)  # points of MediaPipe's mesh, without and with the irises


def coordinate_names(points: int = N_LANDMARKS) -> list[str]:
    """Return the names of the columns of `points` points: all x, then all y."""
    return [f"{axis}_{k}" for axis in "xy" for k in range(points)]


def is_blank(cells: pd.Series) -> pd.Series:
    """Return which cells hold no number, as they may in a valid row."""
    return cells.str.lower().isin(BLANK)


def read_cells(path: Path, dialect: Dialect) -> pd.DataFrame:
    """Read the cells of the relevant columns as text, and the number of each row's `line`.

    Raises
    ------
    InputError
        The file is not a table of this dialect.
    """
    lines = read_table(path)
    columns = lines[0][1] if lines else []
    if dialect.prefix and f"{dialect.prefix}x_0" in columns:
        columns = [_PLAIN.sub("", name).removeprefix(dialect.prefix) for name in columns]
    _check_columns(path, columns, dialect)
    coordinates = coordinate_names(_count_points(columns))
    for number, row in lines[1:]:
        if len(row) > len(columns) or _is_cut(row, columns, coordinates):
            raise InputError(
                f"{path}: line {number}: found {len(row)} cells, expected {len(columns)} as in the "
                "header; the file is truncated or damaged; write it again."
            )
        row += [""] * (len(columns) - len(row))
    if not lines[1:]:
        raise InputError(f"{path}: no row below the header, expected one per frame.")
    wanted = ["frame", "timestamp", *coordinates, *dialect.needs]
    wanted += [dialect.confidence, dialect.success, dialect.face, dialect.source]
    cells = {c: [row[columns.index(c)] for _, row in lines[1:]] for c in wanted if c in columns}
    return pd.DataFrame(cells | {"line": [number for number, _ in lines[1:]]})


def _is_cut(row: list[str], columns: list[str], coordinates: list[str]) -> bool:
    """Return whether a row ends within its landmarks; ending before them is allowed."""
    if len(row) >= len(columns):
        return False
    missing = [columns.index(column) >= len(row) for column in coordinates]
    return any(missing) and not all(missing)


def _check_columns(path: Path, columns: Sequence[str], dialect: Dialect) -> None:
    found = ", ".join(columns[:6]) + (", …" if len(columns) > 6 else "")
    least, last = min(dialect.points), min(dialect.points) - 1
    for column in ["frame", *dialect.needs, *coordinate_names(least)]:
        if columns.count(column) != 1:
            times = "duplicated" if column in columns else "missing"
            needed = "".join(f"{name}, " for name in ("frame", *dialect.needs))
            raise InputError(
                f"{path}: column {column!r} is {times}; found {found or 'nothing'}, expected "
                f"{needed}x_0 to x_{last} and y_0 to y_{last}, separated by commas or tabs."
            )
    if (points := _count_points(columns)) not in dialect.points:
        raise InputError(
            f"{path}: found {points} points per face, expected "
            f"{' or '.join(map(str, dialect.points))}; choose the landmark backend for such "
            "tables (mediapipe: 468 or 478 points; table, openface and pyfeat: 68)."
        )


def _count_points(columns: Sequence[str]) -> int:
    names = set(columns)
    return next(k for k in count() if not {f"x_{k}", f"y_{k}"} <= names)


def read_numbers(
    path: str | Path, table: pd.DataFrame, columns: list[str], needed: np.ndarray | None = None
) -> np.ndarray:
    """Return columns as floats, (n, columns); NaN for a non-number in rows that are not `needed`.

    Parameters
    ----------
    path
        The table's file, for error messages.
    table
        Cells as returned by `read_cells`.
    columns
        Names of the columns to read.
    needed : ndarray of bool, shape (n,), optional
        Rows whose cells must be numbers; all by default.

    Raises
    ------
    InputError
        A needed cell is not a finite number; the message names its line and column.
    """
    cells = table[columns]
    flat = pd.Series(cells.to_numpy().ravel(), dtype=str)  # faster than column by column
    values = to_numbers(flat).to_numpy().reshape(cells.shape)
    wrong = ~np.isfinite(values)
    values = np.where(wrong, np.nan, values)
    if needed is not None:
        wrong &= needed[:, None]
    if wrong.any():
        row, column = (int(k) for k in np.argwhere(wrong)[0])
        raise InputError(
            f"{path}: line {table.at[row, 'line']}, column {columns[column]}: found "
            f"{cells.iat[row, column]!r}, expected a finite number."
        )
    return values


def to_numbers(cells: pd.Series) -> pd.Series:
    """Convert text to numbers, including decimal commas, True and False; NaN for anything else."""
    values = pd.to_numeric(cells, errors="coerce")
    if values.notna().all():
        return values.astype("float64")
    words = cells.str.lower().replace({"true": "1", "false": "0"})
    words = words.str.replace(r"^(-?[0-9]+),([0-9]+)$", r"\1.\2", regex=True)
    return pd.to_numeric(words, errors="coerce").astype("float64")
