"""What users meet when something cannot be used."""

from pathlib import Path


class InputError(Exception):
    """Something that the user gave cannot be used.

    The message is one sentence that names the file, the row or key, what was found, what was
    expected and how to mend it. It is all that a user sees on the terminal.
    """


class DamagedFileError(InputError):
    """A file that an earlier stage wrote is not as its contract has it.

    Parameters
    ----------
    path
        The file; whoever runs the stages knows how to make it again.
    place
        Where in it: "row 7, column p_anger"; empty for the file as a whole.
    found, expected
        In words.
    """

    def __init__(self, path: str | Path, place: str, found: str, expected: str):
        self.path = Path(path)
        where = f"{path}, {place}" if place else str(path)
        super().__init__(f"{where}: found {found}, expected {expected}.")
