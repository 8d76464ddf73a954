"""The action units that 68 landmarks can tell apart, and what they are called.

Units whose displacements of the landmarks point the same way (cosine above 0.9) are told as one:
AU26 and AU27 differ in degree only, AU23 and AU24 by what lips look like, AU43 and AU64 by the iris.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.people.landmarks import landmark_displacements
from facemotion.landmarks.face import N_LANDMARKS


@dataclass(frozen=True)
class Unit:
    """What is told as one unit.

    Attributes
    ----------
    codes : tuple of int
        Action units of FACS.
    words : str
        What it does to a face: "lip corners pulled".
    """

    codes: tuple[int, ...]
    words: str

    @property
    def name(self) -> str:
        """Give its name, as ``AU12`` or ``AU26/27``."""
        return "AU" + "/".join(map(str, self.codes))


UNITS = (
    Unit((1,), "inner brows raised"),
    Unit((2,), "outer brows raised"),
    Unit((4,), "brows lowered"),
    Unit((5,), "upper lids raised"),
    Unit((6,), "cheeks raised"),
    Unit((7,), "lids tightened"),
    Unit((9,), "nose wrinkled"),
    Unit((10,), "upper lip raised"),
    Unit((12,), "lip corners pulled"),
    Unit((14,), "lip corners dimpled"),
    Unit((15,), "lip corners lowered"),
    Unit((16,), "lower lip lowered"),
    Unit((17,), "chin raised"),
    Unit((18,), "lips puckered"),
    Unit((20,), "lips stretched"),
    Unit((22,), "lips funneled"),
    Unit((23, 24), "lips tightened or pressed"),
    Unit((25,), "lips parted"),
    Unit((26, 27), "jaw dropped"),
    Unit((43, 64), "lids lowered"),
)
NAMES = tuple(unit.name for unit in UNITS)
PRESENT = 0.15  # change of intensity within a clip; about level A of FACS


@cache
def members() -> np.ndarray:
    """Say which codes a unit holds: bool (len(UNITS), len(CODES))."""
    held = np.zeros((len(UNITS), len(CODES)), bool)
    for row, unit in zip(held, UNITS, strict=True):
        row[[INDEX[code] for code in unit.codes]] = True
    return held


@cache
def footprint() -> np.ndarray:
    """Give how far each unit moves each landmark, as a share of its farthest: (len(UNITS), 68)."""
    moves = landmark_displacements().reshape(len(CODES), 2, N_LANDMARKS, 3)[..., :2].sum(axis=1)
    far = np.linalg.norm(np.tensordot(members().astype(float), moves, 1), axis=-1)
    return far / far.max(axis=1, keepdims=True)


def courses(intensities: np.ndarray) -> np.ndarray:
    """Give each unit's change of intensity since the first frame.

    Parameters
    ----------
    intensities : ndarray, shape (N, T, len(CODES))

    Returns
    -------
    ndarray, shape (N, len(UNITS), T)
        Of a unit with several codes, their sum.
    """
    change = intensities - intensities[:, :1]
    return np.swapaxes(change @ members().T.astype(float), 1, 2)


def present(intensities: np.ndarray) -> np.ndarray:
    """Tell which units move in a clip, by at least `PRESENT` either way: bool (N, len(UNITS))."""
    return np.abs(courses(intensities)).max(axis=2) >= PRESENT
