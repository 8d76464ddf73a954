"""Tables that people write: lines and cells, whatever program saved them.

Standard library only, but for workbooks: the fingerprint of a sheet is made whenever a run is
planned.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from facemotion.errors import InputError

WORKBOOK = ".xlsx"
# What people and programs write where nothing is known, in lower case.
NOTHING = ("", "-", "na", "n/a", "nan", "none", "null")
# What a spreadsheet shows where a formula fails; no remark.
_FAILED = re.compile(r"#(N/A|[A-Z0-9/]+[!?])")
# Excel's hint at the separator, which is no row.
_HINT = re.compile(r"sep=(.)", re.IGNORECASE)
# Blanks take the place of tabs where a table was copied from a page.
_COPIED = re.compile(r" {2,}")


def read_lines(path: str | Path) -> Iterator[tuple[int, list[str]]]:
    """Return the number of each line that holds something, from 1, and its cells, stripped.

    Cells are separated by tabs, else by semicolons, else by commas, else by two blanks or more, as
    the first line has it. UTF-8 with or without a mark at the start, UTF-16, and Windows' cp1252
    are read, and of a workbook the first sheet, in which a merged cell counts for all that it
    covers. Lines that begin with ``#`` are remarks. Each line is a row by itself, so that a stray
    quotation mark cannot swallow those after it.

    Raises
    ------
    ValueError
        The file is no such table.
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
    """Read all lines, as `read_lines` gives them; the first that holds something is the header.

    Raises
    ------
    InputError
        The file cannot be read, or is no table.
    """
    try:
        return list(read_lines(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise InputError(f"{path}: {error}; save it as text with tabs or commas.") from error


def name_cells(lines: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, dict]]]:
    """Return the titles of what `read_table` gave, in lower case, and each line by title.

    A cell that a line leaves out is "".
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
        The bytes are no text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif data[1:2] == b"\0" or data[:1] == b"\0":  # UTF-16 without a mark, of letters of ASCII
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
    except Exception as error:  # a damaged archive raises whatever its first broken part raises
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
