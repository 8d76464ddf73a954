"""What each action unit truly did to a decision: the same clip without it, asked again.

An effect is the log-odds of the class that the network names in the clip, less those of the same
class in the counterfactual clip.
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
MOST_PLAYERS = 8  # units of a clip whose coalitions are asked, the strongest; 256 questions
TWINS = 1024  # filmed at a time, which bounds memory


def ask_shots(asked: Asked, shots: Shots, intensities: np.ndarray | None = None) -> np.ndarray:
    """Give a network's logits (N, K) of shots, or of what their faces show instead."""
    return asked.answer(film(shots, intensities), SIZE)


def absence_effects(asked: Asked, shots: Shots, target: np.ndarray) -> np.ndarray:
    """Give the effect (N, U) that each unit has by not being absent."""
    odds = log_odds(ask_shots(asked, shots), target)
    effects = np.empty((len(odds), len(UNITS)))
    for unit in track(range(len(UNITS)), "effects", "units"):
        absent = np.zeros(effects.shape, bool)
        absent[:, unit] = True
        twins = without(shots.acted.intensities, absent)
        effects[:, unit] = odds - log_odds(ask_shots(asked, shots, twins), target)
    return effects


def other_effects(asked: Asked, shots: Shots, target: np.ndarray) -> dict[str, np.ndarray]:
    """Give what units that are present do otherwise: (N, U), NaN where a unit is not.

    Returns
    -------
    dict
        half
            The clip, less that with the unit at half strength.
        later
            The clip, less that with the unit half a second later.
        alone
            The clip with the unit alone, less that with none.
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
    """Share a clip's log-odds out among its units, exactly, and say how pairs act together.

    The players of a clip are the units present in it, at most the `MOST_PLAYERS` that move most; a
    coalition is worth the log-odds of the clip in which the other players are absent.

    Returns
    -------
    shares : ndarray, shape (N, U)
        Shapley values; NaN for units that do not play.
    pairs : ndarray, shape (N, U, U)
        What two units do together beyond what each does alone, all other players present; NaN for
        others.
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
        Of so many clips, the first, the Shapley values are given.
    full
        Whether to give more than absence.

    Returns
    -------
    table : DataFrame
        A row a clip and unit; `TABLE` says what is in it.
    pairs : ndarray, shape (shapley_clips, U, U)
    target : ndarray, shape (N,)
        The class that the network names.
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
