"""Cooperative games of a few players, as arrays of the coalitions' worth."""

from math import factorial

import numpy as np


def shapley_values(worth: np.ndarray) -> np.ndarray:
    """Return the exact Shapley values of a game.

    Parameters
    ----------
    worth : ndarray, shape (2 ** n,)
        Worth of each coalition; player i is in coalition s if bit i of s is set.

    Returns
    -------
    ndarray, shape (n,)
        They sum to the worth of all players minus that of none (Shapley 1953).
    """
    n = len(worth).bit_length() - 1
    sets = np.arange(len(worth))
    size = np.array([int(s).bit_count() for s in sets])
    weight = np.array([factorial(k) * factorial(n - k - 1) / factorial(n) for k in range(n)])
    values = np.empty(n)
    for player in range(n):
        outside = sets[(sets >> player) % 2 == 0]
        gain = worth[outside | 1 << player] - worth[outside]
        values[player] = (weight[size[outside]] * gain).sum()
    return values


def together(worth: np.ndarray, first: int, second: int) -> float:
    """Return the interaction of two players, with all others present."""
    everyone = len(worth) - 1
    a, b = 1 << first, 1 << second
    return float(
        worth[everyone] - worth[everyone & ~a] - worth[everyone & ~b] + worth[everyone & ~a & ~b]
    )
