"""How far the true effect of a unit in a single clip may be from its estimate, and what is named.

An estimate errs in proportion to itself, by the relative error of the unit's amount as the basis
reads it, and a little besides. The factor on that law is chosen on people of whom the truth is
known, so that of the intervals that let a unit be named hardly any misses the true effect: of many
intervals only those are told, and they must hold (the false coverage rate; Benjamini and Yekutieli
2005).
"""

import numpy as np
from scipy.stats import rankdata

FLOOR, SHARE = 0.1, 0.2  # log-odds; of the estimate
LEAST_AMOUNT = 1e-3
READABLE = 0.8  # least AUROC of a unit that may be named
LEAST_CLIPS = 3  # on either side, for an AUROC


def error_scale(estimate: np.ndarray, amount: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Give by how much estimates are expected to err, up to a factor.

    Parameters
    ----------
    estimate, amount, error : ndarray, shape (N, U)
        Effects; the largest amount of each unit, and the error to be expected of it.
    """
    return FLOOR + np.abs(estimate) * (SHARE + error / np.maximum(np.abs(amount), LEAST_AMOUNT))


def calibrate(
    true: np.ndarray,
    estimate: np.ndarray,
    scale: np.ndarray,
    nameable: np.ndarray,
    confidence: float,
) -> float:
    """Give the least factor on the scale with which intervals hold.

    That is: of all intervals a share `confidence` holds the true effect, and so it is for those
    that leave zero out and may be named.

    Parameters
    ----------
    true, estimate, scale : ndarray, shape (N, U)
    nameable : ndarray of bool, shape (N, U)
    """
    off, clear = (np.abs(values) / scale for values in (true - estimate, estimate))
    factors = np.unique(np.concatenate([off.ravel(), clear.ravel()]))
    least = np.quantile(off, confidence, method="inverted_cdf")
    for factor in factors[factors >= least]:
        named = (clear > factor) & nameable
        if not named.any() or (off[named] <= factor).mean() >= confidence:
            return float(factor)
    return float(factors[-1])


def may_be_named(amount: np.ndarray, readable: np.ndarray) -> np.ndarray:
    """Tell of which units one may speak: bool (N, U).

    Those that can be read at all, bool (U,), and that are more than in the first frame: of a lip
    that is no longer pressed one cannot say that it is.
    """
    return (amount > 0) & readable


def are_readable(amount: np.ndarray, strength: np.ndarray, present: float) -> np.ndarray:
    """Tell which units can be told by their amounts, on people of whom the truth is known.

    Parameters
    ----------
    amount, strength : ndarray, shape (N, U)
        As read, and true.
    present
        Strength from which a unit is there.

    Returns
    -------
    ndarray of bool, shape (U,)
        Whether the AUROC is `READABLE`; of units that too few show nothing is known, so they are
        not.
    """
    found = [auroc(a, s >= present) for a, s in zip(amount.T, strength.T, strict=True)]
    return np.array([value >= READABLE for value in found])  # NaN is not


def auroc(score: np.ndarray, here: np.ndarray) -> float:
    """Give the probability that a clip with the unit scores higher; NaN with too few on a side."""
    count, others = here.sum(), (~here).sum()
    if min(count, others) < LEAST_CLIPS:
        return float("nan")
    return float((rankdata(score)[here].sum() - count * (count + 1) / 2) / (count * others))
