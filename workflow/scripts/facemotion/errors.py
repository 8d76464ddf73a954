"""Errors shown to users."""

from pathlib import Path


class InputError(Exception):
    """Input from the user cannot be used.

    The message is one sentence that names the file, the row or key, what was found, what was
    expected and how to fix it. Users see nothing else on the terminal.
    """


class DamagedFileError(InputError):
    """A file written by an earlier stage violates its contract.

    Parameters
    ----------
    path
        The file; the caller knows which command recreates it.
    place
        Where in the file: "row 7, column p_anger"; empty for the file as a whole.
    found, expected
        What was found and expected, in words.
    """

    def __init__(self, path: str | Path, place: str, found: str, expected: str):
        self.path = Path(path)
        where = f"{path}, {place}" if place else str(path)
        super().__init__(f"{where}: found {found}, expected {expected}.")
