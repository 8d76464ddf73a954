"""Find the onset of a unit, or of an explanation's weight on it."""

import numpy as np

RISEN = 0.2  # share of the peak


def onsets(course: np.ndarray) -> np.ndarray:
    """Return the first frame (...), from 0, in which courses (..., T) exceed a fifth of their peak.

    -1 for a course that is zero throughout.
    """
    size = np.abs(course)
    peak = size.max(axis=-1, keepdims=True)
    first = (size > RISEN * peak).argmax(axis=-1)
    return np.where(peak[..., 0] > 0, first, -1)
