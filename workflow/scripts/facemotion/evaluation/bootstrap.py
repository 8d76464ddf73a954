"""Bootstrap intervals over subjects: a person's clips are resampled together."""

import warnings
from collections.abc import Callable, Collection

import numpy as np
from sklearn.metrics import confusion_matrix

NO_WIDTH = (
    "Intervals are from a bootstrap over subjects: a resampled subject brings all its clips and "
    "tests. Without any error they have zero width, which only says that no error was observed."
)


def subject_intervals(
    subjects: list[str],
    true: list[str],
    predicted: list[str],
    classes: tuple[str, ...],
    columns: tuple[str, ...],
    confidence: float,
    draws: int,
    seed: int,
    not_averaged: Collection[str] = (),
) -> dict:
    """Return percentile intervals of scores over resamples of the subjects.

    Subjects are drawn with replacement, each with all its clips and all tests of them
    (the cluster bootstrap; Davison and Hinkley 1997, section 3.8). The scores are those of
    `facemotion.evaluation.metrics.score_labels`.

    Parameters
    ----------
    subjects, true, predicted
        Subject, true and predicted class of each test of a clip.
    classes
        Only clips whose true class is among them are scored.
    columns
        All classes that can be predicted.
    confidence
        Confidence level of the intervals, between 0 and 1.
    draws, seed
        Number of resamples, and their seed.
    not_averaged
        Classes excluded from averages over classes.

    Returns
    -------
    dict
        `accuracy_interval`, `uar_interval` and `macro_f1_interval`, each lower and upper bound; and
        `per_class`, a class to its `precision_interval` and `recall_interval`, over the draws in
        which it was called, or occurs; None if there is none.
    """
    matrices = _subject_matrices(subjects, true, predicted, classes, columns)
    drawn = np.tensordot(_draw_subjects(len(matrices), draws, seed), matrices, 1)
    precision, recall, scores = _scores(drawn, ~np.isin(classes, list(not_averaged)))
    intervals = {
        f"{name}_interval": _interval(values, confidence) for name, values in scores.items()
    }
    intervals["per_class"] = {
        name: {
            "precision_interval": _interval(precision[:, k], confidence),
            "recall_interval": _interval(recall[:, k], confidence),
        }
        for k, name in enumerate(classes)
    }
    return intervals


def mean_by_subject(
    values: np.ndarray, subjects: np.ndarray, confidence: float, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return means over clips with percentile intervals over resamples of the subjects.

    Parameters
    ----------
    values
        (n, K), K figures of n clips; NaN is left out. The mean of nothing but NaN is NaN.
    subjects
        Subject of each clip.
    confidence, draws, seed
        As in `subject_intervals`.

    Returns
    -------
    mean, low, high
        Each (K,). With one subject low and high are the mean.
    """
    names, member = np.unique(np.asarray(subjects, str), return_inverse=True)
    sums, counts = np.zeros((2, len(names), values.shape[1]))
    np.add.at(sums, member, np.nan_to_num(values))
    np.add.at(counts, member, ~np.isnan(values))
    weights = _draw_subjects(len(names), draws, seed)
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a figure without values is NaN throughout
        means = (weights @ sums) / (weights @ counts)
        tail = (1 - confidence) / 2
        low, high = np.nanquantile(means, [tail, 1 - tail], axis=0)
        return sums.sum(axis=0) / counts.sum(axis=0), low, high


def figure_interval(
    figure: Callable[[np.ndarray], np.ndarray],
    counts: np.ndarray,
    confidence: float,
    draws: int,
    seed: int,
) -> list[float] | None:
    """Return the percentile interval of a figure of summed counts, over resamples of the subjects.

    Parameters
    ----------
    figure
        Function of sums (draws, ...) that returns (draws,); NaN where it is undefined.
    counts
        (S, ...), of each subject.
    confidence, draws, seed
        As in `subject_intervals`.

    Returns
    -------
    list of float or None
        Lower and upper bound; None if no draw has the figure.
    """
    drawn = np.tensordot(_draw_subjects(len(counts), draws, seed), counts, 1)
    return _interval(figure(drawn), confidence)


def _draw_subjects(count: int, draws: int, seed: int) -> np.ndarray:
    """Return how often each resample has each subject, (draws, count): weights, not copies."""
    drawn = np.random.default_rng(seed).integers(count, size=(draws, count))
    return np.stack([np.bincount(draw, minlength=count) for draw in drawn])


def _interval(values: np.ndarray, confidence: float) -> list[float] | None:
    tail = (1 - confidence) / 2
    known = values[~np.isnan(values)]
    return np.quantile(known, [tail, 1 - tail]).tolist() if len(known) else None


def _subject_matrices(subjects, true, predicted, classes, columns) -> np.ndarray:
    """Return each subject's confusion matrix, (S, rows of `classes`, columns of all classes)."""
    clips: dict[str, list[tuple[str, str]]] = {}
    for subject, *pair in zip(subjects, true, predicted, strict=True):
        if pair[0] in classes:
            clips.setdefault(subject, []).append(tuple(pair))
    # Columns in the order of the rows, so that the diagonal is what is right.
    labels = [*classes, *(name for name in columns if name not in classes)]
    matrices = [
        confusion_matrix(*zip(*pairs, strict=True), labels=labels) for pairs in clips.values()
    ]
    return np.array(matrices)[:, : len(classes)]


def _scores(
    matrix: np.ndarray, averaged: np.ndarray
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Return precision and recall (…, R), NaN if there is none, and the averages, of (…, R, C).

    Those over classes are of the `averaged` ones (R,) that occur.
    """
    clips = matrix.sum(axis=-1)
    called = matrix.sum(axis=-2)[..., : clips.shape[-1]]
    right = np.diagonal(matrix, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore"):
        precision, recall = right / called, right / clips
    occurs = (clips > 0) & averaged
    classes = np.maximum(occurs.sum(axis=-1), 1)
    f1 = np.where(occurs, 2 * right / np.maximum(clips + called, 1), 0)
    return (
        precision,
        recall,
        {
            "accuracy": right.sum(axis=-1) / clips.sum(axis=-1),
            "uar": np.where(occurs, recall, 0).sum(axis=-1) / classes,
            "macro_f1": f1.sum(axis=-1) / classes,
        },
    )
