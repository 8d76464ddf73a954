"""The cells of tables of landmarks: which columns there are, and numbers from texts."""

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
# What programs write for a number that they do not have, in lower case.
BLANK = (*NOTHING, "-nan", "-nan(ind)")


@dataclass(frozen=True)
class Dialect:
    """How a program writes its tables; the defaults are OpenFace's names.

    Attributes
    ----------
    confidence, success, face
        Columns that say how sure the program is (0 to 1), whether it found the face (0 or 1), and
        whose face a line is.
    source
        Column that names the image or video; one in which a frame may have several lines of faces
        that `face` does not distinguish.
    needs
        Columns besides `frame` and the coordinates that its tables always have.
    prefix
        Before the names of coordinates that are read in place of others, where there are some.
    points
        How many points a face can have.
    """

    confidence: str = "confidence"
    success: str = "success"
    face: str = "face_id"
    source: str = ""
    needs: tuple[str, ...] = ()
    prefix: str = ""
    points: tuple[int, ...] = (N_LANDMARKS,)


OPENFACE = Dialect()
MESH = (468, 478)  # MediaPipe's, without and with the irises


def coordinate_names(points: int = N_LANDMARKS) -> list[str]:
    """Name the columns of `points` points: all x, then all y."""
    return [f"{axis}_{k}" for axis in "xy" for k in range(points)]


def is_blank(cells: pd.Series) -> pd.Series:
    """Tell which cells hold no number, though their line may."""
    return cells.str.lower().isin(BLANK)


def read_cells(path: Path, dialect: Dialect) -> pd.DataFrame:
    """Read the cells of the columns that count as texts, and the number of their `line`.

    Raises
    ------
    InputError
        The file is no table of the dialect.
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
    """Tell whether a row ends among its landmarks: one without any ends where others are blank."""
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
    """Return columns as numbers, (n, columns); NaN for a cell that is none in lines not `needed`.

    Raises
    ------
    InputError
        A needed cell is no finite number; it is named with its line and column.
    """
    cells = table[columns]
    flat = pd.Series(cells.to_numpy().ravel(), dtype=str)  # all at once is faster
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
    """Read numbers, also with a decimal comma, and True and False; NaN is what is none."""
    values = pd.to_numeric(cells, errors="coerce")
    if values.notna().all():
        return values.astype("float64")
    words = cells.str.lower().replace({"true": "1", "false": "0"})
    words = words.str.replace(r"^(-?[0-9]+),([0-9]+)$", r"\1.\2", regex=True)
    return pd.to_numeric(words, errors="coerce").astype("float64")
