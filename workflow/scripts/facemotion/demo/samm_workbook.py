"""The workbook of SAMM Long Videos: its layout, its notation and the odd values of each version."""

import io
import math
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from facemotion.demo.samm_plan import MICRO
from facemotion.errors import InputError
from facemotion.files.atomic import atomic

VERSIONS = (1, 2, 3)
SHEET = "FACS_Movement_Only"
ABOVE = (
    "SAMM Long Videos look-alike: FACS coding, movement only (version {version})",
    None,
    "Rendered demo data, not SAMM. Frames are counted from 1.",
    "Subject: number of the participant. Filename: subject, film, number of the movement.",
    "Onset, Apex, Offset: frame numbers. Duration: frames from onset to offset.",
    "Type: Macro, or Micro - 1/2.",
    "Action Units: R and L precede units on the person's right or left side only, A to E "
    "follow units whose intensity was coded.",
    "No emotions are coded.",
    None,
)
COLUMNS = (
    "Subject", "Filename", "Inducement Code", "Onset", "Apex", "Offset", "Duration", "Type",
    "Action Units", "Notes",
)  # fmt: skip
PERSON_SIDE = {"left": "R", "right": "L"}  # the image's left is the person's right
# Units that coders confuse, for rows in which they could not decide.
MISTAKEN_FOR = {1: 2, 2: 1, 4: 9, 7: 6, 9: 10, 12: 14, 14: 12, 15: 17, 17: 24}
# Which rows are odd, counted from 0: among all, those with an emotion, or those without.
TEXT_SUBJECT_EVERY, LETTERS_EVERY, PLAIN_LETTERS_EVERY = 5, 9, 3
NO_APEX, HALF_FRAME, OFFSETS_ZERO = 8, 11, (5, 17, 29)
UNDECIDED = (1, 4)
EPOCH = datetime(2020, 1, 1)


@dataclass(frozen=True)
class CodedRow:
    """One movement: true frame numbers, and peaks by unit and side, as coded and as animated.

    `truth` contains (unit, side, peak, onset frame, apex frame) for each side of each unit.
    """

    subject: int
    filename: str
    code: int
    onset: int
    apex: int
    offset: int
    kind: str
    units: dict[int, dict[str, float]]
    truth: list[tuple]


def workbook_path(folder: Path, version: int) -> Path:
    """Return the path of the workbook of a version.

    Raises
    ------
    InputError
        The version does not exist.
    """
    if version not in VERSIONS:
        raise InputError(f"demo: SAMM's workbook exists in versions 1, 2 and 3, not {version!r}.")
    return Path(folder) / f"SAMM_LongVideos_V{version}_Release.xlsx"


def write_workbook(rows: list[CodedRow], version: int, path: Path) -> None:
    """Write the workbook of a version, reproducible to the byte."""
    book = Workbook()
    book.properties.creator = "facemotion"
    book.properties.created = book.properties.modified = EPOCH
    sheet = book.active
    sheet.title = SHEET
    for text in ABOVE:
        sheet.append([text and text.format(version=version)])
    sheet.append(COLUMNS)
    for cells in table_cells(rows, version):
        sheet.append(cells)
    raw = io.BytesIO()
    # Not book.save, which would store the current time.
    ExcelWriter(book, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED)).save()
    with atomic(path) as part, zipfile.ZipFile(raw) as old, zipfile.ZipFile(part, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))


def table_cells(rows: list[CodedRow], version: int) -> list[list]:
    """Return the cells of the rows below the header, with the odd values of the version.

    In every version: subjects as numbers or text, an apex of -1, one at half a frame, offsets past
    the last image (which are planned), units with sides, letters and "or". Versions 1 and 2 have 0
    for an onset in the first frame; version 2 has 0 for some offsets.
    """
    plain = [row.kind in (MICRO, "other", "contempt") for row in rows]
    table = []
    for index, row in enumerate(rows):
        nth = plain[:index].count(plain[index])
        apex, onset, offset = row.apex, row.onset, row.offset
        if not plain[index] and nth in (NO_APEX, HALF_FRAME):
            apex = -1 if nth == NO_APEX else apex - 0.5
        if version < 3 and onset == 1:
            onset = 0
        if version == 2 and not plain[index] and nth in OFFSETS_ZERO:
            offset = 0
        undecided = plain[index] and nth in UNDECIDED
        letters = (plain[index] and nth % PLAIN_LETTERS_EVERY == 2) or index % LETTERS_EVERY == 2
        subject = f"{row.subject:03d}" if index % TEXT_SUBJECT_EVERY == 3 else row.subject
        table.append([
            subject, row.filename, row.code, onset, apex, offset, row.offset - row.onset + 1,
            "Micro - 1/2" if row.kind == MICRO else "Macro",
            unit_notation(row.units, letters, undecided),
            "Coders undecided" if undecided else None,
        ])  # fmt: skip
    return table


def unit_notation(units: dict[int, dict[str, float]], letters: bool, undecided: bool) -> str:
    """Write action units as SAMM does.

    Parameters
    ----------
    units : dict
        Peaks, 0-1, by unit and side of the image.
    letters : bool
        Whether to append intensities, A to E for fifths.
    undecided : bool
        Whether to add to the last unit an alternative that it is often confused with, if any.
    """
    words = []
    for unit, sides in units.items():
        side = PERSON_SIDE[next(iter(sides))] if len(sides) == 1 else ""
        fifth = min(5, max(1, math.ceil(5 * max(sides.values()))))
        words.append(f"{side}{unit}{'ABCDE'[fifth - 1] if letters else ''}")
    if undecided and unit in MISTAKEN_FOR:
        words[-1] += f" or {side}{MISTAKEN_FOR[unit]}"
    return " + ".join(words)
