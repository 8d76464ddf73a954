"""The workbook of SAMM Long Videos, which lists expressions and their frames.

Yap, Kendrick & Yap (2020), SAMM Long Videos: A Spontaneous Facial Micro- and Macro-Expressions
Dataset, IEEE FG (arXiv:1911.01519). The table starts some rows below the top and is followed by
remarks; the three releases differ in their notation of unknown values.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import openpyxl

from facemotion.errors import InputError
from facemotion.sequences.samm.cells import parse_filename

SHEET = "FACS_Movement_Only"
# Titles are compared by their letters in lower case.
_TITLES = {
    "subject": ("subject",),
    "filename": ("filename",),
    "onset": ("onset", "onsetframe"),
    "apex": ("apex", "apexframe"),
    "offset": ("offset", "offsetframe"),
    "type": ("type",),
    "action_units": ("actionunits", "actionunit"),
    "emotion": ("estimatedemotion", "emotion"),
}
_OPTIONAL = ("emotion",)
_SHOWN = {
    **{key: key.capitalize() for key in _TITLES},
    "action_units": "Action Units",
}


class Record(NamedTuple):
    """A row of the table with cells as text: stripped, and with 12.0 as ``12``."""

    number: int
    subject: str
    filename: str
    onset: str
    apex: str
    offset: str
    type: str
    action_units: str
    emotion: str


@dataclass(frozen=True)
class Workbook:
    """The rows of a workbook, and the number of rows skipped as remarks.

    `emotion_title` is the title of the emotion column; empty if there is none.
    """

    records: list[Record]
    emotion_title: str
    remarks: int


def read_workbook(path: str | Path) -> Workbook:
    """Read the table of a workbook, wherever its header is.

    Raises
    ------
    InputError
        The file is not a workbook, or lacks the sheet, the header or a column.
    """
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except Exception as error:  # depending on the damage, openpyxl raises almost any exception
        raise InputError(
            f"{path}: cannot be read as an Excel workbook ({error}); download it again."
        ) from error
    rows = [tuple(map(_text, row)) for row in _sheet(book, path).iter_rows(values_only=True)]
    header, columns = _find_header(rows, path)
    cells = [
        Record(number, **{key: row[columns[key]] if key in columns else "" for key in _TITLES})
        for number, row in enumerate(rows[header + 1 :], start=header + 2)
    ]
    cells = [record for record in cells if any(record[1:])]
    records = [record for record in cells if not _is_remark(record)]
    if not records:
        raise InputError(f"{path}: no row below the header in row {header + 1}; download it again.")
    title = rows[header][columns["emotion"]] if "emotion" in columns else ""
    return Workbook(records, title, len(cells) - len(records))


def _sheet(book: openpyxl.Workbook, path: str | Path):
    sheets = book.worksheets
    for sheet in sheets:
        if sheet.title.strip().lower() == SHEET.lower():
            return sheet
    if len(sheets) == 1:
        return sheets[0]
    names = ", ".join(sheet.title for sheet in sheets) or "none"
    raise InputError(f"{path}: found sheets {names}, expected one named {SHEET}; rename it.")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _find_header(rows: list[tuple[str, ...]], path: str | Path) -> tuple[int, dict[str, int]]:
    """Find the row with the most column titles; of several, the first."""
    found = [_columns(row) for row in rows]
    best = max(range(len(rows)), key=lambda k: (len(found[k]), -k), default=None)
    required = [key for key in _TITLES if key not in _OPTIONAL]
    if best is None or len(found[best]) < len(required) / 2:
        raise InputError(
            f"{path}: no row names the columns {', '.join(_SHOWN[k] for k in required)}; download "
            "the workbook again or restore its header."
        )
    missing = [_SHOWN[key] for key in required if key not in found[best]]
    if missing:
        titles = ", ".join(filter(None, rows[best]))
        raise InputError(
            f"{path}: row {best + 1} names the columns {titles}, but not {', '.join(missing)}; "
            "restore the title."
        )
    return best, found[best]


def _columns(row: tuple[str, ...]) -> dict[str, int]:
    titles = [re.sub("[^a-z]", "", cell.lower()) for cell in row]
    columns = {}
    for key, names in _TITLES.items():
        places = [titles.index(name) for name in names if name in titles]
        if places:
            columns[key] = places[0]
    return columns


def _is_remark(record: Record) -> bool:
    frames = (record.onset, record.apex, record.offset, record.type)
    return not any(frames) and parse_filename(record.filename) is None
