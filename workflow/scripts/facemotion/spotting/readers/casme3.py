"""CAS(ME)³, part A: tables with a header, and the folders of colour images.

    CAS(ME)3_part_A_v2.xlsx                              macro- and micro-expressions
    cas(me)3_part_A_ME_label_JpgIndex_v2.xlsx            micro-expressions alone, sheet `label`
    part_A/spNO.1/a/color/8.jpg

This reader follows the public readers of these annotations; it has not been tested on the
originals. Image numbers need not start at 1, and one video starts at 0.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from facemotion.errors import InputError
from facemotion.files.user_table import name_cells, read_table
from facemotion.sequences.labels import find_label
from facemotion.spotting.folders import images_row
from facemotion.spotting.intervals import MICRO, TYPES
from facemotion.spotting.truth import Annotation
from facemotion.spotting.videos import VideoRow

FPS = 30.0
TABLE = re.compile(r"cas\(me\)3_part_a.*\.(xlsx|xls|csv|tsv)", re.IGNORECASE)
NEEDED = ("subject", "filename", "onset", "apex", "offset")


def read_truth(path: str | Path, settings: Mapping) -> list[Annotation]:
    """Read every row; a table without types contains only micro-expressions.

    Raises
    ------
    InputError
        There is no table, it is an .xls file, or it lacks a column.
    """
    path = _find_table(Path(path))
    if path.suffix.lower() == ".xls":
        raise InputError(
            f"{path}: found an Excel 97 workbook, expected .xlsx; open it and save it as .xlsx."
        )
    titles, rows = name_cells(read_table(path))
    missing = [name for name in NEEDED if name not in titles]
    if missing:
        raise InputError(
            f"{path}: column {missing[0]!r} is missing; found {', '.join(titles) or 'nothing'}."
        )
    kind_title = next((title for title in titles if "expression" in title), None)
    return [_annotate(number, row, kind_title) for number, row in rows]


def raw_files(path: Path) -> list[Path]:
    """List the tables and the folders of colour images."""
    if path.is_file():
        return [path]
    return [*(p for p in path.glob("*") if p.is_file()), *path.glob("**/color")]


def list_videos(path: str | Path, fps: float | None) -> list[VideoRow]:
    """List the folders of colour images."""
    root = Path(path)
    folders = sorted(p for p in root.rglob("color") if p.is_dir())
    if not folders:
        raise InputError(f"{root}: found no folder such as part_A/spNO.1/a/color; give part A.")
    return [
        images_row(root, f, _video(f.parent.parent.name, f.parent.name), f.parent.parent.name,
                   fps or FPS)
        for f in folders
    ]  # fmt: skip


def _video(subject: str, name: str) -> str:
    return f"{subject}_{name.lower()}"


def _annotate(number: int, row: Mapping, kind_title: str | None) -> Annotation:
    said = row[kind_title].lower() if kind_title else MICRO
    kind = next((t for t in TYPES if said.startswith(t)), "")
    word = row.get("emotion", "") or row.get("objective class", "")
    emotion = find_label(word) or ""
    return Annotation(
        _video(row["subject"], row["filename"]), row["subject"], kind, row["onset"], row["apex"],
        row["offset"], f"row {number}", emotion, f"emotion {word}" if emotion else "",
        problem="" if kind else f"found type {said or 'empty'}, expected Macro-expression",
        first_frame=0,
    )  # fmt: skip


def _find_table(path: Path) -> Path:
    if path.is_file():
        return path
    found = sorted(p for p in path.glob("*") if TABLE.fullmatch(p.name))
    if not found:
        raise InputError(
            f"{path}: found no annotation, expected CAS(ME)3_part_A_v2.xlsx; put it there, or name "
            "the file itself."
        )
    return found[-1]
