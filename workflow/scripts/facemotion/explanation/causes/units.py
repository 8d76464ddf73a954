"""Action units that can be told apart by 68 landmarks, and their descriptions.

Units that displace the landmarks in the same direction (cosine above 0.9) are treated as one: AU26
and AU27 differ only in degree, AU23 and AU24 in the appearance of the lips, AU43 and AU64 in the
iris.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.people.landmarks import landmark_displacements
from facemotion.landmarks.face import N_LANDMARKS


@dataclass(frozen=True)
class Unit:
    """One or more action units that are treated as one.

    Attributes
    ----------
    codes : tuple of int
        FACS codes of the action units.
    words : str
        Description of the movement, as a clause.
    """

    codes: tuple[int, ...]
    words: str

    @property
    def name(self) -> str:
        """The name, such as ``AU12`` or ``AU26/27``."""
        return "AU" + "/".join(map(str, self.codes))


UNITS = (
    Unit((1,), "the inner brows are raised"),
    Unit((2,), "the outer brows are raised"),
    Unit((4,), "the brows are lowered"),
    Unit((5,), "the upper lids are raised"),
    Unit((6,), "the cheeks are raised"),
    Unit((7,), "the lids are tightened"),
    Unit((9,), "the nose is wrinkled"),
    Unit((10,), "the upper lip is raised"),
    Unit((12,), "the lip corners are pulled"),
    Unit((14,), "the lip corners are dimpled"),
    Unit((15,), "the lip corners are lowered"),
    Unit((16,), "the lower lip is lowered"),
    Unit((17,), "the chin is raised"),
    Unit((18,), "the lips are puckered"),
    Unit((20,), "the lips are stretched"),
    Unit((22,), "the lips are funneled"),
    Unit((23, 24), "the lips are tightened or pressed"),
    Unit((25,), "the lips are parted"),
    Unit((26, 27), "the jaw is dropped"),
    Unit((43, 64), "the upper lids are lowered"),
)
NAMES = tuple(unit.name for unit in UNITS)
# Parts of a face: jaw, brows, nose, eyes, upper lip, lower lip, corners of the mouth.
REGIONS = (
    range(17), range(17, 22), range(22, 27), range(27, 36), range(36, 42), range(42, 48),
    (49, 50, 51, 52, 53, 61, 62, 63), (55, 56, 57, 58, 59, 65, 66, 67), (48, 54, 60, 64),
)  # fmt: skip
PRESENT = 0.15  # change of intensity within a clip; about level A of FACS


@cache
def members() -> np.ndarray:
    """Return which codes belong to a unit: bool (len(UNITS), len(CODES))."""
    held = np.zeros((len(UNITS), len(CODES)), bool)
    for row, unit in zip(held, UNITS, strict=True):
        row[[INDEX[code] for code in unit.codes]] = True
    return held


@cache
def footprint() -> np.ndarray:
    """Return how far each unit moves each landmark, relative to its maximum: (len(UNITS), 68)."""
    far = np.linalg.norm(np.tensordot(members().astype(float), code_displacements(), 1), axis=-1)
    return far / far.max(axis=1, keepdims=True)


@cache
def code_weights() -> np.ndarray:
    """Return each code's share in its unit: its displacement along that of the unit's first code.

    Returns
    -------
    ndarray, shape (len(UNITS), len(CODES))
        1 for the first code, 2.0 for AU27 (the first is AU26), 0 for codes of other units.
    """
    flat = code_displacements().reshape(len(CODES), -1)
    first = flat[[INDEX[unit.codes[0]] for unit in UNITS]]
    return members() * (first @ flat.T) / (first**2).sum(axis=1, keepdims=True)


def code_displacements() -> np.ndarray:
    """Return the displacements of a frontal face by each code at intensity 1: (A, 68, 2) in dm."""
    moves = landmark_displacements().reshape(len(CODES), 2, N_LANDMARKS, 3)
    return moves[..., :2].sum(axis=1)


def courses(intensities: np.ndarray) -> np.ndarray:
    """Return each unit's change of intensity from the first frame.

    Parameters
    ----------
    intensities : ndarray, shape (N, T, len(CODES))

    Returns
    -------
    ndarray, shape (N, len(UNITS), T)
        For a unit with several codes, their sum.
    """
    change = intensities - intensities[:, :1]
    return np.swapaxes(change @ members().T.astype(float), 1, 2)


def extremes(course: np.ndarray) -> np.ndarray:
    """Return the signed value of largest magnitude in courses (..., T): (...)."""
    farthest = np.abs(course).argmax(axis=-1, keepdims=True)
    return np.take_along_axis(course, farthest, axis=-1)[..., 0]


def present(intensities: np.ndarray) -> np.ndarray:
    """Return which units change by at least `PRESENT` in a clip: bool (N, len(UNITS))."""
    return np.abs(courses(intensities)).max(axis=2) >= PRESENT
