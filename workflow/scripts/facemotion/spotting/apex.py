"""Find the apex of an expression."""

import numpy as np
from scipy.ndimage import uniform_filter1d

from facemotion.models.inputs import align_similarity

RIGID = (27, 28, 29, 30, 36, 39, 42, 45)
FACE = slice(17, 68)  # all landmarks except the jaw's
SMOOTH_S = 0.05


def find_apex(points: np.ndarray, first: int, last: int, fps: float) -> int:
    """Find the frame of an interval that differs most from its first, with head motion removed.

    Parameters
    ----------
    points
        Landmarks (T, 68, 2) of the whole video; frames without a face are ignored.
    first, last
        Indices of the interval's first and last frame, both inclusive.
    """
    part = points[first : last + 1].astype("float64")
    there = np.flatnonzero(np.isfinite(part).all(axis=(1, 2)))
    if len(there) < 2:
        return first
    part = part[there]
    part = uniform_filter1d(part, max(1, round(SMOOTH_S * fps)), axis=0, mode="nearest")
    way = np.linalg.norm((align_similarity(part, part[:1], RIGID) - part[:1])[:, FACE], axis=-1)
    return first + int(there[way.mean(axis=1).argmax()])
