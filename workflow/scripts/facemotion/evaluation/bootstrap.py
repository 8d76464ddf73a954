"""Intervals that know of the subjects: a person's clips are drawn together."""

import warnings

import numpy as np
from scipy.stats import bootstrap
from sklearn.metrics import confusion_matrix


def subject_bootstrap(
    subjects: list[str],
    true: list[str],
    predicted: list[str],
    classes: tuple[str, ...],
    columns: tuple[str, ...],
    confidence: float,
    draws: int,
    seed: int,
) -> dict[str, list[float]]:
    """Give percentile intervals of macro-F1 and UAR over draws of the subjects.

    Subjects are drawn with replacement, each with all its clips (the cluster bootstrap; Davison and
    Hinkley 1997, section 3.8), and the scores are those of
    `facemotion.evaluation.metrics.score_labels`. A model without an error has an interval of no
    width, and one subject gives no spread: these say nothing of how sure one may be, which is why
    Wilson's interval of the accuracy stands beside them.

    Parameters
    ----------
    subjects, true, predicted
        Of each tested clip.
    classes
        Only clips whose true class is among them are scored.
    columns
        All classes that can be predicted.
    confidence
        Of the intervals, between 0 and 1.
    draws, seed
        Number of draws, and the seed of them.

    Returns
    -------
    dict
        `macro_f1_interval` and `uar_interval`, each lower and upper bound.
    """
    matrices = _subject_matrices(subjects, true, predicted, classes, columns)

    def score(index, axis):
        return np.stack(_scores(matrices[index].sum(axis=-3)))

    if len(matrices) < 2:
        low = high = score(np.arange(len(matrices)), -1)
    else:
        low, high = bootstrap(
            (np.arange(len(matrices)),),
            score,
            n_resamples=draws,
            batch=500,  # bounds memory
            confidence_level=confidence,
            method="percentile",
            vectorized=True,
            rng=np.random.default_rng(seed),
        ).confidence_interval
    names = ("macro_f1_interval", "uar_interval")
    return {name: [float(low[k]), float(high[k])] for k, name in enumerate(names)}


def mean_by_subject(
    values: np.ndarray, subjects: np.ndarray, confidence: float, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give means over clips with percentile intervals over draws of the subjects.

    Parameters
    ----------
    values
        (n, K), K figures of n clips; NaN is left out. The mean of nothing but NaN is NaN.
    subjects
        Of each clip.
    confidence, draws, seed
        As in `subject_bootstrap`.

    Returns
    -------
    mean, low, high
        Each (K,). With one subject low and high are the mean.
    """
    names, member = np.unique(np.asarray(subjects, str), return_inverse=True)
    sums, counts = np.zeros((2, len(names), values.shape[1]))
    np.add.at(sums, member, np.nan_to_num(values))
    np.add.at(counts, member, ~np.isnan(values))
    drawn = np.random.default_rng(seed).integers(len(names), size=(draws, len(names)))
    # How often each draw has each subject, so that a draw is a product and not a copy.
    weights = np.stack([np.bincount(draw, minlength=len(names)) for draw in drawn])
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a figure without values is NaN throughout
        means = (weights @ sums) / (weights @ counts)
        tail = (1 - confidence) / 2
        low, high = np.nanquantile(means, [tail, 1 - tail], axis=0)
        return sums.sum(axis=0) / counts.sum(axis=0), low, high


def _subject_matrices(subjects, true, predicted, classes, columns) -> np.ndarray:
    """Give each subject's confusion matrix, (S, rows of `classes`, columns of all classes)."""
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


def _scores(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give macro-F1 and UAR of confusion matrices (..., R, C), over the classes that occur."""
    clips = matrix.sum(axis=-1)
    called = matrix.sum(axis=-2)[..., : clips.shape[-1]]
    right = np.diagonal(matrix, axis1=-2, axis2=-1)
    occurs = clips > 0
    count = occurs.sum(axis=-1)
    f1 = np.where(occurs, 2 * right / np.maximum(clips + called, 1), 0)
    recall = np.where(occurs, right / np.maximum(clips, 1), 0)
    return f1.sum(axis=-1) / count, recall.sum(axis=-1) / count
