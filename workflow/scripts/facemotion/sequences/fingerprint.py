"""Digests of path, size and modification time, to notice changes of raw data without reading it.

Standard library only: every planning of a workflow computes the digest of the whole tree.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# Files of file managers and archivers, which may appear and disappear, and are not data.
_STRAYS = {"thumbs.db", "desktop.ini", "__macosx", "@eadir", "icon\r"}


def is_stray(name: str) -> bool:
    """Return whether to ignore a file or folder: hidden, or left by a file manager."""
    return name.startswith(".") or name.lower() in _STRAYS


def digest_files(entries: Iterable[tuple[str, int, int]]) -> str:
    """Digest (path, size in bytes, mtime in ns) triples, in any order.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    lines = sorted(b"%b\0%d\0%d\n" % (os.fsencode(p), size, mtime) for p, size, mtime in entries)
    return hashlib.blake2b(b"".join(lines), digest_size=8).hexdigest()


def file_fingerprint(files: Iterable[Path], root: str | os.PathLike) -> str:
    """Digest path below `root`, size and modification time of the files that exist."""
    stats = ((file, file.stat()) for file in files)
    return digest_files((os.path.relpath(f, root), s.st_size, s.st_mtime_ns) for f, s in stats)


def tree_fingerprint(root: str | os.PathLike) -> str:
    """Digest the path, size and modification time of every regular file below `root`.

    Paths are relative to `root`. Files such as ``.DS_Store`` are ignored; folders are included by
    name, because an empty sequence folder makes a row of the sequence table. Linked folders are
    followed once each, so that a link to a parent folder is harmless.

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
    return digest_files(_walk(root, "", {os.path.realpath(root)}))


def _walk(folder: str, prefix: str, seen: set[str]) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as scan:
        # Sorted, so that which of two links to a folder is followed does not depend on the file
        # system.
        entries = sorted(scan, key=lambda entry: entry.name)
    for entry in entries:
        if is_stray(entry.name):
            continue
        path = prefix + entry.name
        if entry.is_dir():
            yield path + "/", 0, 0
            if entry.is_symlink():
                target = os.path.realpath(entry.path)
                if target in seen:
                    continue
                seen.add(target)
            yield from _walk(entry.path, path + "/", seen)
        elif entry.is_file():
            stat = entry.stat()
            yield path, stat.st_size, stat.st_mtime_ns
