"""Tab-separated tables: reproducible to the byte, and checked when read."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.errors import DamagedFileError, InputError
from facemotion.files.atomic import atomic

MAX_FRAME = 2**31 - 1  # largest frame number, as arrays store them as int32

# Allowed contents of a column: a regular expression, and a description for error messages.
TEXT = (r"[\s\S]*", "text")
NAME = (r"[\s\S]+", "a name")
WHOLE = (r"-?[0-9]+", "a whole number")
NUMBER = (r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?", "a finite number")
PROBABILITY = (r"0\.[0-9]+|1\.0+|[01]", "a probability")
MAYBE_PROBABILITY = (rf"({PROBABILITY[0]})?", "a probability or an empty cell")
_TYPES = {WHOLE: "int64", NUMBER: "float64", PROBABILITY: "float64"}

Columns = Mapping[str, tuple[str, str]]


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as TSV; missing values are empty cells."""
    with atomic(path) as part:
        table.to_csv(part, sep="\t", index=False, lineterminator="\n")


def read_table(path: str | Path, columns: Columns, *, other_columns: bool = False) -> pd.DataFrame:
    """Read a table written by an earlier stage, and check every cell.

    Parameters
    ----------
    path
        File to read.
    columns
        Allowed contents by column name, such as `WHOLE`.
    other_columns
        Whether the table may have further columns, which are read as text.

    Returns
    -------
    DataFrame
        `WHOLE` columns as integers, `NUMBER` and `PROBABILITY` as floats, all others as text, with
        "" for empty cells.

    Raises
    ------
    DamagedFileError
        The file is truncated, lacks a column, or has a cell with other content.
    """
    table = read_cells(path)
    missing = [name for name in columns if name not in table]
    if missing:
        found = ", ".join(table.columns)
        raise DamagedFileError(path, "header", f"the columns {found}", f"a column {missing[0]!r}")
    unknown = [name for name in table if name not in columns]
    if unknown and not other_columns:
        expected = f"the columns {', '.join(columns)}"
        raise DamagedFileError(path, "header", f"a column {unknown[0]!r}", expected)
    for name, (pattern, words) in columns.items():
        wrong = ~table[name].str.fullmatch(pattern)
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            place = f"line {row + 2}, column {name}"
            raise DamagedFileError(path, place, repr(table[name].iloc[row]), words)
        if (pattern, words) in _TYPES:
            table[name] = _numbers(path, table[name], _TYPES[pattern, words])
    return table


def _numbers(path: str | Path, texts: pd.Series, dtype: str) -> pd.Series:
    """Convert text that matched a number pattern; integers must not exceed `MAX_FRAME`."""
    values = texts.astype("float64")
    wrong = ~np.isfinite(values) if dtype == "float64" else values.abs() > MAX_FRAME
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        found = repr(texts.iloc[row][:40])
        expected = "a finite number" if dtype == "float64" else f"at most {MAX_FRAME}"
        place = f"line {row + 2}, column {texts.name}"
        raise DamagedFileError(path, place, found, expected)
    return texts.astype(dtype)


class Named(dict):
    """Anything that a file contains, by name.

    Parameters
    ----------
    pairs
        Names, each once, with what they name.
    column
        Column with the names, such as ``sequence_id``.
    """

    def __init__(self, pairs: Iterable[tuple[str, object]], column: str):
        super().__init__(pairs)
        self.column = column

    def __missing__(self, name: str) -> object:
        """Raise an error for a name that another table contains and this one lacks.

        Raises
        ------
        InputError
            The tables do not match.
        """
        raise InputError(
            f"{self.column} {name}: found no row in its table, expected one, because another "
            "result names it; the two are from different runs, so remake them (--forceall)."
        )


def cells_by(table: pd.DataFrame, column: str, of: str) -> Named:
    """Return the cells of the column `of`, by the name in another column."""
    return Named(zip(table[column], table[of], strict=True), column)


class Rows(Named):
    """The rows of a table as dicts, by the name in one of its columns."""

    def __init__(self, table: pd.DataFrame, column: str):
        super().__init__(zip(table[column], table.to_dict("records"), strict=True), column)


def read_cells(path: str | Path) -> pd.DataFrame:
    """Read a tab-separated table as text; empty cells become "".

    Raises
    ------
    DamagedFileError
        The file is missing, not UTF-8, truncated, or its rows differ in their number of cells.
    """
    try:
        text = Path(path).read_bytes()
        if not text.endswith(b"\n"):
            last = text.decode("utf-8").rpartition("\n")[2]
            raise DamagedFileError(path, "end", repr(last[-40:]), "a whole line: it is truncated")
        # Used as a header, the first line would make pandas drop surplus cells of later lines.
        cells = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, header=None)
    except OSError as error:
        raise DamagedFileError(
            path, "", (error.strerror or "no file").lower(), "a table"
        ) from error
    except ValueError as error:  # not UTF-8, no columns, or surplus cells
        found = re.sub(r"\s+", " ", str(error))
        raise DamagedFileError(
            path, "", f"an unreadable table ({found})", "tab-separated UTF-8"
        ) from error
    short = cells.isna()
    if short.to_numpy().any():
        row = int(short.any(axis=1).to_numpy().argmax())
        found = f"{int((~short.iloc[row]).sum())} cells"
        raise DamagedFileError(path, f"line {row + 1}", found, f"{len(cells.columns)}")
    names = cells.iloc[0]
    if names.duplicated().any():
        found = f"the column {names[names.duplicated()].iloc[0]!r} twice"
        raise DamagedFileError(path, "header", found, "each column once")
    return cells[1:].set_axis(names, axis=1).rename_axis(None, axis=1).reset_index(drop=True)
