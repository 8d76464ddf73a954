"""In which frame a unit, or the weight of an explanation on it, begins."""

import numpy as np

RISEN = 0.2  # share of the peak


def onsets(course: np.ndarray) -> np.ndarray:
    """Give the first frame (...), from 0, in which courses (..., T) pass a fifth of their peak.

    -1 where a course is zero throughout.
    """
    size = np.abs(course)
    peak = size.max(axis=-1, keepdims=True)
    first = (size > RISEN * peak).argmax(axis=-1)
    return np.where(peak[..., 0] > 0, first, -1)
