"""Whole files or none: atomic writing, and tables and JSON with the same bytes every time."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from facemotion.errors import InputError


@contextmanager
def atomic(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place when the block ends well."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as TSV; missing values are empty cells."""
    with atomic(path) as part:
        table.to_csv(part, sep="\t", index=False, lineterminator="\n")


def read_table(path: str | Path, columns: list[str]) -> pd.DataFrame:
    """Read a TSV as strings (empty cells are "") and check that it has the `columns` named.

    Raises
    ------
    InputError
        The file is missing, no table, or lacks a column.
    """
    try:
        table = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as a tab-separated table ({error}).") from error
    missing = [column for column in columns if column not in table]
    if missing:
        raise InputError(
            f"{path}: column {missing[0]!r} is missing; found {', '.join(table.columns)}."
        )
    return table


def write_text(text: str, path: str | Path) -> None:
    """Write UTF-8 text."""
    with atomic(path) as part:
        part.write_text(text, encoding="utf-8")


def write_json(value: object, path: str | Path) -> None:
    """Write JSON for people and machines: indented, UTF-8, non-finite numbers refused."""
    write_text(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n", path)


def read_json(path: str | Path) -> dict:
    """Read a JSON file that an earlier stage wrote."""
    return json.loads(Path(path).read_text(encoding="utf-8"))
