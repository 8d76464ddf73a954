"""Counterfactual clips of generated people: one action unit otherwise, all else the same.

Person, pose, speech, other units and the tracker's errors stay; only the unit's intensities differ.
"""

import numpy as np

from facemotion.demo.shots import Shots
from facemotion.explanation.causes.units import members

LATER_S = 0.5


def without(intensities: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Give what faces show if units are never active.

    Parameters
    ----------
    intensities : ndarray, shape (N, T, A)
    units : ndarray of bool, shape (N, len(UNITS))
        What is absent from each clip.

    Returns
    -------
    ndarray, shape (N, T, A)
    """
    return np.where((units @ members())[:, None], 0, intensities)


def weaker(intensities: np.ndarray, units: np.ndarray, share: float = 0.5) -> np.ndarray:
    """Give what faces show if units, bool (N, len(UNITS)), have a share of their strength."""
    return np.where((units @ members())[:, None], share * intensities, intensities)


def later(shots: Shots, units: np.ndarray, seconds: float = LATER_S) -> np.ndarray:
    """Give what faces show if units begin later; before, each is as it was in the first frame."""
    times, shown = shots.acted.times, shots.acted.intensities
    moved = shown.copy()
    for clip, unit in np.argwhere(units @ members()):
        then = times[clip] - seconds
        moved[clip, :, unit] = np.interp(then, times[clip], shown[clip, :, unit])
    return moved
