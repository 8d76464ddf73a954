"""A user's own long videos and annotations, as tables.

A table of videos has the column `video`, the path from the table's folder to a video file or a
folder of images, and optionally `subject`, `fps` and `face`. A ground-truth table has `video`,
`type` (macro or micro), `onset` and `offset`, and optionally `subject`, `apex` and `emotion`; its
`video` is the file's name without suffix, or the path. It is stored next to the table of videos, as
`truth.tsv`.
"""

from collections.abc import Mapping
from pathlib import Path

from facemotion.errors import InputError
from facemotion.files.user_table import name_cells, read_table
from facemotion.sequences.labels import find_label
from facemotion.spotting.folders import USUAL_FPS, images_row, video_row
from facemotion.spotting.truth import Annotation
from facemotion.spotting.videos import VideoRow

TRUTH = "truth.tsv"


def read_truth(path: str | Path, settings: Mapping) -> list[Annotation]:
    """Read a ground-truth table, or the one next to a table of videos, if it exists.

    Raises
    ------
    InputError
        The table cannot be read, or lacks a column.
    """
    titles, rows = name_cells(read_table(path))
    beside = Path(path).parent / TRUTH
    if "onset" not in titles and "video" in titles and beside != Path(path):
        return read_truth(beside, settings) if beside.is_file() else []
    for needed in ("video", "type", "onset", "offset"):
        if needed not in titles:
            raise InputError(
                f"{path}: column {needed!r} is missing; found {', '.join(titles)}, expected video, "
                "type, onset and offset."
            )
    return [_annotate(number, row) for number, row in rows]


def raw_files(path: Path) -> list[Path]:
    """List the table, the ground truth next to it, and the videos that it names."""
    titles, rows = name_cells(read_table(path))
    named = [path.parent / row["video"] for _, row in rows] if "video" in titles else []
    return [path, path.parent / TRUTH, *named]


def list_videos(path: str | Path, fps: float | None) -> list[VideoRow]:
    """List the videos of a table; `fps` is used for rows without a frame rate.

    Raises
    ------
    InputError
        There is no column `video`, or a frame rate is not a number.
    """
    titles, rows = name_cells(read_table(path))
    if "video" not in titles:
        raise InputError(
            f"{path}: column 'video' is missing; found {', '.join(titles) or 'nothing'}, expected "
            "one with paths to video files or folders of images."
        )
    return [_video(Path(path), number, row, fps) for number, row in rows]


def _video(table: Path, number: int, row: Mapping, fps: float | None) -> VideoRow:
    file, name = table.parent / row["video"], Path(row["video"]).stem
    subject = row.get("subject", "") or name
    if row.get("fps"):
        try:
            fps = float(row["fps"])
        except ValueError as error:
            raise InputError(
                f"{table}, line {number}: found fps {row['fps']!r}, expected a number such as 30."
            ) from error
    if file.is_dir():
        made = images_row(table.parent, file, name, subject, fps or USUAL_FPS)
    elif file.is_file():
        made = video_row(table.parent, file, name, subject, fps)
    else:
        missing = f"there is no {row['video']} in the folder of {table.name}"
        made = VideoRow(name, subject, "", [], fps or USUAL_FPS, "", unreadable=missing)
    made.face = row.get("face", "")
    return made


def _annotate(number: int, row: Mapping) -> Annotation:
    kind, word = row["type"].lower(), row.get("emotion", "")
    emotion = find_label(word) or ""
    name = Path(row["video"]).stem
    return Annotation(
        name, row.get("subject", "") or name, kind, row["onset"], row.get("apex", ""),
        row["offset"], f"line {number}", emotion, "emotion column" if emotion else "",
        note=f"emotion {word!r} is not one of the labels" if word and not emotion else "",
        problem="" if kind in ("macro", "micro") else f"found type {row['type'] or 'empty'}",
    )  # fmt: skip
