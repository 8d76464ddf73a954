"""Landmark tables of one video: one row per frame, or per face in a frame.

    frame, face_id, timestamp, confidence, success, x_0, …, x_67, y_0, …, y_67

These are OpenFace's columns; other programs use different names for some (`Dialect`). Columns are
found by case-sensitive name: `x_0` is in pixels, whereas OpenFace's `X_0` is in millimetres. All
but `frame` and the coordinates are optional, and other columns are ignored.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.errors import InputError
from facemotion.files.landmark_cells import (
    MESH,
    N_LANDMARKS,
    OPENFACE,
    Dialect,
    is_blank,
    read_cells,
    read_numbers,
    to_numbers,
)
from facemotion.files.tsv import MAX_FRAME

SUFFIXES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class LandmarkTable:
    """One row per face in a frame, ascending by frame number.

    Attributes
    ----------
    frame : ndarray of int, shape (n,)
        Frame numbers; a frame with several faces occurs several times.
    points : ndarray of float32, shape (n, P, 2)
        x and y in the table's units; NaN in a row without landmarks.
    confidence : ndarray of float, shape (n,)
        Between 0 and 1; 1 if the table has no such column, 0 for an empty cell.
    success : ndarray of bool, shape (n,)
        Whether there are landmarks and, if the table has a column for it, tracking succeeded.
    """

    frame: np.ndarray
    points: np.ndarray
    confidence: np.ndarray
    success: np.ndarray


def is_landmark_table(name: str) -> bool:
    """Return whether a file has the extension of a landmark table."""
    return name.lower().endswith(SUFFIXES)


def read_landmark_table(
    path: str | Path, face_id: int | str | None = None, dialect: Dialect = OPENFACE
) -> LandmarkTable:
    """Read a landmark table.

    Parameters
    ----------
    path
        File to read, in any format that `facemotion.files.user_table` supports.
    face_id
        The face to read; None reads all.
    dialect
        Column names of the program that wrote the table.

    Raises
    ------
    InputError
        The file is not such a table; the message says what is wrong, and where.
    """
    table = read_cells(Path(path), dialect)
    if face_id is not None:
        table = _of_face(path, table, str(face_id), dialect.face)
    frame = _frames(path, table)
    _check_repeats(path, table, frame, dialect)
    names = [name for name in table if name[:2] in ("x_", "y_")]
    success = _optional(path, table, dialect.success) != 0
    success &= ~table[names].apply(is_blank).all(axis=1).to_numpy()
    values = read_numbers(path, table, names, success)
    order = np.argsort(frame, kind="stable")
    points = np.stack(np.split(values, 2, axis=1), axis=-1)[order].astype("float32")
    confidence = _optional(path, table, dialect.confidence)
    return LandmarkTable(frame[order], points, confidence[order], success[order])


def read_frame_times(path: str | Path) -> dict[int, float]:
    """Read the frame numbers of a table, ascending, with their times, whichever face they show.

    Returns
    -------
    dict of int to float
        Frame numbers and the values of the column `timestamp`, in ms; NaN if there are none.

    Raises
    ------
    InputError
        The file is not a landmark table.
    """
    table = read_cells(Path(path), Dialect(points=(N_LANDMARKS, *MESH)))
    times = np.full(len(table), np.nan)
    if "timestamp" in table:
        times = 1000 * to_numbers(table["timestamp"])
    return dict(sorted(zip(_frames(path, table).tolist(), times.tolist(), strict=True)))


def _of_face(path: str | Path, table: pd.DataFrame, face_id: str, column: str) -> pd.DataFrame:
    if column not in table:
        raise InputError(f"{path}: no column {column}, so landmarks.face_id must be null.")
    known = sorted(set(table[column]))
    number = to_numbers(pd.Series([face_id]))[0]
    same = (table[column] == face_id) | (to_numbers(table[column]) == number)
    table = table[same].reset_index(drop=True)
    if table.empty:
        raise InputError(
            f"{path}: found the {column} {', '.join(known)}, expected {face_id}; set "
            "landmarks.face_id to one of them."
        )
    return table


def _frames(path: str | Path, table: pd.DataFrame) -> np.ndarray:
    frame = read_numbers(path, table, ["frame"])[:, 0]
    whole = frame.astype(np.int64)
    wrong = (whole != frame) | (whole < 0) | (whole > MAX_FRAME)
    if wrong.any():
        row = int(wrong.argmax())
        raise InputError(
            f"{path}: line {table.at[row, 'line']}, column frame: found {frame[row]:g}, expected "
            f"a whole number from 0 to {MAX_FRAME}."
        )
    return whole


def _check_repeats(path: str | Path, table: pd.DataFrame, frame: np.ndarray, dialect) -> None:
    """Raise an error if a frame is repeated for any reason other than several faces."""
    keys = pd.DataFrame({"frame": frame})
    if dialect.source in table:
        keys["source"] = table[dialect.source]
        wrong = keys["frame"].duplicated() & ~keys.duplicated()
        words = "expected rows from one video"
    else:
        keys["face"] = table.get(dialect.face, "")
        wrong, words = keys.duplicated(), "expected one face per frame"
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise InputError(
            f"{path}: line {table.at[row, 'line']}: frame {frame[row]} appears twice, {words}; "
            "split the table into one per video and face."
        )


def _optional(path: str | Path, table: pd.DataFrame, column: str) -> np.ndarray:
    """Return the numbers of an optional column: 1 if the column is absent, 0 for empty cells."""
    if column not in table:
        return np.ones(len(table))
    given = ~is_blank(table[column])
    return np.nan_to_num(read_numbers(path, table, [column], given.to_numpy())[:, 0])
