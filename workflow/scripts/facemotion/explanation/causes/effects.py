"""The true effect of each action unit on a decision: the network's response without the unit.

An effect is the log-odds of the predicted class in the clip minus that of the same class in the
counterfactual clip, which lacks the unit.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from facemotion.demo.shots import HEIGHT, WIDTH, Shots, film, pick
from facemotion.explanation.causes.asking import Asked, log_odds, probabilities
from facemotion.explanation.causes.games import shapley_values, together
from facemotion.explanation.causes.onset import onsets
from facemotion.explanation.causes.twins import later, weaker, without
from facemotion.explanation.causes.units import NAMES, UNITS, courses, extremes, present
from facemotion.progress import track

SIZE = (WIDTH, HEIGHT)
MOST_PLAYERS = 8  # the strongest units of a clip, which form 256 coalitions
TWINS = 1024  # counterfactual clips generated at a time, to bound memory


def ask_shots(asked: Asked, shots: Shots, intensities: np.ndarray | None = None) -> np.ndarray:
    """Return a network's logits (N, K) for shots, optionally with other intensities."""
    return asked.answer(film(shots, intensities), SIZE)


def absence_effects(asked: Asked, shots: Shots, target: np.ndarray) -> np.ndarray:
    """Return the effect (N, U) of each unit: of its presence compared with its absence.

    Parameters
    ----------
    asked, shots
        The network, and N clips.
    target : ndarray of int, shape (N,)
        Class whose log-odds count.
    """
    odds = log_odds(ask_shots(asked, shots), target)
    effects = np.empty((len(odds), len(UNITS)))
    for unit in track(range(len(UNITS)), "effects", "units"):
        absent = np.zeros(effects.shape, bool)
        absent[:, unit] = True
        twins = without(shots.acted.intensities, absent)
        effects[:, unit] = odds - log_odds(ask_shots(asked, shots, twins), target)
    return effects


def other_effects(asked: Asked, shots: Shots, target: np.ndarray) -> dict[str, np.ndarray]:
    """Return other effects of present units: (N, U), NaN for absent units.

    Returns
    -------
    dict
        half
            The clip, minus the clip with the unit at half strength.
        later
            The clip, minus the clip with the unit half a second later.
        alone
            The clip with this unit only, minus the clip with no unit.
    """
    moved = present(shots.acted.intensities)
    clip, unit = np.nonzero(moved)
    only = np.zeros((len(clip), len(UNITS)), bool)
    only[np.arange(len(clip)), unit] = True
    few, shown = pick(shots, clip), shots.acted.intensities[clip]
    odds = log_odds(ask_shots(asked, shots), target)[clip]
    none = log_odds(
        ask_shots(asked, shots, without(shots.acted.intensities, np.ones_like(moved))), target
    )[clip]

    def odds_of(changed: np.ndarray) -> np.ndarray:
        starts = range(0, len(clip), TWINS)
        rows = [np.arange(start, min(start + TWINS, len(clip))) for start in starts]
        said = [ask_shots(asked, pick(few, part), changed[part]) for part in rows]
        return log_odds(np.concatenate(said), target[clip])

    found = {
        "half": odds - odds_of(weaker(shown, only)),
        "later": odds - odds_of(later(few, only)),
        "alone": odds_of(without(shown, ~only)) - none,
    }
    effects = {}
    for name, values in found.items():
        effects[name] = np.full(moved.shape, np.nan)
        effects[name][clip, unit] = values
    return effects


def shapley_effects(
    asked: Asked, shots: Shots, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Compute exact Shapley values of a clip's units, and the interactions of pairs.

    The players are the units present in the clip, at most the `MOST_PLAYERS` strongest; the worth
    of a coalition is the log-odds of the clip in which the other players are absent.

    Parameters
    ----------
    asked, shots, target
        As in `absence_effects`.

    Returns
    -------
    shares : ndarray, shape (N, U)
        Shapley values; NaN for units that are not players.
    pairs : ndarray, shape (N, U, U)
        Joint effect of two units beyond their separate effects, with all other players present; NaN
        for other pairs.
    """
    count, units = len(target), len(UNITS)
    shares, pairs = np.full((count, units), np.nan), np.full((count, units, units), np.nan)
    strength = np.abs(courses(shots.acted.intensities)).max(axis=2)
    moved = present(shots.acted.intensities)
    for clip in track(range(count), "Shapley values", "clips"):
        players = [u for u in np.argsort(-strength[clip]) if moved[clip, u]][:MOST_PLAYERS]
        sets = np.arange(2 ** len(players))
        absent = np.zeros((len(sets), units), bool)
        absent[:, players] = (sets[:, None] >> np.arange(len(players))) % 2 == 0
        same = pick(shots, np.full(len(sets), clip))
        said = ask_shots(asked, same, without(same.acted.intensities, absent))
        worth = log_odds(said, np.full(len(sets), target[clip]))
        shares[clip, players] = shapley_values(worth)
        for (i, a), (j, b) in combinations(enumerate(players), 2):
            pairs[clip, a, b] = pairs[clip, b, a] = together(worth, i, j)
    return shares, pairs


def effect_table(asked: Asked, shots: Shots, shapley_clips: int, full: bool) -> tuple:
    """Tabulate the effects of units in N clips.

    Parameters
    ----------
    shapley_clips
        Number of clips, from the first, for which to compute Shapley values.
    full
        Whether to compute effects other than those of absence.

    Returns
    -------
    table : DataFrame
        One row per clip and unit, with the columns in `TABLE`.
    pairs : ndarray, shape (shapley_clips, U, U)
    target : ndarray, shape (N,)
        The predicted class.
    """
    logits = ask_shots(asked, shots)
    target, shown = logits.argmax(axis=1), shots.acted.intensities
    course = courses(shown)
    values = {"effect": absence_effects(asked, shots, target)}
    pairs = np.empty((0, len(UNITS), len(UNITS)))
    if full:
        values |= other_effects(asked, shots, target)
        first = np.arange(min(shapley_clips, len(target)))
        values["shapley"] = np.full(course.shape[:2], np.nan)
        values["shapley"][first], pairs = shapley_effects(asked, pick(shots, first), target[first])
    rows = np.arange(len(target)).repeat(len(UNITS))
    names = np.array(asked.classes.names, object)
    likely = probabilities(logits)[np.arange(len(target)), target]
    return (
        pd.DataFrame(
            {
                "clip_id": [f"clip{k + 1:04d}" for k in rows],
                "subject": [f"P{int(who)}" for who in shots.person[rows]],
                "predicted": names[target[rows]],
                "probability": likely[rows],
                "unit": list(NAMES) * len(target),
                "present": np.where(present(shown).ravel(), "yes", "no"),
                "strength": extremes(course).ravel(),
                "onset": onsets(course).ravel(),
                **{name: of.ravel() for name, of in values.items()},
            }
        ),
        pairs,
        target,
    )
