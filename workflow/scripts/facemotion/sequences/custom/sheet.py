"""The text of a sample sheet: lines and cells. Standard library only."""

import csv
from collections.abc import Iterator
from pathlib import Path


def read_lines(sheet: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the number of each line that is not blank, from 1, and its cells, stripped.

    Each line is a row by itself, so that a stray quotation mark cannot swallow those after it.
    Spreadsheets write UTF-8 with a mark at the start, or UTF-16; both are read.

    Raises
    ------
    ValueError
        The file is not such text.
    OSError
        The file cannot be read.
    """
    data = sheet.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError("found text that is not UTF-8, expected a tab-separated table") from error
    if "\0" in text:
        raise ValueError("found a binary file, expected a tab-separated table")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            cells = [cell.strip() for cell in next(csv.reader([line], delimiter="\t"), [])]
        except csv.Error as error:
            raise ValueError(f"line {number} is no row of a table ({error})") from error
        while cells and not cells[-1]:
            cells.pop()  # spreadsheets pad short rows
        if cells:
            yield number, cells
