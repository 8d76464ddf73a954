"""The one exception that users meet."""


class InputError(Exception):
    """Something that the user gave cannot be used.

    The message is one sentence that names the file, the row or key, what was found, what was
    expected and how to mend it. It is all that a user sees on the terminal.
    """
