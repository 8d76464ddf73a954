"""Who is who: names that may mean one person, and clips of nobody knows whom."""

import re
import unicodedata
from collections.abc import Iterable

UNKNOWN = "?"  # begins the subject of a clip whose person nobody has named


def unknown_subject(clip: str) -> str:
    """Give the subject of a clip whose person is not known: one that no other clip has."""
    return UNKNOWN + clip


def is_known(subject: str) -> bool:
    """Tell whether somebody has said who a subject is."""
    return not subject.startswith(UNKNOWN)


def name_key(subject: str) -> str:
    """Give what is left of a name without what people and programs write differently.

    That is case, the form of Unicode, characters that are not seen, blanks, and leading zeros:
    ``S005``, ``s005`` and ``S5`` have one key, as have two spellings of ``José``. A dataset that
    names two of its people so is treated as if they were one, which costs a little data where they
    are not, and saves a wrong result where they are.
    """
    text = unicodedata.normalize("NFKC", subject).casefold()
    text = "".join(c for c in text if unicodedata.category(c)[0] not in "CZ")
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<![0-9])([0-9]+)\.0+$", r"\1", text)  # 5.0, of a spreadsheet
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", text)


def near_equal_names(subjects: Iterable[str]) -> list[list[str]]:
    """List the subjects whose names differ by no more than that, sorted."""
    named: dict[str, set[str]] = {}
    for subject in subjects:
        named.setdefault(name_key(subject), set()).add(subject)
    return sorted(sorted(names) for names in named.values() if len(names) > 1)
