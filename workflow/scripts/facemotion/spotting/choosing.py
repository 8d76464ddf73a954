"""What is chosen for a subject is chosen on the others: leave one subject out."""

import numpy as np

from facemotion.spotting.scoring import FOUND, PREDICTED, TRUE, f1_of


def choose_without(counts: np.ndarray, default: int) -> np.ndarray:
    """Choose for each subject and type what gives the best F1 on all other subjects.

    Parameters
    ----------
    counts
        (C, S, 2, 4), of C choices (`facemotion.spotting.scoring.count_by_subject`).
    default
        The choice where there is no other subject with anything to be found.

    Returns
    -------
    ndarray of int, shape (S, 2)
        Of choices that are equally good, the one with the fewest predictions.
    """
    others = counts.sum(axis=1, keepdims=True) - counts
    f1 = np.nan_to_num(f1_of(others[..., FOUND], others[..., PREDICTED], others[..., TRUE]))
    order = np.lexsort([-others[..., PREDICTED], f1], axis=0)
    known = others[0, ..., TRUE] > 0
    return np.where(known, order[-1], default)
