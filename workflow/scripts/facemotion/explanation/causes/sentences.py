"""Explanations in words: the evidence for and against a class, in terms of FACS.

A unit is named only if the interval of its effect excludes zero.
"""

from dataclasses import dataclass

import numpy as np

from facemotion.explanation.causes.units import NAMES, UNITS
from facemotion.numerals import signed

NOUNS = {"happy": "happiness", "sad": "sadness"}  # other classes' names are nouns already
MOST_NAMED = 4  # strongest units named on either side
LEAST_MEAN = 0.1  # log-odds; smallest mean effect of a unit named for a class


@dataclass(frozen=True, eq=False)
class Evidence:
    """The evidence behind a decision on a clip.

    Attributes
    ----------
    predicted : str
        The predicted class.
    probability : float
    effect, width : ndarray, shape (U,)
        Estimated effects in log-odds, and half the width of their intervals.
    nameable : ndarray of bool, shape (U,)
        Units that may be named (`intervals.may_be_named`).
    onset : ndarray of int, shape (U,)
        Frame number in which each unit sets in; -1 if unknown.
    """

    predicted: str
    probability: float
    effect: np.ndarray
    width: np.ndarray
    nameable: np.ndarray
    onset: np.ndarray

    @property
    def named(self) -> np.ndarray:
        """Return the units to name: those for the class, strongest first, then those against it."""
        clear = np.flatnonzero((np.abs(self.effect) > self.width) & self.nameable)
        order = clear[np.argsort(-self.effect[clear], kind="stable")]
        speaks_for, against = order[self.effect[order] > 0], order[self.effect[order] < 0][::-1]
        return np.concatenate([speaks_for[:MOST_NAMED], against[:MOST_NAMED]])


def say(evidence: Evidence) -> str:
    """State the evidence of a clip in one or two sentences."""
    named = evidence.named
    speaks_for = [_unit(evidence, u) for u in named if evidence.effect[u] > 0]
    against = [_unit(evidence, u) for u in named if evidence.effect[u] < 0]
    head = f"{noun(evidence.predicted).capitalize()} ({evidence.probability:.2f})"
    if not len(named):
        return f"{head}: no unit stands out."
    if speaks_for:
        head += f", because {_listed(speaks_for)}."
    else:
        head += ": no unit stands out for it."
    return f"{head} Against it: {_listed(against)}." if against else head


def say_class(name: str, clips: int, mean: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    """State the mean effects (U,) of units over the clips predicted as a class.

    Parameters
    ----------
    name
        Name of the class.
    clips
        Number of clips predicted as this class.
    mean, low, high : ndarray, shape (U,)
        Mean effects in log-odds, and the bounds of their intervals.
    """
    # Rounded as written, so that no interval in the text contains zero.
    apart = (low.round(1) > 0) | (high.round(1) < 0)
    clear = np.flatnonzero(apart & (np.abs(mean) >= LEAST_MEAN))
    order = clear[np.argsort(-mean[clear], kind="stable")]

    def told(units: np.ndarray) -> str:
        return _listed([
            f"{UNITS[u].words} ({NAMES[u]}, {signed(mean[u])}, {signed(low[u])} to "
            f"{signed(high[u])})" for u in units[:MOST_NAMED]
        ])  # fmt: skip

    head = f"Across {clips} clip{'s' * (clips != 1)} called {name.replace('_', ' ')}"
    speaks_for, against = order[mean[order] > 0], order[mean[order] < 0][::-1]
    if not len(order):
        return f"{head}: no unit stands out."
    head += f": {told(speaks_for)}." if len(speaks_for) else ": no unit stands out for it."
    return f"{head} Against it: {told(against)}." if len(against) else head


def list_units(evidence: Evidence) -> str:
    """List the named units for a table: ``AU12 +2.10 (+1.50 to +2.70)``, joined by semicolons."""
    return "; ".join(
        f"{NAMES[u]} {signed(evidence.effect[u], 2)} "
        f"({signed(evidence.effect[u] - evidence.width[u], 2)} to "
        f"{signed(evidence.effect[u] + evidence.width[u], 2)})"
        for u in evidence.named
    )


def noun(name: str) -> str:
    """Return the noun for a class in a sentence."""
    return NOUNS.get(name, name.replace("_", " "))


def _unit(evidence: Evidence, unit: int) -> str:
    onset = evidence.onset[unit]
    when = f", from frame {onset}" if onset >= 0 else ""
    is_first = unit == evidence.named[0]
    odds = " log-odds" if is_first else ""
    return f"{UNITS[unit].words} ({NAMES[unit]}{when}, {signed(evidence.effect[unit])}{odds})"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
