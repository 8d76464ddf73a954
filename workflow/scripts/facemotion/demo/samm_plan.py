"""Plan of the SAMM demo: subjects, videos, frame numbers and timing of expressions.

All planned times are image indices from 0 within their video; `Video.numbers` converts them to
frame numbers.
"""

from dataclasses import dataclass

import numpy as np

from facemotion.errors import InputError

# Action units as shares of a full expression; the variants alternate. As the workbook does not name
# emotions, the units are such that published tables yield the emotion, and none for contempt and
# "other".
RECIPES = {
    "anger": ({4: 1.0, 5: 0.6, 7: 0.8, 23: 1.0}, {4: 1.0, 5: 0.6, 7: 0.8, 17: 0.4, 23: 1.0}),
    "disgust": ({4: 0.4, 9: 1.0, 15: 0.6, 16: 0.6}, {9: 1.0, 10: 0.6, 17: 0.5}),
    "fear": (
        {1: 1.0, 2: 0.6, 4: 0.6, 5: 1.0, 20: 1.0, 25: 0.5},
        {1: 1.0, 2: 0.6, 4: 0.6, 5: 1.0, 20: 1.0, 26: 0.4},
    ),
    "happy": ({6: 1.0, 12: 1.0}, {6: 1.0, 12: 1.0, 25: 0.9}),
    "sad": ({1: 1.0, 4: 0.6, 15: 1.0}, {1: 1.0, 4: 0.6, 15: 1.0, 17: 0.4}),
    "surprise": ({1: 1.0, 2: 1.0, 5: 1.0, 26: 1.0}, {1: 1.0, 2: 1.0, 5: 1.0, 25: 0.4, 26: 0.9}),
    "contempt": ({(14, "left"): 1.0, (17, "left"): 0.5}, {(14, "right"): 1.0}),
    "other": ({17: 1.0}, {(2, "left"): 1.0}, {7: 0.8, 14: 0.8}),
    "micro": ({4: 1.0}, {12: 1.0}, {1: 1.0, 2: 1.0}, {(14, "right"): 1.0}, {9: 1.0}, {15: 1.0}),
}
MICRO = "micro"
# Frames from rest to the peak. At 200 fps, real macro-expressions take 60 to 160; these are faster,
# so that a tree is small and quickly made.
RISE = {False: (40, 44), True: (16, 20)}
INTENSITY = {False: (0.4, 0.9), True: (0.2, 0.35)}
PAUSE, HOLD, FALL = (4, 6), (2, 3), (6, 8)  # frames at rest before, at the peak, back to rest
SUBJECTS = range(6, 38)  # SAMM's numbers
CODES = range(1, 8)  # SAMM's seven films that elicit the expressions
EXPRESSIONS_A_VIDEO = 1.5
# Oddities, by the index of the video among all.
AT_ONCE = (0, 5)  # the first image is the onset
PAST_END = (1, 6)  # the video ends before its last expression does
GAP = (2,)  # numbers between these are missing; the face is at rest before; numbers then pass 9,999
GAP_AFTER, GAP_BEFORE = 40, 9970
FIVE_DIGITS = (3,)  # names have five digits from the first image on


@dataclass(frozen=True)
class Expression:
    """One row of the workbook.

    Attributes
    ----------
    kind : str
        An emotion, "other", or "micro".
    recipe : dict
        Action units as shares of a full expression, by unit or (unit, side).
    intensity : float
    onset, apex, release, offset : int
        Last image at rest, first at the peak, last at the peak, first at rest again. The offset may
        be past the end of the video.
    """

    kind: str
    recipe: dict
    intensity: float
    onset: int
    apex: int
    release: int
    offset: int

    @property
    def micro(self) -> bool:
        """Whether this is a micro-expression."""
        return self.kind == MICRO


