"""CAS(ME)²: the workbook, which has no header, and the folders `rawpic` or `rawvideo`.

    CAS(ME)^2code_final.xlsx                 sheet 1: one row per expression; 2 and 3: naming rules
    rawpic/s15/15_0101disgustingteeth/img001.jpg
    rawvideo/s15/15_0101disgustingteeth.avi

A video is named by the number of its subject's folder and the code of its film, ``15_0101``. The
subject is taken from the folder, because one folder reportedly contains a file whose name begins
with another subject's number.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from facemotion.errors import InputError
from facemotion.sequences.fingerprint import is_stray
from facemotion.sequences.labels import find_label
from facemotion.spotting.folders import images_row, video_row
from facemotion.spotting.intervals import TYPES
from facemotion.spotting.truth import Annotation
from facemotion.spotting.videos import VideoRow

FPS = 30.0
WORKBOOK = re.compile(r"cas\(me\)\^?2?code_final.*\.xlsx|code_final.*\.xlsx", re.IGNORECASE)
_FOLDER = re.compile("s[0-9]+")
_CODE = re.compile(r"[0-9]+_([0-9]{4})")
_MISSPELT = {"happyiness": "happy"}


def read_truth(path: str | Path, settings: Mapping) -> list[Annotation]:
    """Read every row of the workbook; an offset of 0 is unknown.

    The emotion is the one that participants reported themselves, if the project has a label for it.

    Raises
    ------
    InputError
        There is no workbook, or it lacks the naming rules.
    """
    path = _find_workbook(Path(path))
    sheets = _read_sheets(path)
    folders = {row[2]: row[1] for row in sheets[1] if len(row) > 2 and row[2]}
    codes = {row[1].lower(): row[0].zfill(4) for row in sheets[2] if len(row) > 1 and row[1]}
    rows = enumerate(sheets[0], start=1)
    return [_annotate(number, row, folders, codes) for number, row in rows if any(row)]


def raw_files(path: Path) -> list[Path]:
    """List the workbook and the entries of the subjects' folders, but not the images."""
    found = [p for p in path.glob("*") if p.is_file()]
    return [*found, *path.glob("s*/*"), *path.glob("raw*/s*/*")] if path.is_dir() else [path]


def list_videos(path: str | Path, fps: float | None) -> list[VideoRow]:
    """List the videos below `rawpic` or, without it, `rawvideo`."""
    root = Path(path)
    for name in ("rawpic", "rawvideo", ""):
        folder = root / name
        people = sorted(p for p in folder.glob("s*") if p.is_dir() and _FOLDER.fullmatch(p.name))
        if people:
            return [
                _video(root, entry, person.name, fps)
                for person in people
                for entry in sorted(person.iterdir())
                if not is_stray(entry.name)
            ]
    raise InputError(
        f"{root}: found no subject folder such as rawpic/s15, as in CAS(ME)²; "
        "give the folder that contains rawpic/ or rawvideo/."
    )


def _annotate(number: int, row: list[str], folders: Mapping, codes: Mapping) -> Annotation:
    subject, name, onset, apex, offset, _, _, kind, reported = (row + [""] * 9)[:9]
    folder = folders.get(subject, "")
    code = codes.get(re.sub("_[0-9]+$", "", name.lower()), "")
    kind = next((t for t in TYPES if kind.lower().startswith(t)), "")
    problem = ""
    if not kind:
        problem = f"found type {row[7] if len(row) > 7 else 'empty'}, expected macro-expression"
    if not folder or not code:
        unknown = f"subject {subject}" if not folder else f"name {name}"
        problem = f"{unknown} is not in the naming rules of the workbook"
    word = reported.lower()
    emotion = _MISSPELT.get(word) or find_label(word) or ""
    source = f"self-report {reported}" if emotion else ""
    video = f"{folder.lstrip('s')}_{code}" if folder and code else name
    return Annotation(
        video, folder or subject, kind, onset, apex, offset, f"row {number}", emotion, source,
        problem=problem,
    )  # fmt: skip


def _video(root: Path, entry: Path, person: str, fps: float | None) -> VideoRow:
    code = _CODE.match(entry.name)
    video = f"{person.lstrip('s')}_{code[1] if code else entry.name}"
    if entry.is_dir():
        row = images_row(root, entry, video, person, fps or FPS)
    else:
        row = video_row(root, entry, video, person, fps)
    if code and not entry.name.startswith(f"{person.lstrip('s')}_"):
        row.reason = f"{entry.name} is in the folder {person}, whose subject is used"
    return row


def _find_workbook(path: Path) -> Path:
    if path.is_file():
        return path
    found = sorted(p for p in path.glob("*") if WORKBOOK.fullmatch(p.name))
    if not found:
        raise InputError(
            f"{path}: found no workbook, expected CAS(ME)^2code_final.xlsx; put it there, or name "
            "the file itself."
        )
    return found[0]


def _read_sheets(path: Path) -> list[list[list[str]]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = [
            [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
        ]
    except Exception as error:  # depending on the damage, openpyxl raises almost any exception
        raise InputError(f"{path}: cannot be read as an Excel workbook ({error}).") from error
    if len(sheets) < 3:
        raise InputError(
            f"{path}: found {len(sheets)} sheets, expected three: the codes and both naming rules; "
            "download it again."
        )
    return sheets


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())
