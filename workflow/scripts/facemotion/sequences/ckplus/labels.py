"""Parse the text of CK+'s label and FACS files.

Lucey et al. (2010), The Extended Cohn-Kanade Dataset (CK+), CVPR Workshops; the codes are in the
dataset's ReadMe. Both kinds of file contain numbers in MATLAB's format, ``   3.0000000e+00``, or,
if they were saved with a decimal comma, ``3,0000000e+00``.
"""

import re

from facemotion.sequences.table import PRESENT

# In the order of CK+'s codes, which differs from the project's.
EMOTION_CODES = ("neutral", "anger", "contempt", "disgust", "fear", "happy", "sad", "surprise")

_NUMBER = re.compile(r"[+-]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][+-]?[0-9]{1,2})?")
_EXPECTED_LABEL = "expected one number, 0 to 7"
_EXPECTED_FACS = "expected an action unit (1 to 99) and its intensity (0 to 5, or a to e)"
_LETTERS = {letter: str(k) for k, letter in enumerate("abcde", start=1)}


def parse_label(text: str) -> str:
    """Parse the emotion in an ``_emotion.txt`` file.

    Raises
    ------
    ValueError
        The text is not a single integer from 0 to 7; the message says what was found.
    """
    words = text.split()
    code = _whole_number(words[0]) if len(words) == 1 else None
    if code is None or not 0 <= code < len(EMOTION_CODES):
        raise ValueError(f"found {_quote(text)}, {_EXPECTED_LABEL}")
    return EMOTION_CODES[code]


def parse_facs(text: str) -> dict[int, int]:
    """Parse the action units in a ``_facs.txt`` file, in the project's coding.

    CK+ writes intensity 0 if a unit is present but its intensity is not given; here this becomes 9.
    Of a unit that occurs twice, the larger given intensity is kept.

    Returns
    -------
    dict of int to int
        Action units and their intensities, 1-5 or 9; empty for an empty file.

    Raises
    ------
    ValueError
        A line has a different form; the message quotes it.
    """
    aus: dict[int, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        words[1:] = [_LETTERS.get(word.lower(), word) for word in words[1:]]
        code, intensity = map(_whole_number, words) if len(words) == 2 else (None, None)
        if code is None or intensity is None or not (1 <= code <= 99 and 0 <= intensity <= 5):
            raise ValueError(f"line {number}: found {_quote(line)}, {_EXPECTED_FACS}")
        # 0 is the smallest value here, so that a given intensity takes precedence.
        aus[code] = max(intensity, aus.get(code, 0))
    return {code: aus[code] or PRESENT for code in sorted(aus)}


def _whole_number(word: str) -> int | None:
    if not _NUMBER.fullmatch(word):
        return None
    value = float(word.replace(",", "."))
    return int(value) if value.is_integer() else None


def _quote(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:30]!r}…" if len(text) > 30 else repr(text) if text else "nothing"
