"""Digest a sample sheet and the files that it names, to notice changes.

Standard library only: every planning of a workflow computes it, even for a faulty sheet.
"""

from collections.abc import Iterator
from pathlib import Path

from facemotion.files.user_table import read_lines
from facemotion.sequences.fingerprint import digest_files, is_stray


def sheet_fingerprint(sheet: str | Path) -> str:
    """Digest path, size and modification time of a sample sheet and of every file that it names.

    Of a folder, its direct files are included. A missing file is included by name; if the sheet
    cannot be parsed, only the sheet itself is.

    Returns
    -------
    str
        16 hexadecimal digits.

    Raises
    ------
    FileNotFoundError
        The sheet does not exist.
    """
    sheet = Path(sheet)
    stat = sheet.stat()
    entries = {("", stat.st_size, stat.st_mtime_ns)}
    try:
        header, *lines = [cells for _, cells in read_lines(sheet)]
        column = [title.lower() for title in header].index("path")
    except ValueError:  # not UTF-8, empty, or without the column: reading the sheet will report it
        lines, column = [], 0
    for path in {cells[column] for cells in lines if len(cells) > column} - {""}:
        entries.update(list_files(sheet.parent, path))
    return digest_files(entries)


def list_files(root: Path, path: str) -> Iterator[tuple[str, int, int]]:
    """List the file `path` below `root`, or the direct files of that folder, sorted.

    Yields
    ------
    tuple
        Path below `root`, size in bytes (-1 if the file is missing) and modification time in ns.
    """
    target = Path(root, path)
    if not target.is_dir():
        yield path, *_stat(target)
        return
    try:
        files = sorted(file for file in target.iterdir() if not is_stray(file.name))
    except OSError:  # a folder without access permission counts as empty
        files = []
    for file in files:
        if not file.is_dir():
            yield f"{Path(path).as_posix()}/{file.name}", *_stat(file)


def _stat(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except OSError:
        return -1, 0
    return stat.st_size, stat.st_mtime_ns
