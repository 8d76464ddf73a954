"""Uncertainty of a unit's estimated effect in a single clip, and which units may be named.

The error of an estimate is modelled as a constant plus a share of the estimate, which grows with
the relative error of the unit's amount. The factor on this model is calibrated on people whose true
effects are known, such that hardly any interval that lets a unit be named misses the true effect:
only these intervals are reported, so they must hold after this selection (the false coverage rate;
Benjamini and Yekutieli 2005).
"""

import numpy as np
from scipy.stats import rankdata

FLOOR, SHARE = 0.1, 0.2  # log-odds; share of the estimate
LEAST_AMOUNT = 1e-3
READABLE = 0.8  # AUROC that a unit must reach to be named
LEAST_CLIPS = 3  # with and without the unit, to compute an AUROC


def error_scale(estimate: np.ndarray, amount: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Return the expected error of estimates, up to a factor.

    Parameters
    ----------
    estimate, amount, error : ndarray, shape (N, U)
        Effects; the largest amount of each unit, and the expected error of this amount.
    """
    return FLOOR + np.abs(estimate) * (SHARE + error / np.maximum(np.abs(amount), LEAST_AMOUNT))


def calibrate(
    true: np.ndarray,
    estimate: np.ndarray,
    scale: np.ndarray,
    nameable: np.ndarray,
    confidence: float,
) -> float:
    """Return the smallest factor on the scale for which intervals hold.

    They hold if a share `confidence` of all intervals covers the true effect, and the same share of
    those that exclude zero and may be named.

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
    """Return which units may be named: bool (N, U).

    These can be read at all, `readable` (U,), and are stronger than in the first frame: if lips are
    no longer pressed, one cannot say that they are pressed.

    Parameters
    ----------
    amount : ndarray, shape (N, U)
        Largest amount of each unit, with its sign.
    readable : ndarray of bool, shape (U,)
        Result of `are_readable`.
    """
    return (amount > 0) & readable


def are_readable(amount: np.ndarray, strength: np.ndarray, present: float) -> np.ndarray:
    """Return which units can be detected by their amounts, on people with known truth.

    Parameters
    ----------
    amount, strength : ndarray, shape (N, U)
        Estimated and true.
    present
        Strength from which a unit counts as present.

    Returns
    -------
    ndarray of bool, shape (U,)
        Whether the AUROC reaches `READABLE`; false for units that too few clips show.
    """
    found = [auroc(a, s >= present) for a, s in zip(amount.T, strength.T, strict=True)]
    return np.array([value >= READABLE for value in found])  # false for NaN


def auroc(score: np.ndarray, here: np.ndarray) -> float:
    """Return the AUROC of a score for the presence of a unit; NaN with too few clips on a side.

    Parameters
    ----------
    score : ndarray, shape (N,)
        Score of each clip.
    here : ndarray of bool, shape (N,)
        Whether the unit is present.
    """
    count, others = here.sum(), (~here).sum()
    if min(count, others) < LEAST_CLIPS:
        return float("nan")
    return float((rankdata(score)[here].sum() - count * (count + 1) / 2) / (count * others))
