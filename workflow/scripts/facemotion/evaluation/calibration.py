"""Reliability of probabilities, and expected calibration error."""

import numpy as np
import pandas as pd
from scipy.special import softmax

from facemotion.models.calibration import fit_temperature

BINS = 10  # of equal width
LEAST = 1e-6  # probabilities are written with six decimals


def cross_fit(folds: list[pd.DataFrame], names: tuple[str, ...]) -> dict:
    """Calibrate each fold on the other folds; return reliability before and after.

    A fold's temperature is fitted on the test predictions of all other folds, which are training
    clips of this one.

    Parameters
    ----------
    folds
        Test predictions of each fold, of a scheme that tests a clip once.
    names
        Class names, in order.

    Returns
    -------
    dict
        `temperatures` by fold; `raw` and `calibrated`, each what `reliability` gives.
    """
    logits = [_log_probabilities(table, names) for table in folds]
    labels = [np.array([names.index(name) for name in table["class"]]) for table in folds]
    temperatures = [
        fit_temperature(
            np.concatenate(logits[:k] + logits[k + 1 :]),
            np.concatenate(labels[:k] + labels[k + 1 :]),
        )
        for k in range(len(folds))
    ]
    true = np.concatenate(labels)
    cooled = [found / t for found, t in zip(logits, temperatures, strict=True)]
    return {
        "temperatures": [round(t, 4) for t in temperatures],
        "raw": reliability(softmax(np.concatenate(logits), axis=1), true),
        "calibrated": reliability(softmax(np.concatenate(cooled), axis=1), true),
    }


def reliability(probabilities: np.ndarray, labels: np.ndarray) -> dict:
    """Compare the probability of the predicted class with the accuracy.

    Parameters
    ----------
    probabilities, labels
        (N, K), and int (N,).

    Returns
    -------
    dict
        `error`, the expected calibration error over `BINS` bins (Guo et al. 2017): the mean
        distance between probability and accuracy, weighted by clips; and `bins`, those with
        clips: `low`, `high`, `clips`, mean `probability`, share `right`.
    """
    surest, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    place = np.minimum((surest * BINS).astype(int), BINS - 1)
    bins = []
    for k in np.unique(place):
        inside = place == k
        bins.append(
            {
                "low": k / BINS, "high": (k + 1) / BINS, "clips": int(inside.sum()),
                "probability": float(surest[inside].mean()), "right": float(right[inside].mean()),
            }
        )  # fmt: skip
    apart = sum(b["clips"] * abs(b["probability"] - b["right"]) for b in bins)
    return {"error": apart / len(labels), "bins": bins}


def _log_probabilities(table: pd.DataFrame, names: tuple[str, ...]) -> np.ndarray:
    return np.log(np.maximum(table[[f"p_{name}" for name in names]].to_numpy("f8"), LEAST))
