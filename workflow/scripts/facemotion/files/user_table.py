"""Tables written by people: rows and cells, whatever program saved them.

Standard library only, except for workbooks: every planning of a run computes the fingerprint of the
sample sheet.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from facemotion.errors import InputError

WORKBOOK = ".xlsx"
# How people and programs write an unknown value, in lower case.
NOTHING = ("", "-", "na", "n/a", "nan", "none", "null")
# Error values of spreadsheets, which start with # but are not comments.
_FAILED = re.compile(r"#(N/A|[A-Z0-9/]+[!?])")
# Excel's separator declaration, which is not a row.
_HINT = re.compile(r"sep=(.)", re.IGNORECASE)
# Tabs become spaces in a table copied from a web page.
_COPIED = re.compile(r" {2,}")


def read_lines(path: str | Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the number, from 1, and the stripped cells of each line that is not empty.

    The first line determines the separator: tabs, else semicolons, else commas, else two or more
    spaces. The encoding is UTF-8 with or without a byte-order mark, UTF-16, or Windows' cp1252. Of
    a workbook, the first sheet is read, and a merged cell's value is used for all cells that it
    covers. Lines that begin with ``#`` are comments. Each line is a row of its own, so that a stray
    quotation mark cannot swallow the following lines.

    Raises
    ------
    ValueError
        The file is not such a table.
    OSError
        The file cannot be read.
    """
    path = Path(path)
    rows = _read_workbook(path) if path.suffix.lower() == WORKBOOK else _read_text(path)
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()  # spreadsheets pad short rows
        if cells and not _is_remark(cells[0]):
            yield number, cells


def read_table(path: str | Path) -> list[tuple[int, list[str]]]:
    """Read all lines, as `read_lines` does; the first one is the header.

    Raises
    ------
    InputError
        The file cannot be read, or is not a table.
    """
    try:
        return list(read_lines(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise InputError(f"{path}: {error}; save it as text with tabs or commas.") from error


def name_cells(lines: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, dict]]]:
    """Split the lines from `read_table` into lower-case column titles and rows as dicts by title.

    Missing cells are "".
    """
    titles = [title.lower() for title in lines[0][1]] if lines else []
    empty = dict.fromkeys(titles, "")
    return titles, [(n, empty | dict(zip(titles, cells, strict=False))) for n, cells in lines[1:]]


def _read_text(path: Path) -> Iterator[tuple[int, list[str]]]:
    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    separator = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or _is_remark(re.split("[\t;,]", line.strip())[0]):
            continue
        if not separator and (hint := _HINT.fullmatch(line.strip())):
            separator = hint[1]
            continue
        separator = separator or _separator(line)
        if separator == " ":
            yield number, _COPIED.split(line.strip())
            continue
        try:
            cells = next(csv.reader([line], delimiter=separator), [])
        except csv.Error as error:
            raise ValueError(f"line {number} is not a row of a table ({error})") from error
        yield number, [cell.strip() for cell in cells]


def _is_remark(cell: str) -> bool:
    return cell.startswith("#") and not _FAILED.fullmatch(cell)


def decode(data: bytes) -> str:
    """Decode UTF-8, UTF-16 or Windows' cp1252.

    Raises
    ------
    ValueError
        The bytes are not text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif data[1:2] == b"\0" or data[:1] == b"\0":  # ASCII text as UTF-16 without byte-order mark
        encodings = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValueError("found a binary file, expected a table")


def _separator(header: str) -> str:
    for separator in "\t;,":
        if separator in header:
            return separator
    return " " if _COPIED.search(header.strip()) else "\t"


def _read_workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(path, data_only=True).worksheets[0]
        formulas = load_workbook(path).worksheets[0]
    except OSError:
        raise
    except Exception as error:  # depending on the damage, openpyxl raises almost any exception
        raise ValueError(f"found no readable workbook ({error}), expected a table") from error
    merged = {
        place: sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for place in area.cells
    }
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = [merged.get((cell.row, cell.column), cell.value) for cell in row]
        for cell, value in zip(row, values, strict=True):
            if value is None and formulas[cell.coordinate].data_type == "f":
                raise ValueError(f"cell {cell.coordinate} holds a formula without its value")
        yield number, [_cell(value) for value in values]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
