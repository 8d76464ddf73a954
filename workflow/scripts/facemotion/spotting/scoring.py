"""Precision, recall and F1 of spotted intervals, with a bootstrap over subjects."""

from collections.abc import Mapping, Sequence

import numpy as np

from facemotion.evaluation.bootstrap import figure_interval
from facemotion.spotting.intervals import TYPES, Interval, check_intervals
from facemotion.spotting.matching import match_intervals

OVERALL = "overall"
FOUND, RECOGNISED, PREDICTED, TRUE = range(4)  # columns of the counts


def count_by_subject(
    truth: Sequence[Interval], predicted: Sequence[Interval], subjects: Mapping[str, str]
) -> np.ndarray:
    """Count matches, predictions and true intervals by subject and type.

    Parameters
    ----------
    truth, predicted
        Intervals of all videos, including videos without true ones.
    subjects
        Subject of every video.

    Returns
    -------
    ndarray of int, shape (S, 2, 4)
        Axes: subjects, sorted by name; `TYPES`; and the counts: matched pairs, those of them with
        the correct emotion, predictions, true intervals.

    Raises
    ------
    InputError
        An interval ends before it begins, or has an unknown type.
    """
    check_intervals(truth, "truth")
    check_intervals(predicted, "prediction")
    row = {name: k for k, name in enumerate(sorted(set(subjects.values())))}
    counts = np.zeros((len(row), len(TYPES), 4), int)

    def add(interval: Interval, column: int) -> None:
        counts[row[subjects[interval.video]], TYPES.index(interval.type), column] += 1

    for interval in truth:
        add(interval, TRUE)
    for interval in predicted:
        add(interval, PREDICTED)
    for i, j in match_intervals(truth, predicted):
        add(truth[i], FOUND)
        if truth[i].emotion and truth[i].emotion == predicted[j].emotion:
            add(truth[i], RECOGNISED)
    return counts


def score_counts(counts: np.ndarray, confidence: float, draws: int, seed: int) -> dict:
    """Compute scores from summed counts, for each type and for both.

    Parameters
    ----------
    counts
        Counts (S, 2, 4), as returned by `count_by_subject`.
    confidence, draws, seed
        Settings of the bootstrap over subjects.

    Returns
    -------
    dict
        ``macro``, ``micro`` and ``overall``, each with `tp`, `fp`, `fn`, `precision`, `recall`,
        `f1` and their intervals; None if undefined, as F1 is without true and predicted intervals.
        `recognised` contains the same for pairs with the correct emotion.
    """
    parts = {name: counts[:, k] for k, name in enumerate(TYPES)}
    parts[OVERALL] = counts.sum(axis=1)
    bootstrap = {"confidence": confidence, "draws": draws, "seed": seed}
    return {
        name: {
            **_score(part[:, [FOUND, PREDICTED, TRUE]], bootstrap),
            "recognised": _score(part[:, [RECOGNISED, PREDICTED, TRUE]], bootstrap),
        }
        for name, part in parts.items()
    }


def f1_of(found: np.ndarray, predicted: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Return F1 for sums of counts; NaN without true and predicted intervals.

    Parameters
    ----------
    found, predicted, true : ndarray
        Numbers of matched pairs, predictions and true intervals, of the same shape.
    """
    return _share(2 * found, predicted + true)


def _score(counts: np.ndarray, bootstrap: dict) -> dict:
    found, predicted, true = (int(n) for n in counts.sum(axis=0))
    figures = {
        "precision": lambda sums: _share(sums[..., 0], sums[..., 1]),
        "recall": lambda sums: _share(sums[..., 0], sums[..., 2]),
        "f1": lambda sums: f1_of(sums[..., 0], sums[..., 1], sums[..., 2]),
    }
    result = {"tp": found, "fp": predicted - found, "fn": true - found}
    for name, figure in figures.items():
        value = float(figure(counts.sum(axis=0)))
        result[name] = None if np.isnan(value) else value
        result[f"{name}_interval"] = figure_interval(figure, counts, **bootstrap)
    return result


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
