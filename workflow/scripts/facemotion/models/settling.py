"""Whether training has settled: by one rule for all models, which looks at training clips alone."""

from collections.abc import Sequence

import numpy as np

# A model may be called worse than another only once its training has settled: from the last fifth
# but one of the epochs to the last fifth, its training loss fell by less than this (nats).
SETTLED_FALL = 0.02


def final_fall(losses: Sequence[float]) -> float | None:
    """Give how far the training loss still fell at the end, in nats.

    Parameters
    ----------
    losses
        Of every epoch.

    Returns
    -------
    float or None
        Mean of the last fifth but one of the epochs, less that of the last fifth; None where there
        is one epoch only.
    """
    fifth = max(1, len(losses) // 5)
    if len(losses) < 2 * fifth:
        return None
    return float(np.mean(losses[-2 * fifth : -fifth]) - np.mean(losses[-fifth:]))


def settled(fall: float | None) -> bool:
    """Tell whether training has settled; what is not trained in epochs has."""
    return fall is None or fall < SETTLED_FALL
