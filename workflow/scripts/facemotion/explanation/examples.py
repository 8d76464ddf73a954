"""Which clip represents an emotion in a figure."""

import numpy as np

from facemotion.explanation.maps import Maps


def typical_clip(maps: Maps, label: int) -> int | None:
    """Choose the clip whose probability is the median of those rightly given the class `label`.

    So neither the best nor the worst is shown; of an even number the less probable of the two.
    None if no clip was rightly given the class.
    """
    right = np.flatnonzero((maps.label == label) & (maps.predicted == label))
    if not len(right):
        return None
    order = right[np.argsort(maps.probabilities[right, label], kind="stable")]
    return int(order[(len(order) - 1) // 2])
