"""Reader of the Extended Cohn-Kanade dataset (CK+).

    cohn-kanade-images/S005/001/S005_001_00000011.png
    Emotion/S005/001/S005_001_00000011_emotion.txt
    FACS/S005/001/S005_001_00000011_facs.txt
    Landmarks/S005/001/S005_001_00000011_landmarks.txt

Copies in circulation differ: in the case of folder names, in extra folders from unpacking such as
``Emotion_labels/Emotion/``, in files left by file managers, in missing numbers, and in annotations
of missing frames. Whatever the oddity, a sequence becomes a row, with a reason if it cannot be
used.
"""

import re
from collections.abc import Callable
from functools import partial
from itertools import chain
from pathlib import Path

import pandas as pd

from facemotion.errors import InputError
from facemotion.files.image_names import IMAGE_FORMATS, is_image
from facemotion.files.user_table import decode
from facemotion.sequences import table
from facemotion.sequences.ckplus.labels import parse_facs, parse_label
from facemotion.sequences.ckplus.tree import FOLDERS, File, Sequence, find_branches, scan
from facemotion.sequences.fingerprint import digest_files, is_stray
from facemotion.sequences.frame_names import FrameGroup, group_frames
from facemotion.sequences.labels import find_label

# How messages name a frame, and its files.
_FRAMES = {"images": ("image", IMAGE_FORMATS), "landmarks": ("landmark file", "_landmarks.txt")}
_MEND = "set sequences.datasets.<name>.path in config.yaml"


class _UnreadableError(Exception):
    """The sequence cannot be used; the message becomes the row's reason."""


def index_ckplus(root: str | Path, has_images: bool = True) -> pd.DataFrame:
    """List every sequence of a CK+ tree, with its frames, label and action units.

    Images are not opened. Onset is the first and apex the last image, whichever frame the label
    is for. `status` is ``ok``, ``unlabelled`` or ``unreadable``; a sequence that is ``ok`` may have
    a `reason` too, which describes an oddity.

    Parameters
    ----------
    root : path
        The folder that contains ``cohn-kanade-images/``.
    has_images : bool
        Whether frames are images; otherwise they are the files in ``Landmarks/``.

    Returns
    -------
    pandas.DataFrame
        The sequence table (see `facemotion.sequences.table`).

    Raises
    ------
    InputError
        `root` is missing or is not a CK+ tree.
    """
    root, kind = str(root), "images" if has_images else "landmarks"
    frames = find_branches(root, "", FOLDERS[kind])
    if not frames:
        raise InputError(_not_ckplus(root) if has_images else _no_landmarks(root))
    sequences = scan(root)
    # Empty label folders are common and irrelevant, but a label without images is reported as lost.
    rows = [_row(root, s, kind) for s in sequences if s.folders[kind] or s.files["label"]]
    if not rows:
        raise InputError(
            f"{root}: {frames[0]}/ contains no sequence, expected one folder per subject with one "
            f"per sequence in it (S005/001/); unpack CK+ again or {_MEND}."
        )
    return table.make_table(rows)


def _not_ckplus(root: str) -> str:
    expected = "expected the folder that contains cohn-kanade-images/"
    path = Path(root)
    if not path.is_dir():
        found = "found a file" if path.exists() else "found nothing"
        return f"{root}: {found}, {expected}; {_MEND}."
    stills = _find_stills(path)
    if stills:
        return (
            f"{root}: found {stills}, single images sorted by emotion, as in CK+48: cropped to "
            "the face, without the preceding frames. The sequences are in the original CK+, which "
            f"its authors distribute; once you have it, {_MEND}."
        )
    names = sorted(entry.name for entry in path.iterdir() if not is_stray(entry.name))
    found = ", ".join(names[:4]) + (", …" if len(names) > 4 else "") if names else "an empty folder"
    near = [path.resolve().parent, *(path / name for name in names)]
    right = next((str(p) for p in near if find_branches(str(p), "", FOLDERS["images"])), None)
    if not right and find_branches(root, "", FOLDERS["landmarks"]):
        return (
            f"{root}: found {found}, {expected}; to read CK+ without images, use its own "
            "landmarks: landmarks: {backend: dataset, images: false}."
        )
    return f"{root}: found {found}, {expected}; {_MEND}{f' to {right}' if right else ''}."


def _no_landmarks(root: str) -> str:
    return (
        f"{root}: found no folder Landmarks/, expected CK+'s own landmarks, because its landmark "
        "backend reads no images; add the folder, or set the dataset's landmarks in config.yaml "
        "to a backend that reads images, or to tables by their names (files)."
    )


def _find_stills(root: Path) -> str:
    """Return an image in a folder named after an emotion, at most one level down."""
    for image in chain(root.glob("*/*"), root.glob("*/*/*")):
        if find_label(image.parent.name) and is_image(image.name):
            return str(image.relative_to(root))
    return ""


