"""Whole files and folders, or none."""

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

    What was written is on the disk before it has its name, so that not even a power cut leaves a
    file that is cut off. What killed processes have left beside it is removed.
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

    What a killed job has left there is removed first. As a file, all of it is on the disk before it
    has its name.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        os.sync()  # a hundred times faster than file by file
        shutil.rmtree(path, ignore_errors=True)
        part.replace(path)
        _flush(path.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def require_files(folder: Path, pattern: str, expected: int) -> None:
    """Refuse a folder that does not hold as many files of a pattern as were written into it.

    Raises
    ------
    InputError
        Files have vanished, or others were added.
    """
    found = sum(1 for _ in folder.rglob(pattern))
    if found != expected:
        raise InputError(
            f"{folder}: found {found} {pattern} files, expected {expected}; another program "
            "writes or removes files there. Run again."
        )


def require_writable(folder: Path) -> None:
    """Refuse a folder, if it is there, in which nothing can be written.

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
    """Write UTF-8 text."""
    with atomic(path) as part:
        part.write_text(text, encoding="utf-8")


def _flush(path: Path) -> None:
    """Have the system put a file's content, or a folder's names, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # some network file systems cannot, for folders
        if not path.is_dir():
            raise
    finally:
        os.close(descriptor)
