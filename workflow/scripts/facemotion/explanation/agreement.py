"""How well a map agrees with a set of places where it should be: four measures.

What counts is a map's evidence for the class, its positive part. Where that is zero everywhere the
map is degenerate: its measures are NaN, and such maps are counted.
"""

import numpy as np
from scipy.stats import rankdata

METRICS = ("mass", "auroc", "rank", "pointing")


def evidence(maps: np.ndarray) -> np.ndarray:
    """Return the evidence for the class: the positive part of signed maps."""
    return np.maximum(maps, 0)


def by_landmark(weights: np.ndarray) -> np.ndarray:
    """Add the evidence (n, 68, T) of all frames: what claims about action units rest on."""
    return weights.sum(axis=2)


class Evidence:
    """Evidence of n clips at P places, ranked once, to be compared with several expectations.

    Parameters
    ----------
    weights
        (n, P), not negative.
    """

    def __init__(self, weights: np.ndarray):
        self.weights = weights
        self._total = weights.sum(1)
        self._ranks = rankdata(weights, axis=1)
        self._falling = -np.sort(-weights, axis=1)

    def agreement(self, expected: np.ndarray) -> dict[str, np.ndarray]:
        """Measure how the evidence agrees with where it is expected.

        Parameters
        ----------
        expected
            bool (n, P). A clip for which no place or every place is expected has no measure.

        Returns
        -------
        dict of ndarray (n,), NaN if there is none
            mass
                Share of the evidence that lies on expected places (Kohlbrenner et al. 2020).
            auroc
                Probability that an expected place has more evidence than another; ties count half.
            rank
                Share of expected places among the K with most evidence, K being their number
                (Arras et al. 2022, "relevance rank accuracy").
            pointing
                Whether the place with most evidence is an expected one (Zhang et al. 2018).

        Places with equal evidence are taken in equal parts, so that the order in which landmarks
        are numbered decides nothing.
        """
        count, places = expected.sum(1), expected.shape[1]
        valid = (self._total > 0) & (count > 0) & (count < places)
        with np.errstate(invalid="ignore", divide="ignore"):
            above = (self._ranks * expected).sum(1) - count * (count + 1) / 2
            measures = {
                "mass": (self.weights * expected).sum(1) / self._total,
                "auroc": above / (count * (places - count)),
                "rank": self._share_of_highest(expected, count),
                "pointing": self._share_of_highest(expected, np.minimum(count, 1)),
            }
        return {name: np.where(valid, values, np.nan) for name, values in measures.items()}

    def _share_of_highest(self, expected: np.ndarray, count: np.ndarray) -> np.ndarray:
        """Return the share of expected places among the `count` highest of each row."""
        last = np.take_along_axis(self._falling, np.maximum(count - 1, 0)[:, None], axis=1)
        above, level = self.weights > last, self.weights == last
        part = (count - above.sum(1)) / level.sum(1)
        return ((above & expected).sum(1) + part * (level & expected).sum(1)) / count


def chance_agreement(expected: np.ndarray) -> dict[str, np.ndarray]:
    """Give what `Evidence.agreement` is on average for evidence that is put anywhere at random."""
    share = expected.mean(1)
    valid = (share > 0) & (share < 1)
    values = {"mass": share, "auroc": np.full(len(share), 0.5), "rank": share, "pointing": share}
    return {name: np.where(valid, value, np.nan) for name, value in values.items()}
