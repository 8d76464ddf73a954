"""From the lines of a sample sheet to checked rows, and a sentence for each row that is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jsonschema
import yaml

from facemotion.errors import InputError
from facemotion.sequences.custom.sheet import read_lines

SCHEMA = Path(__file__).resolve().parents[4] / "schemas" / "sample_sheet.schema.yaml"
_NUMBERS = ("onset", "apex")


@dataclass
class SheetRow:
    """A row of the sheet.

    Attributes
    ----------
    line : int
        Its line in the file, from 1.
    cells : dict
        Column to text, or to a whole number in `onset` and `apex`; empty cells are left out.
    problems : list of str
        What is wrong with it.
    """

    line: int
    cells: dict
    problems: list[str] = field(default_factory=list)


def read_rows(sheet: Path) -> list[SheetRow]:
    """Read and check the rows of a sheet, as far as that goes without opening what they name.

    Raises
    ------
    InputError
        The sheet cannot be read, has no row, or its columns are not those of the schema.
    """
    try:
        lines = list(read_lines(sheet))
    except OSError as error:
        raise InputError(f"{sheet}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise InputError(f"{sheet}: {error}; save it as tab-separated UTF-8 text.") from error
    columns = _columns(sheet, lines)
    rows = [_row(line, cells, columns) for line, cells in lines[1:]]
    if not rows:
        raise InputError(f"{sheet}: no row below the header, expected one row a clip.")
    first_line: dict[str, int] = {}
    for row in rows:
        row.problems += _cell_problems(row.cells)
        row.problems += _path_problems(sheet, row.cells.get("path"))
        name = row.cells.get("clip")
        if name is not None and first_line.setdefault(name, row.line) != row.line:
            row.problems.append(
                f"clip {name!r} is also in line {first_line[name]}, expected each name once"
            )
    return rows


def require_good_rows(sheet: Path, rows: list[SheetRow]) -> None:
    """Refuse a sheet with wrong rows, naming them all.

    Raises
    ------
    InputError
        A line of summary, and one a wrong row.
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
    if len(columns) == 1 and re.search("[,;]", columns[0]):
        raise InputError(
            f"{sheet}: the header {columns[0]!r} has no tab, expected columns separated by tabs; "
            "save it as tab-separated text."
        )
    for column in columns:
        if column not in schema["properties"]:
            raise InputError(f"{sheet}: unknown column {column!r}; allowed are {allowed}.")
        if columns.count(column) > 1:
            raise InputError(f"{sheet}: column {column!r} is there twice, expected it once.")
    for column in schema["required"]:
        if column not in columns:
            raise InputError(f"{sheet}: column {column!r} is missing; found {', '.join(columns)}.")
    return columns


def _row(line: int, cells: list[str], columns: list[str]) -> SheetRow:
    named = {c: _value(c, cell) for c, cell in zip(columns, cells, strict=False) if cell}
    row = SheetRow(line, named)
    if len(cells) > len(columns):
        row.problems.append(f"found {len(cells)} cells, expected {len(columns)} as in the header")
    return row


def _value(column: str, cell: str) -> str | int:
    # Spreadsheets write 16.0 for 16 where another cell of the column is empty.
    match = re.fullmatch(r"([0-9]+)(\.0*)?", cell, re.ASCII) if column in _NUMBERS else None
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
        found.append(f"apex {apex} is before onset {onset}, expected it later")
    return found


def _expected(column: str) -> str:
    schema = _schema()["properties"][column]
    words = schema["description"]
    return f"{words}: {', '.join(schema['enum'])}" if "enum" in schema else words


def _path_problems(sheet: Path, path: str | None) -> list[str]:
    try:
        if path is None or Path(sheet.parent, path).exists():
            return []
    except OSError:  # too long a name, or a folder that may not be entered
        pass
    return [f"path is {path!r}, but there is no such file or folder, seen from {sheet.parent}"]


@cache
def _schema() -> dict:
    return yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
