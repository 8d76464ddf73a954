"""Plan of the CK+ demo: subjects, sequences, frame numbers and the dataset's oddities."""

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from facemotion.demo.acting.emotions import draw_recipe
from facemotion.errors import InputError

# Digits in the label files. 0 (neutral) does not occur in CK+.
LABEL_CODES = {
    "anger": 1, "contempt": 2, "disgust": 3, "fear": 4, "happy": 5, "sad": 6, "surprise": 7,
}  # fmt: skip
UNLABELLED, SHORT = "unlabelled", "short"
SHORT_FRAMES = (5, 9)
FRAMES = (10, 28)  # length of the shortest and longest of the other sequences
LAST_IDS = ("S501", "S999")  # CK+ numbers its later recordings from S501


@dataclass(frozen=True)
class Sequence:
    """One sequence of the tree.

    Attributes
    ----------
    subject, number : int
        Index of the subject, and number of the sequence of this subject, from 1.
    label : str or None
        Emotion in the label file; None if the sequence has none.
    recipe : dict
        Action units as shares of a full expression.
    numbers : tuple of int
        Frame numbers of the images, ascending from 1.
    seed : int
        Seed of everything about the sequence that is not planned here.
    oddities : frozenset of str
        "label_directory" (an empty one instead of a label), "landmarks_after" and "facs_after" (a
        file for a frame after the last image), "one_unit" (only the single unit of the recipe, so
        that the FACS file has one line), "colour", "ds_store".
    """

    subject: int
    number: int
    label: str | None
    recipe: dict
    numbers: tuple[int, ...]
    seed: int
    oddities: frozenset[str] = field(default_factory=frozenset)


def plan_sequences(settings: dict) -> list[Sequence]:
    """Plan all sequences, ordered by subject and number.

    Parameters
    ----------
    settings : dict
        "seed"; "subjects", their number; "sequences", their number by kind: an emotion of
        `LABEL_CODES`, "unlabelled" (a mixture of action units), or "short" (an emotion in under 10
        frames); "favourite_share", the share of an emotion's sequences that is shown by the few
        subjects that favour it (0: everybody shows all emotions alike).

    Raises
    ------
    InputError
        A kind of sequence is unknown.
    """
    kinds = [*LABEL_CODES, UNLABELLED, SHORT]
    for kind in settings["sequences"]:
        if kind not in kinds:
            raise InputError(
                f"demo: no sequences of the kind {kind!r} can be rendered; use {', '.join(kinds)}."
            )
    if not any(settings["sequences"].values()):
        raise InputError("demo: there is no sequence to render; raise a count under sequences.")
    rng = np.random.default_rng(settings["seed"])
    dealt, rest = _deal_favourites(
        settings["sequences"], settings["subjects"], settings["favourite_share"]
    )
    by_subject = _deal(rest, dealt, rng)
    sequences = [
        _plan_one(kind, subject, number, rng)
        for subject, dealt in enumerate(by_subject)
        for number, kind in enumerate(rng.permutation(dealt).tolist(), start=1)
    ]
    return _add_oddities(sequences)


def subject_ids(count: int, rng: np.random.Generator) -> list[str]:
    """Return names of subjects as in CK+: S005 first, then gaps, and the last two far apart."""
    steps = rng.integers(1, 6, count)
    numbers = 5 + np.cumsum(steps) - steps[0]
    names = [f"S{number:03d}" for number in numbers]
    return names[: -len(LAST_IDS)] + list(LAST_IDS) if count > len(LAST_IDS) else names


def _deal_favourites(
    amounts: dict[str, int], subjects: int, share: float
) -> tuple[list[list[str]], dict[str, int]]:
    """Assign a share of each emotion to the subjects that favour it, in turn; return the rest."""
    dealt: list[list[str]] = [[] for _ in range(subjects)]
    rest = dict(amounts)
    emotions = [kind for kind in amounts if kind in LABEL_CODES and amounts[kind]]
    for index, emotion in enumerate(emotions):
        fans = range(index, subjects, len(emotions))
        count = round(share * amounts[emotion]) if fans else 0
        for number in range(count):
            dealt[fans[number % len(fans)]].append(emotion)
        rest[emotion] -= count
    return dealt, rest


def _deal(amounts: dict[str, int], dealt: list[list[str]], rng) -> list[list[str]]:
    """Assign each kind to as many subjects as possible, preferring those with few sequences."""
    subjects = len(dealt)
    for kind, amount in amounts.items():
        for start in range(0, amount, subjects):
            load = np.array([len(kinds) for kinds in dealt]) + rng.uniform(0, 2, subjects)
            for subject in np.argsort(load)[: min(subjects, amount - start)]:
                dealt[subject].append(kind)
    return dealt


def _plan_one(kind: str, subject: int, number: int, rng: np.random.Generator) -> Sequence:
    label, recipe = kind, draw_recipe(kind, rng) if kind in LABEL_CODES else {}
    frames = int(np.clip(10 + rng.gamma(2, 2.3), *FRAMES))
    if kind == SHORT:
        label = str(rng.choice([emotion for emotion in LABEL_CODES if emotion != "contempt"]))
        recipe, frames = draw_recipe(label, rng), int(rng.integers(*SHORT_FRAMES, endpoint=True))
    elif kind == UNLABELLED:
        label = None
        units = rng.choice([1, 2, 4, 9, 12, 14, 15, 17, 20, 23], rng.integers(1, 4), replace=False)
        recipe = {int(unit): float(rng.uniform(0.4, 1)) for unit in units}
    seed = int(rng.integers(2**32))
    return Sequence(subject, number, label, recipe, tuple(range(1, frames + 1)), seed)


def _add_oddities(sequences: list[Sequence]) -> list[Sequence]:
    """Distribute over the tree what makes CK+ hard to read."""
    seen: Counter[str] = Counter()
    odd = []
    for index, sequence in enumerate(sequences):
        oddities = set()
        if index % 20 == 1:
            oddities.add("ds_store")
        if index % 80 == 3:
            oddities.add("colour")
        if sequence.label is None:
            seen["unlabelled"] += 1
            if seen["unlabelled"] % 2:
                oddities.add("label_directory")
            if seen["unlabelled"] % 3 == 1:
                oddities.add("one_unit")
                sequence = replace(sequence, recipe=dict(list(sequence.recipe.items())[:1]))
        elif sequence.label != "contempt" and len(sequence.numbers) >= FRAMES[0] + 2:
            seen["long"] += 1
            if seen["long"] in (2, 30):  # skip a number, as if a frame had been lost
                numbers = sequence.numbers
                gap = 5 if seen["long"] == 2 else 8
                numbers = tuple(number + (number > gap) for number in numbers)
                sequence = replace(sequence, numbers=numbers)
            if seen["long"] == 4:
                oddities.add("landmarks_after")
            if seen["long"] == 6:
                oddities.add("facs_after")
        odd.append(replace(sequence, oddities=frozenset(oddities)))
    return odd
