"""Match predicted to true intervals: a maximum one-to-one matching within each video and type.

Yap et al. (MEGC 2020 to 2022) require an intersection over union of at least one half. They leave
the rest open; here, both end frames count, a prediction matches at most one true interval, and the
number of pairs is maximised, whatever the order of the rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from facemotion.spotting.intervals import Interval

LEAST_OVERLAP = 0.5


def match_intervals(
    truth: Sequence[Interval], predicted: Sequence[Interval]
) -> list[tuple[int, int]]:
    """Match predictions to true intervals of the same video and type.

    Of all matchings with the most pairs, one with the largest sum of overlaps is returned; emotions
    are ignored.

    Returns
    -------
    list of (int, int)
        Indices of a true interval and of the prediction matched to it, ascending.
    """
    groups = [_by_group(intervals) for intervals in (truth, predicted)]
    pairs = []
    for key in groups[0].keys() & groups[1].keys():
        rows, columns = groups[0][key], groups[1][key]
        overlaps = overlap_matrix([truth[i] for i in rows], [predicted[j] for j in columns])
        may = overlaps >= LEAST_OVERLAP
        # All overlaps together weigh less than one additional pair.
        weights = np.where(may, 1 + overlaps / (1 + min(overlaps.shape)), 0)
        chosen = zip(*linear_sum_assignment(weights, maximize=True), strict=True)
        pairs += [(rows[i], columns[j]) for i, j in chosen if may[i, j]]
    return sorted(pairs)


def overlap_matrix(truth: Sequence[Interval], predicted: Sequence[Interval]) -> np.ndarray:
    """Return the intersection over union (N, M) of intervals of one video, in frames."""
    first, last = (np.array([[i.first, i.last] for i in truth])[:, :, None]).transpose(1, 0, 2)
    other_first, other_last = np.array([[i.first, i.last] for i in predicted]).T
    both = np.maximum(0, np.minimum(last, other_last) - np.maximum(first, other_first) + 1)
    return both / (last - first + 1 + other_last - other_first + 1 - both)


def _by_group(intervals: Iterable[Interval]) -> dict[tuple[str, str], list[int]]:
    groups = defaultdict(list)
    for index, interval in enumerate(intervals):
        groups[interval.video, interval.type].append(index)
    return groups
