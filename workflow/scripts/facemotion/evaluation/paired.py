"""Paired tests: two models on the same clips."""

import numpy as np
from scipy.stats import binomtest


def mcnemar_exact(right_a: np.ndarray, right_b: np.ndarray) -> dict:
    """Test whether two models are right equally often on the same clips (McNemar 1947, exact).

    Only clips that one model has right and the other wrong count; if both are equally good, each
    of these is a toss of a fair coin.

    Parameters
    ----------
    right_a, right_b
        bool (N,), whether each model is right on each clip.

    Returns
    -------
    dict
        `only_a` and `only_b`, clips that only one has right, and `p`, two-sided; 1 if there is no
        such clip.
    """
    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    n = only_a + only_b
    return {"only_a": only_a, "only_b": only_b, "p": binomtest(only_a, n).pvalue if n else 1.0}


def holm(p_values: list[float]) -> list[float]:
    """Adjust p-values for their number, so that any false alarm is as rare as p says (Holm 1979).

    The smallest of m is multiplied by m, the next by m - 1, and so on; none falls below one
    before it, none exceeds 1.
    """
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted.tolist()
