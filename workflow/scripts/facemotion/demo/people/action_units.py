"""The effects of facial action units (FACS) on the mesh: mixtures of face units, left and right.

An intensity of 1 is FACS level E. The gains were tuned by eye on renders, and by the motion that
dlib finds in them; the directions are those of the face units.
"""

from functools import cache

import numpy as np

from facemotion.demo.people.mesh import HeadMesh, head_mesh

# Action units as face units with gains; {} stands for Left and Right.
ACTION_UNITS: dict[int, tuple[tuple[str, float], ...]] = {
    1: (("browInnerUp", 1.20),),
    2: (("browOuterUp{}", 1.10), ("browInnerUp", 0.20)),
    4: (("browDown{}", 0.85),),
    5: (("eyeWide{}", 0.90),),
    6: (("cheekSquint{}", 1.00), ("eyeSquint{}", 0.30)),
    7: (("eyeSquint{}", 0.95), ("eyeBlink{}", 0.10)),
    9: (
        ("noseSneer{}", 1.30), ("browDown{}", 0.15), ("mouthUpperUp{}", 0.25),
        ("eyeSquint{}", 0.25),
    ),
    10: (("mouthUpperUp{}", 1.00), ("noseSneer{}", 0.20)),
    # mouthSmile alone raises the corners more than it pulls them apart, and raises the lower lip.
    12: (
        ("mouthSmile{}", 0.78), ("mouthDimple{}", 0.30), ("mouthStretch{}", 0.30),
        ("mouthLowerDown{}", 0.40),
    ),
    14: (("mouthDimple{}", 0.95),),
    15: (("mouthFrown{}", 1.10),),
    16: (("mouthLowerDown{}", 0.90),),
    17: (("mouthShrugLower", 0.90), ("mouthShrugUpper", 0.30)),
    18: (("mouthPucker", 0.80),),
    20: (("mouthStretch{}", 1.15),),
    22: (("mouthFunnel", 0.75),),
    # mouthPress alone looks like a smile; pucker and frown keep the corners in place.
    23: (
        ("mouthRollLower", 0.55), ("mouthRollUpper", 0.45), ("mouthPress{}", 0.25),
        ("mouthPucker", 0.35), ("mouthFrown{}", 0.20),
    ),
    24: (
        ("mouthPress{}", 0.50), ("mouthRollLower", 0.35), ("mouthRollUpper", 0.30),
        ("mouthPucker", 0.40), ("mouthFrown{}", 0.40),
    ),
    25: (("jawOpen", 0.07), ("mouthLowerDown{}", 0.35), ("mouthUpperUp{}", 0.30)),
    26: (("jawOpen", 0.42),),
    27: (("jawOpen", 0.85),),
    30: (("jawLeft", 0.6),),  # a negative intensity moves the jaw to the right
    43: (("eyeBlink{}", 1.00),),
    61: (("eyeLookOutLeft", 1.0), ("eyeLookInRight", 1.0)),
    62: (("eyeLookInLeft", 1.0), ("eyeLookOutRight", 1.0)),
    63: (("eyeLookUp{}", 1.0),),
    64: (("eyeLookDown{}", 1.0),),
}  # fmt: skip
CODES = tuple(ACTION_UNITS)
INDEX = {code: index for index, code in enumerate(CODES)}
SIDES = ("Left", "Right")  # of the person
SEAM = 0.06  # dm: width of the transition in the middle of units that move the whole face
MOST = 1.3  # largest intensity; beyond it, the mesh would fold


@cache
def unit_displacements() -> np.ndarray:
    """Return the displacements of each side of each action unit at intensity 1.

    Returns
    -------
    ndarray of float32, shape (len(CODES), 2, V, 3)
        Displacements in dm; sides in the order of `SIDES`.
    """
    mesh = head_mesh()
    left = (1 / (1 + np.exp(-np.clip(mesh.base[:, 0] / SEAM, -30, 30))))[:, None]
    moves = np.zeros((len(CODES), 2, len(mesh.base), 3), "float32")
    for of_unit, mixture in zip(moves, ACTION_UNITS.values(), strict=True):
        for name, gain in mixture:
            if "{}" in name:
                for of_side, side in zip(of_unit, SIDES, strict=True):
                    of_side += gain * _field(mesh, name.format(side))
            else:
                field = gain * _field(mesh, name)
                of_unit[0] += field * left
                of_unit[1] += field * (1 - left)
    return moves


def on_sides(intensities: np.ndarray, balance: np.ndarray | float = 0.0) -> np.ndarray:
    """Return the intensities on each side of a face.

    Parameters
    ----------
    intensities : ndarray, shape (..., A)
        In the order of `CODES`; clipped at `MOST`.
    balance : ndarray, shape (..., A)
        From -1 to 1: with 1, a unit appears on the left only, with -1, on the right only.

    Returns
    -------
    ndarray, shape (..., A, 2)
    """
    balance = np.broadcast_to(balance, intensities.shape)
    sides = np.stack([np.minimum(1, 1 + balance), np.minimum(1, 1 - balance)], axis=-1)
    return np.clip(intensities, -1, MOST)[..., None] * sides


def _field(mesh: HeadMesh, unit: str) -> np.ndarray:
    rows, moves = mesh.units[unit]
    field = np.zeros_like(mesh.base)
    field[rows] = moves
    return field
