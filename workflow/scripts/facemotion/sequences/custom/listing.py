"""Write a sample sheet of the clips in a folder, to fill in (``make sheet DIR=folder``)."""

import argparse
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from facemotion.errors import InputError
from facemotion.files.atomic import atomic
from facemotion.files.image_names import is_image
from facemotion.sequences.fingerprint import is_stray
from facemotion.sequences.frame_names import group_frames

VIDEOS = (".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".mts", ".m2ts", ".ts",
          ".wmv", ".flv", ".ogv", ".3gp", ".mxf", ".dv", ".vob")  # fmt: skip
TABLE = ".csv"
COLUMNS = ("clip", "path", "subject", "emotion", "onset", "apex")
HELP = """\
# One row per clip; docs/own_clips.md explains the columns. Only clip and path are needed.
# subject: who is shown; the same name in all clips of one person
# emotion: anger, disgust, fear, happy, sad, surprise, neutral or contempt
# onset, apex: the frame numbers where the expression begins and where it is strongest
"""


def write_sheet(folder: Path, sheet: Path) -> tuple[int, int]:
    """List the clips in a folder in a new sample sheet.

    A clip is a video, a folder of at least two numbered images, or a landmark table (.csv).
    Subjects, emotions, onsets and apexes are left empty.

    Returns
    -------
    clips, others
        Number of clips, and number of files that belong to none.

    Raises
    ------
    InputError
        The folder does not exist or contains no clip, or the sheet already exists.
    """
    if not folder.is_dir():
        raise InputError(
            f"{folder}: there is no such folder; give the one that contains your clips."
        )
    if sheet.exists():
        raise InputError(
            f"{sheet}: already exists and would be overwritten; move it, or "
            "give another name: make sheet DIR=… SHEET=other.tsv."
        )
    clips, others = [], 0
    for clip, unused in _find_clips(folder):
        clips += [clip] if clip else []
        others += unused
    if not clips:
        raise InputError(
            f"{folder}: contains no video, folder of numbered images or landmark table "
            f"({TABLE}), only {others} other files; give the folder that contains your clips."
        )
    names: set[str] = set()
    rows = [[_name(folder, clip, names), _path(clip, sheet), *[""] * 4] for clip in clips]
    with atomic(sheet) as part:
        lines = ["\t".join(cells) for cells in (COLUMNS, *rows)]
        part.write_text(HELP + "\n".join(lines) + "\n", encoding="utf-8")
    return len(clips), others


def _find_clips(folder: Path) -> Iterator[tuple[Path | None, int]]:
    """Yield each clip, or None, with the number of files that belong to no clip."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_stray(name))
        names = sorted(name for name in files if not is_stray(name))
        images = [name for name in names if is_image(name)]
        groups = group_frames(images)
        if groups and len(groups[0].numbers) > 1:
            yield Path(root), 0
        elif images:
            yield None, len(images)
        for name in sorted(set(names) - set(images)):
            is_clip = Path(name).suffix.lower() in (*VIDEOS, TABLE)
            yield (Path(root, name), 0) if is_clip else (None, 1)


def _name(folder: Path, clip: Path, taken: set[str]) -> str:
    """Name a clip after its path, with the characters allowed in a sheet, and uniquely."""
    inside = clip.relative_to(folder) if clip != folder else Path(folder.resolve().name)
    inside = inside.with_suffix("") if clip.is_file() else inside
    name = unicodedata.normalize("NFC", "_".join(inside.parts))
    name = re.sub(r"[^\w.-]+", "_", name).strip("_.-") or "clip"
    name = re.sub(r"_neutral$", "_rest", name)
    free = next(n for k in count(1) if (n := name if k == 1 else f"{name}_{k}") not in taken)
    taken.add(free)
    return free


def _path(clip: Path, sheet: Path) -> str:
    """Return a path relative to the sheet if it is below it, otherwise the absolute path."""
    root = sheet.resolve().parent
    resolved = clip.resolve()
    return (resolved.relative_to(root) if resolved.is_relative_to(root) else resolved).as_posix()


def main(arguments: list[str]) -> None:
    """Write the sheet, and print what to do with it."""
    parser = argparse.ArgumentParser(prog="make sheet", description=__doc__)
    parser.add_argument("folder", type=Path, help="contains videos, folders of images, or tables")
    parser.add_argument("sheet", type=Path, help="the file to write")
    given = parser.parse_args(arguments)
    try:
        clips, others = write_sheet(given.folder, given.sheet)
    except (InputError, OSError) as error:
        sys.exit(f"ERROR {error}")
    print(f"{given.sheet}: {clips} clips; {others} other files were skipped.")
    print("Fill in what you know, and add it to config.yaml under sequences.datasets:")
    print(f"    mine: {{reader: custom, path: {given.sheet}}}")


if __name__ == "__main__":
    main(sys.argv[1:])
