"""The contents of a folder of SAMM Long Videos: workbooks, video folders and names of images.

Standard library only, for the fingerprint that every planning of a workflow computes.
"""

import os
import re
from pathlib import Path

from facemotion.errors import InputError
from facemotion.files.image_names import is_image
from facemotion.sequences.fingerprint import is_stray
from facemotion.sequences.frame_names import FrameGroup, group_frames

FRAMES_FOLDER = "samm_longvideos"
_VIDEO = re.compile(r"([0-9]{1,3})_([0-9]+)")
_WORKBOOK = re.compile(r"samm_?long_?videos_?v([0-9]+).*\.xlsx", re.IGNORECASE)
_MEND = "set sequences.datasets.<name>.path in config.yaml to the folder that contains both"


def find_videos(root: str) -> dict[str, str]:
    """Find the video folders, wherever they are.

    Returns
    -------
    dict of str to str
        Videos (``006_1``, the subject in three digits) and their folders below `root`
        (``SAMM_longvideos/006_1``). Empty if there are none.
    """
    for branch in _branches(root):
        videos = {}
        for folder in _subfolders(f"{root}/{branch}"):
            match = _VIDEO.fullmatch(folder)
            if match:
                videos[f"{int(match[1]):03d}_{match[2]}"] = branch + folder
        if videos:
            return videos
    return {}


def _branches(root: str) -> list[str]:
    # An archive unpacked into a folder of its own name makes two nested folders of that name.
    named = [f"{name}/" for name in _subfolders(root) if name.lower() == FRAMES_FOLDER]
    nested = [
        f"{branch}{name}/"
        for branch in named
        for name in _subfolders(f"{root}/{branch}")
        if name.lower() == FRAMES_FOLDER
    ]
    return [*named, *nested, ""]


def find_workbooks(root: str) -> list[str]:
    """Find the workbooks in `root` and one folder below it, the newest version first.

    Video folders are not searched. Of two workbooks of one version, the one in `root` comes first.
    """
    folders = ["", *(f"{name}/" for name in _subfolders(root) if not _VIDEO.fullmatch(name))]
    found = []
    for folder in folders:
        with os.scandir(f"{root}/{folder}") as scan:
            names = [e.name for e in scan if _WORKBOOK.fullmatch(e.name) and e.is_file()]
        found += [(-int(_WORKBOOK.fullmatch(name)[1]), folder, name) for name in names]
    return [folder + name for _, folder, name in sorted(found)]


def find_data(root: str) -> tuple[str, dict[str, str]]:
    """Find the newest workbook and the video folders.

    Raises
    ------
    InputError
        `root` is not a folder, or contains no workbook or no video folder.
    """
    path = Path(root)
    if not path.is_dir():
        found = "found a file" if path.exists() else "found nothing"
        raise InputError(f"{root}: {found}, expected the folder of SAMM Long Videos; {_MEND}.")
    workbooks, videos = find_workbooks(root), find_videos(root)
    if not workbooks:
        raise InputError(
            f"{root}: {_found(root)}, expected a workbook SAMM_LongVideos_V3_Release.xlsx (or V1, "
            f"V2) here or one folder below; put it there or {_MEND}."
        )
    if not videos:
        raise InputError(
            f"{root}: {_found(root)}, expected SAMM_longvideos/ with one folder per video (006_1); "
            f"unpack the frames or {_MEND}."
        )
    return workbooks[0], videos


def _found(root: str) -> str:
    names = sorted(path.name for path in Path(root).iterdir() if not is_stray(path.name))
    return f"found {', '.join(names[:4])}{', …' * (len(names) > 4)}" if names else "found no file"


def list_frames(root: str, folder: str) -> FrameGroup | None:
    """List the images of a video by names alone; the largest group of names is used."""
    with os.scandir(f"{root}/{folder}") as scan:
        names = [e.name for e in scan if is_image(e.name) and not is_stray(e.name)]
    groups = group_frames(f"{folder}/{name}" for name in names)
    return groups[0] if groups else None


def _subfolders(folder: str) -> list[str]:
    with os.scandir(folder) as scan:
        return sorted(entry.name for entry in scan if not is_stray(entry.name) and entry.is_dir())
