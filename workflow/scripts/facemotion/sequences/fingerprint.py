"""Has the raw data changed? Digests over path, size and modification time, not over content.

Standard library only: the digest of a whole tree is made each time a workflow is planned.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# What file managers and archivers leave behind; it comes and goes and is no data.
_STRAYS = {"thumbs.db", "desktop.ini", "__macosx", "@eadir", "icon\r"}


def is_stray(name: str) -> bool:
    """Return whether a file or folder is to be ignored: hidden, or left by a file manager."""
    return name.startswith(".") or name.lower() in _STRAYS


def digest_files(entries: Iterable[tuple[str, int, int]]) -> str:
    """Digest (path, size in bytes, mtime in ns) triples, whatever their order.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    lines = sorted(b"%b\0%d\0%d\n" % (os.fsencode(p), size, mtime) for p, size, mtime in entries)
    return hashlib.blake2b(b"".join(lines), digest_size=8).hexdigest()


def file_fingerprint(files: Iterable[Path], root: str | os.PathLike) -> str:
    """Digest path below `root`, size and modification time of files that are there."""
    stats = ((file, file.stat()) for file in files)
    return digest_files((os.path.relpath(f, root), s.st_size, s.st_mtime_ns) for f, s in stats)


def tree_fingerprint(root: str | os.PathLike) -> str:
    """Digest the path, size and modification time of every regular file below `root`.

    Paths count relative to `root`. Litter such as ``.DS_Store`` does not count; folders count by
    name, because an empty sequence folder is a row of the sequence table. Linked folders are
    followed, each once, so that a link to a parent does no harm.

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
        # Sorted: which of two links to one folder is followed must not depend on the file system.
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
