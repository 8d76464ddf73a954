"""Reader of a user's own clips, listed in a sample sheet.

    clip    path               subject   emotion   onset   apex
    anna1   videos/anna1.mp4   anna      happy     16      30
    ben1    ben/1              ben

`path` is a video, a folder of numbered images or one image; in a dataset without images, it is a
landmark table. Mistakes in the sheet are errors, reported all at once; a file that exists but
cannot be used becomes a row with the reason.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.errors import InputError
from facemotion.files.grey import UnreadableError
from facemotion.files.image_names import IMAGE_FORMATS, is_image
from facemotion.files.images import image_times, read_grey
from facemotion.files.landmark_table import is_landmark_table, read_frame_times
from facemotion.files.video import scan_video, uneven_frames
from facemotion.progress import track
from facemotion.sequences import table
from facemotion.sequences.custom.fingerprint import list_files
from facemotion.sequences.custom.rows import SheetRow, read_rows, require_good_rows
from facemotion.sequences.fingerprint import digest_files
from facemotion.sequences.frame_names import (
    decimal_names,
    escape_pattern,
    group_frames,
    say_uneven,
)
from facemotion.sequences.subjects import unknown_subject


def index_custom(sheet: str | Path, has_images: bool = True) -> pd.DataFrame:
    """List every clip of a sample sheet, with its frames.

    A video is decoded once, to count its frames; the images in a folder are not opened. Without a
    subject, the person of a clip is unknown; without an emotion, it is unlabelled; onset and apex
    default to the first and the last frame.

    Parameters
    ----------
    sheet : path
        Tab-separated; the columns are those in ``workflow/schemas/sample_sheet.schema.yaml``.
    has_images : bool
        Whether clips are images or videos; otherwise they are landmark tables.

    Returns
    -------
    pandas.DataFrame
        The sequence table (see `facemotion.sequences.table`); its paths are relative to the folder
        of the sheet, or absolute. `status` is ``ok``, ``unlabelled`` or ``unreadable``.

    Raises
    ------
    InputError
        The sheet cannot be read, or has faulty rows, which are listed one per line.
    """
    sheet = Path(sheet)
    rows = read_rows(sheet)
    if any(row.problems for row in rows):
        # Decoding takes long: after an error, only files that can reveal further errors are opened.
        open_now = [r for r in rows if not r.problems and {"onset", "apex"} & set(r.cells)]
    else:
        open_now = rows
    read = _read_images if has_images else _read_table
    sequences = [_sequence(sheet, row, read) for row in track(open_now, "reading", "clips")]
    require_good_rows(sheet, rows)
    return table.make_table(sequences)


def _sequence(sheet: Path, row: SheetRow, read: Callable) -> dict:
    cells = row.cells
    emotion = cells.get("emotion", "")
    sequence = {
        "sequence_id": cells["clip"],
        "subject": cells.get("subject", unknown_subject(cells["clip"])),
        "emotion": emotion,
        "label_source": sheet.name if emotion else "",
        "face": cells.get("face", ""),
        "fingerprint": digest_files(list_files(sheet.parent, cells["path"])),
        "status": table.OK if emotion else table.UNLABELLED,
    }
    try:
        pattern, numbers, times, notes = read(sheet.parent, cells["path"])
        sequence |= {"n_frames": len(numbers), "frame_pattern": pattern}
        sequence["frame_numbers"] = table.format_ranges(numbers)
        _fill_onset_apex(row, sequence, numbers)
        uneven = not row.problems and _say_uneven(cells["path"], times, sequence, numbers)
        if uneven:
            raise UnreadableError("; ".join((uneven, *notes)))
    except UnreadableError as problem:
        return sequence | {"status": table.UNREADABLE, "reason": str(problem)}
    return sequence | {"reason": "; ".join(notes)}


def _read_images(root: Path, path: str) -> tuple[str, list[int], np.ndarray, list[str]]:
    """Return pattern, frame numbers and times (ms, or NaN) of images, and remarks on them."""
    if Path(root, path).is_dir():
        pattern, numbers, notes = _read_folder(root, path)
        return pattern, numbers, np.full(len(numbers), np.nan), notes
    if is_landmark_table(path):
        raise UnreadableError(
            f"{path} looks like a landmark table, but the dataset's landmark backend reads "
            "images; add landmarks: {backend: table} to the dataset in config.yaml"
        )
    file, notes = Path(root, path), []
    try:
        if is_image(file.name):  # one, the pages of a TIFF, or an animation
            read_grey(file)
            times = image_times(file)
        else:
            video = scan_video(file)
            times, notes = video.times, video.notes()
    except UnreadableError as error:
        raise UnreadableError(f"{path} {error}") from error
    return escape_pattern(path), list(range(1, len(times) + 1)), times, notes


def _read_table(root: Path, path: str) -> tuple[str, list[int], np.ndarray, list[str]]:
    """Return the same for a landmark table; its landmarks are read and checked later."""
    if Path(root, path).is_dir() or not is_landmark_table(path):
        raise UnreadableError(
            f"{path} is not a landmark table (.csv, .tsv or .txt), which the dataset's landmark "
            "backend table requires"
        )
    try:
        time_of = read_frame_times(Path(root, path))
    except InputError as error:
        raise UnreadableError(str(error).rstrip(".")) from error
    numbers, times = [*time_of], np.array([*time_of.values()])
    notes = _say_missing(numbers[-1] - numbers[0] + 1, len(numbers))
    return escape_pattern(path), numbers, times, notes


def _say_missing(span: int, there: int) -> list[str]:
    missing = span - there
    return [f"{missing} of {span} frames {'are' if missing > 1 else 'is'} missing"] * (missing > 0)


def _read_folder(root: Path, folder: str) -> tuple[str, list[int], list[str]]:
    names = [path.rpartition("/")[2] for path, _, _ in list_files(root, folder)]
    images = [name for name in names if is_image(name)]
    groups = group_frames(images)
    if not images:
        raise UnreadableError(
            f"no image in {folder}: found {names[0] if names else 'nothing'}, expected numbered "
            f"{IMAGE_FORMATS} files"
        )
    if not groups:
        raise UnreadableError(
            f"images in {folder} are not numbered: found {images[0]}, expected names such as "
            "frame_001.png"
        )
    if decimals := decimal_names(images):
        raise UnreadableError(
            f"images in {folder} are numbered with decimals of different lengths: found "
            f"{' and '.join(decimals)}, expected whole numbers, or decimals of equal length"
        )
    if len(groups) > 1:
        found = " and ".join(g.pattern.format(frame=g.numbers[0]) for g in groups[:2])
        raise UnreadableError(
            f"images in {folder} do not follow one name pattern: found {found}, expected names "
            "that differ only in the number"
        )
    pattern, numbers = groups[0].pattern, groups[0].numbers
    notes = []
    strays = sorted(set(images) - {pattern.format(frame=number) for number in numbers})
    if strays:
        some = f"{len(strays)} image{'s' * (len(strays) > 1)}"
        notes.append(f"{some} without a number not used ({strays[0]})")
    notes += _say_missing(numbers[-1] - numbers[0] + 1, len(numbers))
    return f"{escape_pattern(Path(folder).as_posix())}/{pattern}", numbers, notes


def _fill_onset_apex(row: SheetRow, sequence: dict, numbers: list[int]) -> None:
    sequence |= {"onset": numbers[0], "apex": numbers[-1]}
    for column in ("onset", "apex"):
        frame = row.cells.get(column)
        if frame is not None:
            sequence[column] = frame
            if frame not in numbers:
                known = table.format_ranges(numbers)
                row.problems.append(f"{column} is {frame}, expected one of the frames {known}")
    if not row.problems and sequence["apex"] < sequence["onset"]:
        row.problems.append(
            f"onset {sequence['onset']} is after the apex {sequence['apex']}, expected it before"
        )


def _say_uneven(path: str, times: np.ndarray, sequence: dict, numbers: list[int]) -> str:
    """Return a message if frames are unevenly spaced from onset to apex; "" if they may be even."""
    onset, apex = sequence["onset"], sequence["apex"]
    used = [k for k, number in enumerate(numbers) if onset <= number <= apex]
    there = [numbers[k] for k in used]
    if uneven := uneven_frames(times[used], np.array(there)):
        return f"{path}: {uneven}"
    if uneven := say_uneven(there, sequence["frame_pattern"]):
        return (
            f"{path}: its frames are not evenly spaced in time: {uneven}; number them 1, 2, 3 … "
            "in order, or give the onset and apex of an evenly spaced part"
        )
    return ""