@dataclass(frozen=True)
class Video:
    """One folder of images: subject's index and number, film, frame numbers, digits in names."""

    subject: int
    subject_number: int
    code: int
    numbers: tuple[int, ...]
    digits: int
    expressions: tuple[Expression, ...]
    seed: int

    @property
    def name(self) -> str:
        """Name of the folder, such as 006_1."""
        return f"{self.subject_number:03d}_{self.code}"

    def number(self, index: int) -> int:
        """Frame number of an image; past the end, counting continues."""
        last = len(self.numbers) - 1
        return self.numbers[min(index, last)] + max(0, index - last)


def plan_videos(settings: dict) -> list[Video]:
    """Plan all videos, ordered by subject and film.

    Parameters
    ----------
    settings : dict
        "seed"; "subjects", their number, up to 32; "expressions", their number by kind: an emotion,
        "contempt", "other" (action units of no emotion) or "micro".

    Raises
    ------
    InputError
        A kind of expression is unknown, or there are too many subjects.
    """
    check_plan(settings)
    rng = np.random.default_rng(settings["seed"])
    numbers = np.sort(rng.choice(SUBJECTS, settings["subjects"], replace=False)).tolist()
    videos: list[Video] = []
    for subject, dealt in enumerate(deal(settings["expressions"], len(numbers), rng)):
        count = min(len(CODES), -(-len(dealt) // EXPRESSIONS_A_VIDEO))
        codes = np.sort(rng.choice(CODES, int(count), replace=False)).tolist()
        parts = np.array_split(rng.permutation(len(dealt)), len(codes)) if codes else []
        for code, part in zip(codes, parts, strict=True):
            shown = [dealt[i] for i in part]
            videos.append(_plan_video(len(videos), subject, numbers[subject], code, shown, rng))
    return videos


def check_plan(settings: dict) -> None:
    """Raise an error for unknown kinds of expressions, or for more subjects than SAMM has.

    Raises
    ------
    InputError
        See `plan_videos`.
    """
    for kind in settings["expressions"]:
        if kind not in RECIPES:
            raise InputError(
                f"demo: no expressions of the kind {kind!r} can be rendered; "
                f"use {', '.join(RECIPES)}."
            )
    if not 1 <= settings["subjects"] <= len(SUBJECTS):
        raise InputError(
            f"demo: SAMM has subject numbers for 1 to {len(SUBJECTS)} subjects, "
            f"not for {settings['subjects']}."
        )


def deal(amounts: dict[str, int], subjects: int, rng) -> list[list[tuple]]:
    """Assign (kind, recipe) to subjects in turn, so that their numbers differ by at most one."""
    dealt: list[list[tuple]] = [[] for _ in range(subjects)]
    turns = rng.permutation(subjects)
    turn = 0
    for kind, amount in amounts.items():
        for i in range(amount):
            dealt[turns[turn % subjects]].append((kind, RECIPES[kind][i % len(RECIPES[kind])]))
            turn += 1
    return dealt


def _plan_video(index: int, subject: int, subject_number: int, code: int, shown, rng) -> Video:
    at, expressions = GAP_AFTER if index in GAP else 0, []
    for place, (kind, recipe) in enumerate(shown):
        micro = kind == MICRO
        pause = 0 if place == 0 and index in AT_ONCE else _draw(PAUSE, rng)
        onset = at + pause
        apex = onset + _draw(RISE[micro], rng)
        release = apex + _draw(HOLD, rng)
        offset = release + _draw(FALL, rng)
        strength = float(rng.uniform(*INTENSITY[micro]))
        expressions.append(Expression(kind, recipe, strength, onset, apex, release, offset))
        at = offset
    end = expressions[-1].release if index in PAST_END else at + 1
    numbers = np.arange(1, end + 2)
    if index in GAP:
        numbers[GAP_AFTER:] += GAP_BEFORE - GAP_AFTER - 1
    digits = 5 if index in FIVE_DIGITS else 4
    seed = int(rng.integers(2**32))
    return Video(
        subject, subject_number, code, tuple(numbers.tolist()), digits, tuple(expressions), seed
    )


def _draw(limits: tuple[int, int], rng: np.random.Generator) -> int:
    return int(rng.integers(*limits, endpoint=True))
