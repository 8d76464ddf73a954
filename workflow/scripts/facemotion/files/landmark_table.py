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
from facemotion.files.user_table import NOTHING, read_table

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
        x and y in pixels; NaN in a row without landmarks.
    confidence : ndarray of float, shape (n,)
        Between 0 and 1; 1 where the table does not say.
    success : ndarray of bool, shape (n,)
        Whether there are landmarks, and the tracker says that they are the face's; it does not have
        to say.
    """

    frame: np.ndarray
    points: np.ndarray
    confidence: np.ndarray
    success: np.ndarray

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height that hold all faces; stand in for those of an unknown image."""
        held = self.points[self.success].reshape(-1, 2)
        width, height = np.ceil(held.max(axis=0, initial=0) + 1).astype(int)
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
        table = table[_to_numbers(table["face_id"]) == face_id].reset_index(drop=True)
        if table.empty:
            raise InputError(
                f"{path}: found the face_id {', '.join(known)}, expected {face_id}; set "
                "landmarks.face_id to one of them."
            )
    whole = _frames(path, table)
    twice = pd.Series(whole).duplicated()
    if twice.any():
        row = int(twice.argmax())
        raise InputError(
            f"{path}: line {table.at[row, 'line']}: frame {whole[row]} is there twice, expected "
            "one face a frame; choose one with landmarks.face_id, or split the table."
        )
    seen = ~_lack_landmarks(table)
    found = table[seen].reset_index(drop=True)
    points = np.full((len(table), 2, N_LANDMARKS), np.nan, "float32")
    points[seen] = _numbers(path, found, COORDINATES).reshape(-1, 2, N_LANDMARKS)
    confidence, success = np.zeros(len(table)), np.zeros(len(table), bool)
    confidence[seen] = _optional(path, found, "confidence")
    success[seen] = _optional(path, found, "success") != 0
    order = np.argsort(whole, kind="stable")
    points = points.transpose(0, 2, 1)[order]
    return LandmarkTable(whole[order], points, confidence[order], success[order])


def read_frame_times(path: str | Path) -> dict[int, float]:
    """Read which frames a table has, rising, whichever face it shows there, and their times.

    Returns
    -------
    dict of int to float
        Frame number to the column `timestamp`, in ms; NaN where the table does not say.

    Raises
    ------
    InputError
        The file is no table of landmarks.
    """
    table = _read_cells(Path(path))
    times = np.full(len(table), np.nan)
    if "timestamp" in table:
        times = 1000 * _to_numbers(table["timestamp"])
    return dict(sorted(zip(_frames(path, table).tolist(), times.tolist(), strict=True)))


def _frames(path: str | Path, table: pd.DataFrame) -> np.ndarray:
    frame = _numbers(path, table, ["frame"])[:, 0]
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
        if len(row) > len(columns) or (len(row) < len(columns) and _is_cut(row, columns)):
            raise InputError(
                f"{path}: line {number}: found {len(row)} cells, expected {len(columns)} as in the "
                "header; the file is cut off or damaged, write it again."
            )
    if not kept:
        raise InputError(f"{path}: no row below the header, expected one a frame.")
    rows = [row + [""] * (len(columns) - len(row)) for _, row in kept]
    table = pd.DataFrame(rows, columns=columns, dtype=str)
    return table.assign(line=[number for number, _ in kept])


def _is_cut(row: list[str], columns: list[str]) -> bool:
    """Tell whether a row ends among its landmarks: one without any ends where others are blank."""
    missing = [columns.index(column) >= len(row) for column in COORDINATES]
    return any(missing) and not all(missing)


def _lack_landmarks(table: pd.DataFrame) -> np.ndarray:
    """Tell of each row whether its tracker has written nothing, or no numbers, for lost faces."""
    empty = np.ones(len(table), bool)
    for column in COORDINATES:
        if not empty.any():
            break
        empty &= table[column].str.lower().isin(NOTHING).to_numpy()
    return empty


def _numbers(path: str | Path, table: pd.DataFrame, columns: list[str]) -> np.ndarray:
    cells = table[columns]
    flat = pd.Series(cells.to_numpy().ravel(), dtype=str)  # all at once is faster
    values = _to_numbers(flat).to_numpy().reshape(cells.shape)
    wrong = ~np.isfinite(values)
    if wrong.any():
        row, column = (int(k) for k in np.argwhere(wrong)[0])
        raise InputError(
            f"{path}: line {table.at[row, 'line']}, column {columns[column]}: found "
            f"{cells.iat[row, column]!r}, expected a finite number."
        )
    return values


def _to_numbers(cells: pd.Series) -> pd.Series:
    """Read numbers, also with a decimal comma, and True and False; NaN is what is none."""
    values = pd.to_numeric(cells, errors="coerce")
    if values.notna().all():
        return values.astype("float64")
    words = cells.str.lower().replace({"true": "1", "false": "0"})
    words = words.str.replace(r"^(-?[0-9]+),([0-9]+)$", r"\1.\2", regex=True)
    return pd.to_numeric(words, errors="coerce").astype("float64")
