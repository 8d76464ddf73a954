"""Tables of landmarks of one video, as OpenFace writes them.

    frame, face_id, timestamp, confidence, success, x_0, …, x_67, y_0, …, y_67

Columns are found by name: `x_0` are pixels, where OpenFace's `X_0` are millimetres. `face_id`,
`confidence` and `success` may be missing, and other columns are not looked at.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.errors import InputError
from facemotion.files.tsv import MAX_FRAME
from facemotion.files.user_table import read_table

N_LANDMARKS = 68
COORDINATES = [f"{axis}_{k}" for axis in "xy" for k in range(N_LANDMARKS)]
SUFFIXES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class LandmarkTable:
    """One row a frame, rising by frame number.

    Attributes
    ----------
    frame : ndarray of int, shape (n,)
        Frame numbers.
    points : ndarray of float32, shape (n, 68, 2)
        x and y in pixels.
    confidence : ndarray of float, shape (n,)
        Between 0 and 1; 1 where the table does not say.
    success : ndarray of bool, shape (n,)
        Whether the tracker says that it found the face; True where the table does not say.
    """

    frame: np.ndarray
    points: np.ndarray
    confidence: np.ndarray
    success: np.ndarray

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height that hold all landmarks; stand in for those of an unknown image."""
        width, height = np.ceil(self.points.reshape(-1, 2).max(axis=0) + 1).astype(int)
        return max(1, int(width)), max(1, int(height))


def is_landmark_table(name: str) -> bool:
    """Tell by its extension whether a file can be a table of landmarks."""
    return name.lower().endswith(SUFFIXES)


def read_landmark_table(path: str | Path, face_id: int | None = None) -> LandmarkTable:
    """Read a table of landmarks.

    Parameters
    ----------
    path
        Read as all tables of users are (`facemotion.files.user_table`).
    face_id
        The face to read; needed where a frame has several.

    Raises
    ------
    InputError
        The file is no such table: one sentence that says what is wrong, and where.
    """
    table = _read_cells(Path(path))
    if face_id is not None:
        if "face_id" not in table:
            raise InputError(f"{path}: no column face_id, so landmarks.face_id must be null.")
        known = sorted(set(table["face_id"]))
        table = table[table["face_id"] == str(face_id)].reset_index(drop=True)
        if table.empty:
            raise InputError(
                f"{path}: found the face_id {', '.join(known)}, expected {face_id}; set "
                "landmarks.face_id to one of them."
            )
    numbers = _numbers(path, table, ["frame", *COORDINATES])
    whole = _frames(path, table, numbers[:, 0])
    twice = pd.Series(whole).duplicated()
    if twice.any():
        row = int(twice.argmax())
        raise InputError(
            f"{path}: line {table.at[row, 'line']}: frame {whole[row]} is there twice, expected "
            "one face a frame; choose one with landmarks.face_id, or split the table."
        )
    order = np.argsort(whole, kind="stable")
    points = np.stack([numbers[:, 1:69], numbers[:, 69:]], axis=-1)[order].astype("float32")
    confidence = _optional(path, table, "confidence")[order]
    success = _optional(path, table, "success")[order] != 0
    return LandmarkTable(whole[order], points, confidence, success)


def read_frame_numbers(path: str | Path) -> list[int]:
    """Read which frames a table has, rising, whichever face it shows there.

    Raises
    ------
    InputError
        The file is no table of landmarks.
    """
    table = _read_cells(Path(path))
    return sorted(set(_frames(path, table, _numbers(path, table, ["frame"])[:, 0]).tolist()))


def _frames(path: str | Path, table: pd.DataFrame, frame: np.ndarray) -> np.ndarray:
    whole = frame.astype(np.int64)
    wrong = (whole != frame) | (whole < 0) | (whole > MAX_FRAME)
    if wrong.any():
        row = int(wrong.argmax())
        raise InputError(
            f"{path}: line {table.at[row, 'line']}, column frame: found {frame[row]:g}, expected "
            f"a whole number from 0 to {MAX_FRAME}."
        )
    return whole


def _optional(path: str | Path, table: pd.DataFrame, column: str) -> np.ndarray:
    return _numbers(path, table, [column])[:, 0] if column in table else np.ones(len(table))


def _read_cells(path: Path) -> pd.DataFrame:
    """Read all cells as texts, with the number of their line."""
    lines = read_table(path)
    columns = lines[0][1] if lines else []
    for column in ["frame", *COORDINATES]:
        if columns.count(column) != 1:
            found = ", ".join(columns[:6]) + (", …" if len(columns) > 6 else "")
            times = "twice" if column in columns else "not"
            raise InputError(
                f"{path}: column {column!r} is {times} there; found {found or 'nothing'}, expected "
                "frame, x_0 to x_67 and y_0 to y_67, separated by commas or tabs."
            )
    kept = lines[1:]
    for number, row in kept:
        if len(row) != len(columns):
            raise InputError(
                f"{path}: line {number}: found {len(row)} cells, expected {len(columns)} as in the "
                "header; the file is cut off or damaged, write it again."
            )
    if not kept:
        raise InputError(f"{path}: no row below the header, expected one a frame.")
    table = pd.DataFrame([row for _, row in kept], columns=columns, dtype=str)
    return table.assign(line=[number for number, _ in kept])


def _numbers(path: str | Path, table: pd.DataFrame, columns: list[str]) -> np.ndarray:
    cells = table[columns]
    values = cells.apply(pd.to_numeric, errors="coerce").to_numpy("float64")
    wrong = ~np.isfinite(values)
    if wrong.any():
        row, column = (int(k) for k in np.argwhere(wrong)[0])
        raise InputError(
            f"{path}: line {table.at[row, 'line']}, column {columns[column]}: found "
            f"{cells.iat[row, column]!r}, expected a finite number."
        )
    return values
