"""How far the true effect of a unit in a single clip may be from its estimate.

An estimate errs in proportion to itself, by the relative error of the unit's amount as the basis
reads it, and a little besides. The factor on that law is chosen on people of whom the truth is
known, so that of the intervals that leave zero out, and so let a unit be named, hardly any misses
the true effect: of many intervals only those are told, and they must hold (the false coverage rate;
Benjamini and Yekutieli 2005).
"""

import numpy as np

FLOOR, SHARE = 0.1, 0.2  # log-odds; of the estimate
LEAST_AMOUNT = 1e-3


def error_scale(estimate: np.ndarray, amount: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Give by how much estimates are expected to err, up to a factor.

    Parameters
    ----------
    estimate, amount, error : ndarray, shape (N, U)
        Effects; the largest amount of each unit, and the error to be expected of it.
    """
    return FLOOR + np.abs(estimate) * (SHARE + error / np.maximum(amount, LEAST_AMOUNT))


def calibrate(
    true: np.ndarray, estimate: np.ndarray, scale: np.ndarray, confidence: float
) -> float:
    """Give the least factor on the scale with which intervals hold.

    That is: of all intervals a share `confidence` holds the true effect, and so it is for those
    that leave zero out.

    Parameters
    ----------
    true, estimate, scale : ndarray, shape (N, U)
    """
    off, clear = (np.abs(values).ravel() / scale.ravel() for values in (true - estimate, estimate))
    factors = np.unique(np.concatenate([off, clear]))
    factors = factors[factors >= np.quantile(off, confidence, method="inverted_cdf")]
    for factor in factors:
        named = clear > factor
        if not named.any() or (off[named] <= factor).mean() >= confidence:
            return float(factor)
    return float(factors[-1])


def is_clear(estimate: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Tell of which estimates the interval, `width` to either side, leaves zero out."""
    return np.abs(estimate) > width
