"""Calibration of probabilities by temperature scaling (Guo et al. 2017).

A fully trained network is overconfident. Its logits are divided by one number, fitted on held-out
people; the predicted class stays the same.
"""

import numpy as np
from scipy.special import log_softmax

KEPT = 10  # every tenth person is kept from training
COOLEST, HOTTEST = 0.2, 20.0  # temperatures


def kept_people(subjects: np.ndarray) -> np.ndarray:
    """Choose the clips (N,) of every tenth person, to calibrate on; of fewer than ten, of none."""
    people = np.unique(subjects)
    return np.isin(subjects, people[KEPT - 1 :: KEPT])


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """Find the temperature under which the labels are the likeliest.

    Parameters
    ----------
    logits, labels
        (N, n_classes) of people who did not train the network, and int (N,).
    """
    from scipy.optimize import minimize_scalar  # takes long to import, and folds do not need it

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(logits.astype("f8") / np.exp(log_temperature), axis=1)
        return -float(scaled[np.arange(len(labels)), labels].mean())

    found = minimize_scalar(loss, bounds=np.log([COOLEST, HOTTEST]), method="bounded")
    return float(np.exp(found.x))
