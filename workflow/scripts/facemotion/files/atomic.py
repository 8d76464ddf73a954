"""Write files and folders atomically."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from facemotion.errors import InputError
from facemotion.processes import lives


@contextmanager
def atomic(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path next to `path` that replaces it if the block succeeds.

    The content is flushed to the disk before the file is renamed, so that not even a power cut
    leaves a truncated file. Temporary files left next to it by killed processes are removed.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{escape(path.name)}.[0-9]*.part"):
        process = left.suffixes[-2][1:]
        if process.isdigit() and not lives(int(process)):
            left.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        _flush(part)
        part.replace(path)
        _flush(path.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: str | Path) -> Iterator[Path]:
    """Yield an empty folder next to `path` that replaces it if the block succeeds.

    Temporary folders left by a killed job are removed first. As with files, all content is on the
    disk before the folder is renamed.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        os.sync()  # a hundred times faster than flushing each file
        shutil.rmtree(path, ignore_errors=True)
        part.replace(path)
        _flush(path.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def require_files(folder: Path, pattern: str, expected: int) -> None:
    """Raise an error unless a folder contains as many files of a pattern as were written into it.

    Raises
    ------
    InputError
        Files have been removed or added.
    """
    found = sum(1 for _ in folder.rglob(pattern))
    if found != expected:
        raise InputError(
            f"{folder}: found {found} {pattern} files, expected {expected}; another program "
            "writes or removes files there. Run again."
        )


def require_writable(folder: Path) -> None:
    """Raise an error if a folder exists but cannot be written.

    Raises
    ------
    InputError
        Its file system is read-only, or it belongs to somebody else.
    """
    if folder.exists() and not os.access(folder, os.W_OK):
        raise InputError(
            f"{folder}: found a folder that cannot be written, expected one for results; make it "
            "writable, or run in a copy."
        )


def write_text(text: str, path: str | Path) -> None:
    """Write UTF-8 text atomically."""
    with atomic(path) as part:
        part.write_text(text, encoding="utf-8")


def _flush(path: Path) -> None:
    """Flush a file's content, or a folder's entries, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # some network file systems do not support this for folders
        if not path.is_dir():
            raise
    finally:
        os.close(descriptor)
