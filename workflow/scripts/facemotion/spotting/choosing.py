"""Choose settings by leave-one-subject-out: each subject's on all other subjects."""

import numpy as np

from facemotion.spotting.scoring import FOUND, PREDICTED, TRUE, f1_of


def choose_without(counts: np.ndarray, default: int) -> np.ndarray:
    """Choose for each subject and type the setting with the best F1 on all other subjects.

    Parameters
    ----------
    counts
        Counts (C, S, 2, 4) of C settings (`facemotion.spotting.scoring.count_by_subject`).
    default
        Setting used if no other subject has a true interval.

    Returns
    -------
    ndarray of int, shape (S, 2)
        Chosen settings; of equally good ones, that with the fewest predictions.
    """
    others = counts.sum(axis=1, keepdims=True) - counts
    f1 = np.nan_to_num(f1_of(others[..., FOUND], others[..., PREDICTED], others[..., TRUE]))
    order = np.lexsort([-others[..., PREDICTED], f1], axis=0)
    known = others[0, ..., TRUE] > 0
    return np.where(known, order[-1], default)
