"""Whether training has settled: one rule for all models, based on training clips only."""

from collections.abc import Sequence

import numpy as np

# A model may be called worse than another only once its training has settled: from the
# second-to-last fifth of the epochs to the last, its training loss fell by less than this (nats).
SETTLED_FALL = 0.02


def final_fall(losses: Sequence[float]) -> float | None:
    """Return the decrease of the training loss at the end of training, in nats.

    Parameters
    ----------
    losses
        Loss of every epoch.

    Returns
    -------
    float or None
        Mean loss over the second-to-last fifth of the epochs minus that over the last fifth; None
        if there is only one epoch.
    """
    fifth = max(1, len(losses) // 5)
    if len(losses) < 2 * fifth:
        return None
    return float(np.mean(losses[-2 * fifth : -fifth]) - np.mean(losses[-fifth:]))


def settled(fall: float | None) -> bool:
    """Return whether training has settled; models not trained in epochs always have."""
    return fall is None or fall < SETTLED_FALL
