"""Identity of subjects: names that may mean the same person, and clips of unknown people."""

import re
import unicodedata
from collections.abc import Iterable

# Cyrillic and Greek letters that look like Latin ones, typed on another keyboard.
_LOOKALIKES = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455"
    "\u03b1\u03b2\u03b5\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
    "abekmhopctyxijs" + "abeikmnoptyx",
)
UNKNOWN = "?"  # prefix of the subject of a clip whose person is unknown


def unknown_subject(clip: str) -> str:
    """Return a subject for a clip of an unknown person, different from that of any other clip."""
    return UNKNOWN + clip


def is_known(subject: str) -> bool:
    """Return whether a subject is known."""
    return not subject.startswith(UNKNOWN)


def name_key(subject: str) -> str:
    """Normalise a name by removing differences in spelling that people and programs introduce.

    These are case, Unicode form, accents, look-alike letters of other alphabets, invisible
    characters, spaces, punctuation and leading zeros: ``S005``, ``s_005`` and ``S5`` have the same
    key, as have ``José`` and ``Jose``. Between two numbers, as in ``1-11``, all punctuation is
    equivalent. If two people in a dataset have the same key, splits treat them as one: this costs a
    little data if they are two, and prevents a wrong result if they are not.
    """
    text = unicodedata.normalize("NFKC", subject).casefold()
    text = "".join(c for c in text if unicodedata.category(c)[0] not in "CZ")
    text = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text)).translate(_LOOKALIKES)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<![0-9])([0-9]+)\.0+$", r"\1", text)  # 5.0, from a spreadsheet
    text = "".join("-" if unicodedata.category(c)[0] == "P" else c for c in text)
    text = re.sub(r"(?<![0-9-])-+|-+(?![0-9-])", "", text) or text
    text = re.sub("-+", "-", text)
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", text)


def near_equal_names(subjects: Iterable[str]) -> list[list[str]]:
    """List groups of subjects whose names have the same key, sorted."""
    named: dict[str, set[str]] = {}
    for subject in subjects:
        named.setdefault(name_key(subject), set()).add(subject)
    return sorted(sorted(names) for names in named.values() if len(names) > 1)
