"""Accuracy and other scores from a confusion matrix."""

from collections.abc import Collection

import numpy as np
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from facemotion.errors import InputError


def score_labels(
    true: list[str],
    predicted: list[str],
    classes: tuple[str, ...],
    columns: tuple[str, ...],
    not_averaged: Collection[str] = (),
) -> dict:
    """Score predicted against true labels.

    Parameters
    ----------
    true, predicted
        Names of classes, one a tested clip.
    classes
        The classes to report, in order. Only clips whose true class is among them are scored; a
        prediction outside them counts as wrong. A class without clips has no recall, so it is
        reported with zeros and left out of the averages.
    columns
        All classes that can be predicted, in order.
    not_averaged
        Classes without training clips, whose recall is necessarily 0. They are reported and
        count as errors in the accuracy, but are excluded from averages.

    Returns
    -------
    dict
        JSON-serialisable: clips, correct, accuracy, uar (unweighted average recall),
        macro_f1, per_class (precision, recall, f1, clips; a precision without predictions is 0),
        and the confusion matrix, rows true and columns predicted.

    Raises
    ------
    InputError
        No clip belongs to the classes.
    """
    if not set(true) & set(classes):
        raise InputError(
            f"no test clip belongs to the classes {', '.join(classes)}, so there is nothing to "
            "score."
        )
    pairs = [(t, p) for t, p in zip(true, predicted, strict=True) if t in classes]
    true, predicted = [t for t, _ in pairs], [p for _, p in pairs]
    correct = sum(t == p for t, p in pairs)
    precision, recall, f1, clips = precision_recall_fscore_support(
        true, predicted, labels=list(classes), zero_division=0
    )
    averaged = (clips > 0) & ~np.isin(classes, list(not_averaged))
    matrix = confusion_matrix(true, predicted, labels=list(columns))
    return {
        "clips": len(pairs),
        "correct": correct,
        "accuracy": correct / len(pairs),
        "uar": float(np.mean(recall[averaged])) if averaged.any() else 0.0,
        "macro_f1": float(np.mean(f1[averaged])) if averaged.any() else 0.0,
        "per_class": {
            name: {
                "precision": float(precision[k]),
                "recall": float(recall[k]),
                "f1": float(f1[k]),
                "clips": int(clips[k]),
            }
            for k, name in enumerate(classes)
        },
        "confusion": {
            "columns": list(columns),
            "rows": {name: matrix[columns.index(name)].tolist() for name in classes},
        },
    }
