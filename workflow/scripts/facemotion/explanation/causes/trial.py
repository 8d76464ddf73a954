"""Apply all explanations of a network to generated clips, whose true effects are known."""

import logging
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from facemotion.demo.acting.emotions import NEUTRAL
from facemotion.demo.shots import Shots, draw_shots, film, with_errors
from facemotion.evaluation.bootstrap import mean_by_subject
from facemotion.explanation.causes import cast
from facemotion.explanation.causes.asking import Asked
from facemotion.explanation.causes.basis import Basis, read_units
from facemotion.explanation.causes.effects import SIZE, absence_effects, effect_table
from facemotion.explanation.causes.explainers import Case, explain_by_units, explainers
from facemotion.explanation.causes.fitting import true_amounts
from facemotion.explanation.causes.method_names import EXACT_AMOUNTS, OTHER_NETWORK, RETEST
from facemotion.explanation.causes.onset import onsets
from facemotion.explanation.causes.tables import EFFECTS, Told
from facemotion.explanation.causes.units import NAMES

log = logging.getLogger(__name__)

RESTING = 64  # clips of faces at rest, a baseline of integrated gradients
LEAST_CLIPS = 5  # fewest clips with a pair of units for its interaction
PAIR_COLUMNS = ["class", "first", "second", "clips", "together", "low", "high"]


@dataclass(frozen=True, eq=False)
class Trial:
    """The result of a trial.

    Attributes
    ----------
    effects : DataFrame
        Table of effects, with the columns of `tables.EFFECTS`.
    told : dict of str to Told
        Results by method.
    pairs : ndarray
        Interactions, as returned by `effects.shapley_effects`.
    """

    effects: pd.DataFrame
    told: dict[str, Told]
    pairs: np.ndarray


def try_explanations(
    asked: Asked, basis: Basis, group: str, settings: dict, other: Asked | None = None
) -> Trial:
    """Compute the true effects in clips of a group of people, and the results of every method.

    Parameters
    ----------
    asked
        The network, which was not trained on these people.
    group
        `cast.CHOICE` or `cast.VERDICT`; effects other than those of absence are computed only for
        the latter.
    settings
        `explanation.causes` of the config, and `steps` of integrated gradients.
    other
        Another network of the same model, whose effects are reported for comparison.
    """
    count, seed = settings[f"{group}_people"], settings["seed"]
    shots = cast.draw_people(group, asked.classes, count, asked.frames, seed)
    full = group == cast.VERDICT
    effects, pairs, target = effect_table(asked, shots, settings["shapley_clips"], full)
    landmarks = film(shots)
    reading = read_units(basis, landmarks)
    for name, values in (("amount", reading.largest), ("amount_error", reading.error)):
        effects.insert(effects.columns.get_loc("effect"), name, values.ravel())
    case = Case(landmarks, np.array(SIZE), target, reading)
    methods = explainers(asked, case, settings["steps"], resting_clips(asked.frames, seed), seed)
    told = {}
    for name, explain in methods.items():
        log.info("explaining by %s", name)
        found = explain()
        told[name] = Told(found.value, onsets(found.course))
    if other is not None:
        told |= ask_others(asked, other, shots, case, seed)
    return Trial(_complete(effects), told, pairs)


def ask_others(asked: Asked, other: Asked, shots: Shots, case: Case, seed: int) -> dict[str, Told]:
    """Return effects under changed conditions, as references for explanations.

    Returns
    -------
    dict
        exact_amounts
            Units removed by means of the basis, but with their exact amounts instead of estimates.
        retest
            The same clips with tracking errors drawn anew.
        other_network
            Effects of the units on the same classes in another network of the model.
    """
    again = with_errors(shots, 1.0, np.random.default_rng([23, seed]))
    exact = replace(case, reading=replace(case.reading, amounts=true_amounts(shots)))
    effects = {
        EXACT_AMOUNTS: explain_by_units(asked, exact).value,
        RETEST: absence_effects(asked, again, case.target),
        OTHER_NETWORK: absence_effects(other, shots, case.target),
    }
    return {name: Told(values, np.full(values.shape, -1)) for name, values in effects.items()}


def _complete(effects: pd.DataFrame) -> pd.DataFrame:
    """Return the table with all columns of `EFFECTS`; effects not computed are empty."""
    return effects.assign(**{name: np.nan for name in EFFECTS if name not in effects})[[*EFFECTS]]


def pair_table(pairs: np.ndarray, effects: pd.DataFrame, settings: dict) -> pd.DataFrame:
    """Tabulate interactions of pairs of units by class: means with bootstrap intervals.

    Pairs that occur in fewer than `LEAST_CLIPS` clips are left out.

    Parameters
    ----------
    pairs : ndarray, shape (n, U, U)
        Interactions in the first n clips, from `effects.shapley_effects`.
    effects
        Table of effects, which names the class and the person of each clip.
    settings
        `confidence`, `draws` and `seed` of the bootstrap.
    """
    clips = effects.iloc[:: len(NAMES)].head(len(pairs))
    interval = settings["confidence"], settings["draws"], settings["seed"]
    rows = []
    for name in clips["predicted"].unique():
        chosen = (clips["predicted"] == name).to_numpy()
        for a, b in combinations(range(len(NAMES)), 2):
            values = pairs[chosen, a, b]
            count = int(np.isfinite(values).sum())
            if count >= LEAST_CLIPS:
                subject = clips["subject"].to_numpy()[chosen]
                figures = [of[0] for of in mean_by_subject(values[:, None], subject, *interval)]
                rows.append((name, NAMES[a], NAMES[b], count, *figures))
    return pd.DataFrame(rows, columns=PAIR_COLUMNS)


def resting_clips(frames: int, seed: int) -> np.ndarray:
    """Generate clips of living faces without expression, in px."""
    people = cast.first_person(cast.PRACTICE, seed) + np.arange(RESTING)
    rng = np.random.default_rng([29, seed])
    return film(draw_shots([NEUTRAL] * RESTING, people, rng, frames=frames))