def _row(root: str, sequence: Sequence, kind: str) -> dict:
    row = {"sequence_id": sequence.id, "subject": sequence.subject, "status": table.OK}
    row["fingerprint"] = digest_files(f for files in sequence.files.values() for f in files)
    problems, notes = [], []
    for fill in (_fill_name, partial(_fill_frames, kind), _fill_label):
        try:
            notes += fill(root, sequence, row)
        except _UnreadableError as problem:
            problems.append(str(problem))
            row["status"] = table.UNREADABLE
    notes += _fill_aus(root, sequence, row)
    return row | {"reason": "; ".join(problems + notes)}


def _fill_name(root: str, sequence: Sequence, row: dict) -> list[str]:
    if not re.fullmatch("S[0-9]+_[0-9]+", sequence.id):
        folder = next(folder for folders in sequence.folders.values() for folder in folders)
        raise _UnreadableError(f"found a folder {folder}, expected one such as S005/001")
    return []


def _fill_frames(kind: str, root: str, sequence: Sequence, row: dict) -> list[str]:
    files = [file.path for file in sequence.files[kind]]
    groups = group_frames(files)
    if not groups:
        raise _UnreadableError(_no_frames(kind, sequence, files))
    kept = groups[0]
    numbers = kept.numbers
    row |= {"n_frames": len(numbers), "frame_pattern": kept.pattern}
    row |= {"frame_numbers": table.format_ranges(numbers), "onset": numbers[0], "apex": numbers[-1]}
    return _frame_notes(kind, sequence, kept, files)


def _no_frames(kind: str, sequence: Sequence, files: list[str]) -> str:
    word, formats = _FRAMES[kind]
    where = sequence.folders[kind]
    if not where:
        return f"no {word} folder, expected {sequence.subject}/{sequence.number}"
    found = [path for path in (*files, *sequence.others) if path.startswith(where[0] + "/")]
    return (
        f"no {word} in {where[0]}: found {Path(found[0]).name if found else 'nothing'}, "
        f"expected numbered {formats} files"
    )


def _frame_notes(kind: str, sequence: Sequence, kept: FrameGroup, files: list[str]) -> list[str]:
    notes, word = [], _FRAMES[kind][0]
    used = {kept.pattern.format(frame=number) for number in kept.numbers}
    strays = [path for path in files if path not in used]
    if strays:
        some = f"{len(strays)} {word}{'s' * (len(strays) > 1)}"
        notes.append(f"{some} with another folder or name pattern not used ({strays[0]})")
    if kept.prefix.upper() != f"{sequence.id}_":
        notes.append(f"{word}s are named {kept.prefix}…, expected {sequence.id}_…")
    return notes


def _fill_label(root: str, sequence: Sequence, row: dict) -> list[str]:
    files = sequence.files["label"]
    if not files:
        if row["status"] == table.OK:
            row["status"] = table.UNLABELLED
        return [_no_label(sequence)]
    readings = {file.path: _read(root, sequence, file, parse_label) for file in files}
    if len(set(readings.values())) > 1:
        said = " and ".join(f"{path} ({emotion})" for path, emotion in readings.items())
        raise _UnreadableError(f"label files disagree: found {said}, expected one emotion")
    row |= {"emotion": readings[files[0].path], "label_source": files[0].path}
    return _apex_notes(files, row)


def _no_label(sequence: Sequence) -> str:
    folders = sequence.folders["label"]
    if not folders:
        return "no label folder"
    found = [path for path in sequence.others if path.startswith(f"{folders[0]}/")]
    but = f": found {Path(found[0]).name}, expected {sequence.id}_…_emotion.txt" if found else ""
    return f"no label file in {folders[0]}{but}"


def _fill_aus(root: str, sequence: Sequence, row: dict) -> list[str]:
    # Action units are optional: a sequence with unreadable codes is treated as not coded.
    files = sequence.files["facs"]
    try:
        readings = {file.path: _read(root, sequence, file, parse_facs) for file in files}
    except _UnreadableError as problem:
        return [f"action units not used: {problem}"]
    coded = {path: table.format_aus(aus) for path, aus in readings.items()}
    if len(set(coded.values())) > 1:
        said = " and ".join(f"{path} ({aus or 'none'})" for path, aus in coded.items())
        return [f"action units not used: FACS files disagree: found {said}"]
    for path, aus in coded.items():
        row["aus"] = aus
        if not aus:
            return [f"not coded: {path} is empty"]
    return _apex_notes(files, row)


def _read(root: str, sequence: Sequence, file: File, parse: Callable):
    if not Path(file.path).name.upper().startswith(f"{sequence.id}_"):
        raise _UnreadableError(f"found {file.path}, expected a name starting with {sequence.id}_")
    try:
        return parse(decode(Path(root, file.path).read_bytes()))
    except OSError as error:
        raise _UnreadableError(f"{file.path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise _UnreadableError(f"{file.path}: {error}") from error


def _apex_notes(files: list[File], row: dict) -> list[str]:
    """Return remarks on annotations for a frame other than the last image, which stays the apex."""
    named = [(file.path, re.search(r"_([0-9]+)_[a-z]+\.txt$", file.path, re.I)) for file in files]
    apex = row.get("apex")
    return [
        f"{path} is for frame {int(match[1])}, but the last image is {apex}"
        for path, match in named
        if apex is not None and match and int(match[1]) != apex
    ]
