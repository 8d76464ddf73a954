"""Has SAMM Long Videos changed? A digest that looks at no image, because there are 1.3 million.

Standard library only: it is made each time a workflow is planned.
"""

import os
from pathlib import Path

from facemotion.sequences.fingerprint import digest_files
from facemotion.sequences.samm.tree import find_videos, find_workbooks


def samm_fingerprint(root: str | os.PathLike) -> str:
    """Digest the workbooks and the modification times of the video folders, and no image.

    What is noticed: another workbook, and in any video an image added, deleted or renamed, because
    that changes the time of its folder. What is not: an image that is overwritten in place, which
    leaves its folder as it was. The sequence table, when it is next made, has another fingerprint
    for the sequences that use such an image; until then, touch the video's folder.

    Litter that a file manager leaves in a video folder changes its time too: the table is then
    made again, and is the same.

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
