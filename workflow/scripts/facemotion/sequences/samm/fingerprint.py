"""Notice changes of SAMM Long Videos without examining its 1.3 million images.

Standard library only: every planning of a workflow computes it.
"""

import os
from pathlib import Path

from facemotion.sequences.fingerprint import digest_files
from facemotion.sequences.samm.tree import find_videos, find_workbooks


def samm_fingerprint(root: str | os.PathLike) -> str:
    """Digest the workbooks, and the modification times of the video folders, but no image.

    This notices another workbook, and any image added, deleted or renamed in a video, which changes
    the modification time of its folder. It does not notice an image overwritten in place, which
    leaves this time unchanged: to have such a change noticed, touch the video's folder. Whenever
    the sequence table is remade, sequences with such an image get another fingerprint.

    A file left by a file manager in a video folder also changes the time of the folder: the table
    is then remade, with the same content.

    Returns
    -------
    str
        16 hexadecimal digits.

    Raises
    ------
    FileNotFoundError
        `root` does not exist.
    NotADirectoryError
        `root` is a file.
    """
    root = os.fspath(root)
    entries = []
    for path in find_workbooks(root):
        stat = Path(root, path).stat()
        entries.append((path, stat.st_size, stat.st_mtime_ns))
    for path in find_videos(root).values():
        entries.append((path + "/", 0, Path(root, path).stat().st_mtime_ns))
    return digest_files(entries)
