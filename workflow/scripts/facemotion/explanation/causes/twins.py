"""Counterfactual clips of generated people, which differ in one action unit.

Person, pose, speech, other units and tracking errors stay the same; only the unit's intensities
differ.
"""

import numpy as np

from facemotion.demo.shots import Shots
from facemotion.explanation.causes.units import members

LATER_S = 0.5


def without(intensities: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Return intensities in which units are never active.

    Parameters
    ----------
    intensities : ndarray, shape (N, T, A)
    units : ndarray of bool, shape (N, len(UNITS))
        Units to remove from each clip.

    Returns
    -------
    ndarray, shape (N, T, A)
    """
    return np.where((units @ members())[:, None], 0, intensities)


def weaker(intensities: np.ndarray, units: np.ndarray, share: float = 0.5) -> np.ndarray:
    """Return intensities in which units, bool (N, len(UNITS)), have a share of their strength."""
    return np.where((units @ members())[:, None], share * intensities, intensities)


def later(shots: Shots, units: np.ndarray, seconds: float = LATER_S) -> np.ndarray:
    """Return intensities in which units set in later, and keep their first value until then."""
    times, shown = shots.acted.times, shots.acted.intensities
    moved = shown.copy()
    for clip, unit in np.argwhere(units @ members()):
        then = times[clip] - seconds
        moved[clip, :, unit] = np.interp(then, times[clip], shown[clip, :, unit])
    return moved
