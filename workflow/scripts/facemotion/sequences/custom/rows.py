"""Parse the lines of a sample sheet to checked rows, with a message for each faulty row."""

import difflib
import logging
import math
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jsonschema
import yaml

from facemotion.errors import InputError
from facemotion.files.user_table import NOTHING, read_table
from facemotion.sequences.custom.paths import find_other_form, path_problems
from facemotion.sequences.labels import find_label
from facemotion.sequences.subjects import name_key

SCHEMA = Path(__file__).resolve().parents[4] / "schemas" / "sample_sheet.schema.yaml"
_NUMBERS = ("onset", "apex")
# Similarity from which an unknown column counts as a misspelt known one.
NEAR_MISS = 0.75


@dataclass
class SheetRow:
    """A row of the sheet.

    Attributes
    ----------
    line : int
        Line number in the file, from 1.
    cells : dict
        Text by column, or an integer in `onset` and `apex`; empty cells are left out.
    problems : list of str
        Problems of the row.
    """

    line: int
    cells: dict
    problems: list[str] = field(default_factory=list)


def read_rows(sheet: Path) -> list[SheetRow]:
    """Read and check the rows of a sheet, without opening the files that they name.

    Raises
    ------
    InputError
        The sheet cannot be read, has no rows, or its columns do not match the schema.
    """
    lines = read_table(sheet)
    columns = _columns(sheet, lines)
    rows = [_row(line, cells, columns) for line, cells in lines[1:]]
    for row in rows:
        if "path" in row.cells:
            row.cells["path"] = find_other_form(sheet, row.cells["path"])
    if not rows:
        raise InputError(f"{sheet}: no row below the header, expected one row per clip.")
    _tell_shared_faces(rows)
    first_line: dict[str, int] = {}
    for row in rows:
        row.problems += _cell_problems(row.cells)
        row.problems += path_problems(sheet, row.cells.get("path"))
        name = row.cells.get("clip")
        if name is not None and first_line.setdefault(name, row.line) != row.line:
            row.problems.append(
                f"clip {name!r} is also in line {first_line[name]}, expected each name once"
            )
    return rows


def _tell_shared_faces(rows: list[SheetRow]) -> None:
    """Report each row that follows the same face as an earlier one, but names another person."""
    followed: dict[tuple[str, str], list[SheetRow]] = {}
    for row in rows:
        path, subject = row.cells.get("path"), row.cells.get("subject")
        if path is None or subject is None:
            continue
        same = followed.setdefault((os.path.normpath(path), row.cells.get("face", "largest")), [])
        for other in same:
            person = other.cells["subject"]
            if name_key(person) != name_key(subject) and _overlap(row.cells, other.cells):
                row.problems.append(
                    f"subject {subject!r} has the face that line {other.line} assigns to "
                    f"{person!r}; add a column face to tell them apart: left, right, largest or a "
                    "point x,y"
                )
                break
        same.append(row)


def _overlap(cells: Mapping, other: Mapping) -> bool:
    ranges = [(c.get("onset", 0), c.get("apex", math.inf)) for c in (cells, other)]
    try:
        return max(first for first, _ in ranges) <= min(last for _, last in ranges)
    except TypeError:  # an invalid frame number, which is reported separately
        return False


def require_good_rows(sheet: Path, rows: list[SheetRow]) -> None:
    """Raise an error that lists all faulty rows of a sheet.

    Raises
    ------
    InputError
        There are faulty rows; the message has a summary line, and one line per row.
    """
    bad = [row for row in rows if row.problems]
    if bad:
        summary = f"{sheet}: {len(bad)} of {len(rows)} rows cannot be used:"
        sentences = [f"line {row.line}: {'; '.join(row.problems)}." for row in bad]
        raise InputError("\n".join([summary, *sentences]))


def _columns(sheet: Path, lines: list[tuple[int, list[str]]]) -> list[str]:
    schema = _schema()
    allowed = ", ".join(schema["properties"])
    columns = lines[0][1] if lines else []
    if not columns:
        raise InputError(f"{sheet}: found nothing, expected a header with the columns {allowed}.")
    columns = [column.lower() for column in columns]
    known = list(schema["properties"])
    for column in columns:
        near = difflib.get_close_matches(column, known, 1, NEAR_MISS)
        # Matches onset_frame if there is no onset, but not path_length in addition to path.
        words = [name for name in re.split(r"[\W_]+", column) if name in known]
        if len(words) > 1 and len(columns) == 1:
            raise InputError(
                f"{sheet}: found a single column {column!r}; separate the cells by tabs, "
                "semicolons or commas."
            )
        near = near or [name for name in words if name not in columns]
        if near and column not in known:
            raise InputError(
                f"{sheet}: found a column {column!r}, close to {near[0]!r}; rename it. "
                f"Known columns: {allowed}."
            )
        if column in known and columns.count(column) > 1:
            raise InputError(f"{sheet}: column {column!r} appears twice, expected it once.")
    others = [repr(column) for column in columns if column not in known]
    if others:
        logging.warning(f"{sheet}: columns not used: {', '.join(others)}.")
    for column in schema["required"]:
        if column not in columns:
            raise InputError(f"{sheet}: column {column!r} is missing; found {', '.join(columns)}.")
    return columns


def _row(line: int, cells: list[str], columns: list[str]) -> SheetRow:
    known = _schema()["properties"]
    pairs = zip(columns, cells, strict=False)
    named = {c: value for c, cell in pairs if c in known and (value := _value(c, cell)) != ""}
    row = SheetRow(line, named)
    if len(cells) > len(columns):
        row.problems.append(f"found {len(cells)} cells, expected {len(columns)} as in the header")
    return row


def _value(column: str, cell: str) -> str | int:
    # Spreadsheets write 16 as 16.0 if another cell of the column is empty.
    if column == "path":
        return cell
    cell = unicodedata.normalize("NFC", cell)
    cell = "".join(c for c in cell if unicodedata.category(c) != "Cf").strip()  # invisible ones
    if cell.lower() in NOTHING and column != "clip":
        return ""
    if column == "emotion":
        return find_label(cell) or cell
    # 1.000 may mean a thousand.
    match = re.fullmatch(r"([0-9]+)([.,]0{0,2})?", cell, re.ASCII) if column in _NUMBERS else None
    return int(match[1]) if match else cell


def _cell_problems(cells: Mapping) -> list[str]:
    schema = _schema()
    problems = {}
    for error in jsonschema.Draft202012Validator(schema).iter_errors(cells):
        if error.validator == "required":
            missing = [name for name in schema["required"] if name not in cells]
            problems |= {name: f"{name} is empty, expected {_expected(name)}" for name in missing}
        else:
            column = error.absolute_path[0]
            problems[column] = f"{column} is {cells[column]!r}, expected {_expected(column)}"
    found = [problems[column] for column in schema["properties"] if column in problems]
    onset, apex = cells.get("onset"), cells.get("apex")
    if not found and onset is not None and apex is not None and apex < onset:
        found.append(f"apex {apex} is before onset {onset}, expected it after")
    return found


def _expected(column: str) -> str:
    schema = _schema()["properties"][column]
    words = schema["description"]
    return f"{words}: {', '.join(schema['enum'])}" if "enum" in schema else words


@cache
def _schema() -> dict:
    return yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
