"""References for scores: chance, other people's clips of the class, halves of the people."""

import numpy as np

from facemotion.explanation.causes.judging import LEAST_RANKED, spearman
from facemotion.explanation.causes.tables import Effects


def chance(effects: Effects) -> dict[str, np.ndarray]:
    """Return the expected scores of random numbers, in the form of `measure`."""
    count = effects.present.sum(axis=1)
    return {
        "rank": np.where(count >= LEAST_RANKED, 0.0, np.nan),
        "top": np.where(count > 1, 1 / np.maximum(count, 1), np.nan),
        "sign_error": np.where(count > 0, 0.5, np.nan),
        "onset_error": np.full(len(count), np.nan),
    }


def mean_of_others(effects: Effects) -> np.ndarray:
    """Return the mean true effect (N, U) of a unit in other people's clips of the predicted class.

    0 if nobody else shows the unit. This is what is known about a decision before seeing the clip.
    """
    known = np.where(effects.present, effects.effect, np.nan)
    means = np.zeros_like(known)
    for clip in range(len(known)):
        others = effects.predicted == effects.predicted[clip]
        others &= effects.subject != effects.subject[clip]
        if others.any():
            means[clip] = _nanmean(known[others])
    return np.nan_to_num(means)


def halves(effects: Effects, draws: int, seed: int) -> np.ndarray:
    """Correlate mean effects by class and unit between random halves of the people.

    Returns
    -------
    ndarray, shape (draws,)
        Spearman's correlations over the classes and units present in both halves.
    """
    rng = np.random.default_rng(seed)
    people = np.unique(effects.subject)
    classes = np.unique(effects.predicted)
    known = np.where(effects.present, effects.effect, np.nan)
    found = np.full(draws, np.nan)
    for draw in range(draws):
        one = np.isin(effects.subject, rng.permutation(people)[: len(people) // 2])
        cells = [
            np.concatenate(
                [_nanmean(known[half & (effects.predicted == name)]) for name in classes]
            )
            for half in (one, ~one)
        ]
        both = np.isfinite(cells).all(axis=0)
        if both.sum() >= LEAST_RANKED:
            found[draw] = spearman(cells[0][both], cells[1][both])
    return found


def _nanmean(values: np.ndarray) -> np.ndarray:
    """Average over rows, ignoring NaN; NaN for columns that are all NaN."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    return np.where(
        count > 0, np.where(known, values, 0).sum(axis=0) / np.maximum(count, 1), np.nan
    )
