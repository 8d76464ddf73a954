"""Return whether a sample sheet, or a file that it names, has changed.

Standard library only: made each time a workflow is planned, and whatever the sheet's mistakes.
"""

from collections.abc import Iterator
from pathlib import Path

from facemotion.files.user_table import read_lines
from facemotion.sequences.fingerprint import digest_files, is_stray


def sheet_fingerprint(sheet: str | Path) -> str:
    """Digest path, size and modification time of a sample sheet and of every file it names.

    Of a folder, the files right in it count. A file that is missing counts by its name, and a
    sheet that cannot be read by itself.

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
    except ValueError:  # no UTF-8, an empty sheet, or no such column: reading it will say so
        lines, column = [], 0
    for path in {cells[column] for cells in lines if len(cells) > column} - {""}:
        entries.update(list_files(sheet.parent, path))
    return digest_files(entries)


def list_files(root: Path, path: str) -> Iterator[tuple[str, int, int]]:
    """List the file `path` below `root`, or the files right in that folder, sorted.

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
    except OSError:  # a folder that may not be entered holds nothing
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
