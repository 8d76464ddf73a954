"""The emotion of a SAMM expression: from a column, a user's table, or its action units.

The released workbooks contain no emotions, so each label states its source.
"""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from facemotion.errors import InputError
from facemotion.files.user_table import NOTHING, name_cells, read_table
from facemotion.sequences.labels import find_label
from facemotion.sequences.samm.action_units import Label, label_action_units

SOURCES = ("emotion_column", "label_table", "action_units")
OTHER = "other"

_EXPECTED = "expected Anger, Contempt, Disgust, Fear, Happiness, Sadness, Surprise or Other"


class UnknownEmotionError(ValueError):
    """A cell that should name an emotion contains something else; the message says what."""


def parse_emotion(text: str) -> str:
    """Parse the name of an emotion in any case, to a project label, ``other``, or "" if empty.

    Raises
    ------
    UnknownEmotionError
        The text is none of these.
    """
    word = " ".join(text.split()).lower()
    if word in NOTHING:
        return ""
    label = OTHER if word in (OTHER, "others") else find_label(word)
    if label is None:
        raise UnknownEmotionError(f"found {text!r}, {_EXPECTED}")
    return label


def read_label_table(path: str | Path, known: Collection[str]) -> dict[str, str]:
    """Read a user's label table, which has at least the columns `sequence_id` and `emotion`.

    Parameters
    ----------
    known
        The ids of all rows in the workbook.

    Raises
    ------
    InputError
        The file or a column is missing, or rows are faulty; all problems are reported together.
    """
    titles, rows = name_cells(read_table(path))
    missing = [title for title in ("sequence_id", "emotion") if title not in titles]
    if missing:
        raise InputError(
            f"{path}: column {missing[0]!r} is missing; found {', '.join(titles) or 'nothing'}, "
            "expected sequence_id and emotion."
        )
    labels: dict[str, str] = {}
    wrong = []
    for number, row in rows:
        name = row["sequence_id"]
        problem = _wrong(name, row["emotion"], labels, known)
        if problem:
            wrong.append(f"line {number}: {problem}")
        else:
            labels[name] = parse_emotion(row["emotion"])
    if wrong:
        raise InputError(f"{path}: {'; '.join(wrong)}; correct the label table.")
    return labels


def _wrong(name: str, emotion: str, labels: Mapping, known: Collection[str]) -> str:
    if name not in known:
        return f"sequence_id {name!r} is not in the workbook"
    if name in labels:
        return f"sequence_id {name} appears twice"
    try:
        return "" if parse_emotion(emotion) else f"no emotion for {name}"
    except UnknownEmotionError as error:
        return f"emotion: {error}"


class Labeller:
    """Queries the sources of emotions in order; the first one with an answer decides.

    Parameters
    ----------
    settings
        ``label_order``, names from `SOURCES`; ``label_table``, a path or None.
    emotion_title
        Title of the workbook's emotion column; empty if there is none.
    known
        The ids of all rows in the workbook.

    Raises
    ------
    InputError
        A source is unknown, or the label table cannot be used.
    """

    def __init__(self, settings: Mapping, emotion_title: str, known: Collection[str]):
        unknown = [name for name in settings["label_order"] if name not in SOURCES]
        if unknown:
            raise InputError(
                f"label_order: found {unknown[0]!r}, expected some of {', '.join(SOURCES)}; "
                "correct it in config.yaml."
            )
        self._order = list(settings["label_order"])
        self._title = emotion_title
        path = settings.get("label_table")
        self._table = read_label_table(path, known) if path else None
        self._table_source = f"label table {Path(path).name}" if path else ""

    def label(self, sequence_id: str, emotion: str, units: Collection[int]) -> Label:
        """Label an expression by its id, emotion cell and action units.

        "Other" is an answer: later sources are not queried.

        Raises
        ------
        UnknownEmotionError
            The emotion cell cannot be read.
        """
        ask: dict[str, Callable[[], Label]] = {
            "emotion_column": lambda: self._ask_column(emotion),
            "label_table": lambda: self._ask_table(sequence_id),
            "action_units": lambda: label_action_units(units),
        }
        reasons = []
        for name in self._order:
            label = ask[name]()
            if label.emotion == OTHER:
                return Label(reason=f"{label.source}: not one of the known emotions")
            if label.emotion:
                return label
            reasons.append(label.reason)
        return Label(reason=f"no emotion: {', '.join(reasons)}" if reasons else "no emotion")

    def _ask_column(self, emotion: str) -> Label:
        if not self._title:
            return Label(reason="no emotion column")
        try:
            found = parse_emotion(emotion)
        except UnknownEmotionError as error:
            raise UnknownEmotionError(f"column {self._title}: {error}") from error
        return Label(found, "emotion column", "" if found else "emotion column empty")

    def _ask_table(self, sequence_id: str) -> Label:
        if self._table is None:
            return Label(reason="no label table")
        found = self._table.get(sequence_id, "")
        return Label(found, self._table_source, "" if found else f"not in {self._table_source}")
