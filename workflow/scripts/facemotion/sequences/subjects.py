"""Identity of subjects: names that may mean one person, and clips of unknown people."""

import re
import unicodedata
from collections.abc import Iterable

# Letters of Cyrillic and Greek that look like Latin ones, as another keyboard gives them.
_LOOKALIKES = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455"
    "\u03b1\u03b2\u03b5\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
    "abekmhopctyxijs" + "abeikmnoptyx",
)
UNKNOWN = "?"  # prefix of the subject of a clip whose person is unknown


def unknown_subject(clip: str) -> str:
    """Return a subject for a clip whose person is unknown: one that no other clip has."""
    return UNKNOWN + clip


def is_known(subject: str) -> bool:
    """Return whether a subject is known."""
    return not subject.startswith(UNKNOWN)


def name_key(subject: str) -> str:
    """Return what is left of a name without what people and programs write differently.

    That is case, the form of Unicode, accents, letters of another alphabet that look the same,
    characters that are not seen, blanks, punctuation and leading zeros: ``S005``, ``s_005`` and
    ``S5`` have one key, as have ``José`` and ``Jose``. Between two numbers, as in ``1-11``, all
    punctuation is one. A dataset that
    names two of its people so is treated as if they were one, which costs a little data where they
    are not, and saves a wrong result where they are.
    """
    text = unicodedata.normalize("NFKC", subject).casefold()
    text = "".join(c for c in text if unicodedata.category(c)[0] not in "CZ")
    text = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text)).translate(_LOOKALIKES)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<![0-9])([0-9]+)\.0+$", r"\1", text)  # 5.0, of a spreadsheet
    text = "".join("-" if unicodedata.category(c)[0] == "P" else c for c in text)
    text = re.sub(r"(?<![0-9-])-+|-+(?![0-9-])", "", text) or text
    text = re.sub("-+", "-", text)
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", text)


def near_equal_names(subjects: Iterable[str]) -> list[list[str]]:
    """List the subjects whose names differ by at most that, sorted."""
    named: dict[str, set[str]] = {}
    for subject in subjects:
        named.setdefault(name_key(subject), set()).add(subject)
    return sorted(sorted(names) for names in named.values() if len(names) > 1)
