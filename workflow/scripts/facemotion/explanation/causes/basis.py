"""Two linear maps: displacements to amounts of action units, and amounts to displacements.

Displacements are from the first frame, in frontal view, with left and right sides separate;
`fitting` learns the maps. A unit's displacement is transformed back into the image by the pose of
the head, so that any landmark input can be computed for the clip without the unit.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facemotion.explanation.causes.tracked import BATCH
from facemotion.explanation.causes.units import NAMES, UNITS, extremes
from facemotion.files import hdf5
from facemotion.files.hdf5_checks import check_size
from facemotion.files.hdf5_layout import TEXT, Array
from facemotion.landmarks.face import N_LANDMARKS
from facemotion.models.frontal import frontal_view

STEPS = (0, 1, -1)  # frames from which an amount is estimated: this, the previous and the next
SIDES = 2
_SIZES = {"side": SIDES, "landmark": N_LANDMARKS, "axis": 2, "step": len(STEPS)}
LAYOUT = hdf5.Layout(
    version=1,
    arrays={
        "reading": Array(
            ("step", "axis", "landmark", "unit", "side"), "f8",
            "weight of a displacement at steps 0, -1, +1 from a frame, in inter-ocular distances, "
            "for the amount of a unit",
        ),
        "moving": Array(
            ("unit", "side", "axis", "landmark"), "f8",
            "displacement at amount 1, inter-ocular distances, y down",
        ),
        "error": Array(
            ("unit",), "f8", "root mean square error of an amount, on held-out people, per "
            "inter-ocular distance of a clip's residual", low=0,
        ),
    },
    sizes=_SIZES,
    scales={"unit": TEXT},
    attributes=("clips",),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Basis:
    """The arrays of a basis file; see `LAYOUT`."""

    reading: np.ndarray
    moving: np.ndarray
    error: np.ndarray

    def amounts(self, motion: np.ndarray) -> np.ndarray:
        """Estimate amounts (N, U, 2, T), relative to the first frame, from (N, 2, 68, T)."""
        flat = self.reading.reshape(-1, len(self.moving) * SIDES)
        read = np.einsum("nft,fk->nkt", neighbours(motion), flat, optimize=True)
        read = read.reshape(len(motion), len(self.moving), SIDES, -1)
        return read - read[..., :1]

    def residual(self, motion: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """Return the motion of each clip that units do not explain, root mean square (N,)."""
        told = np.einsum("nust,uscp->ncpt", amounts, self.moving, optimize=True)
        return np.sqrt(((motion - told) ** 2).mean(axis=(1, 2, 3)))


@dataclass(frozen=True, eq=False)
class Reading:
    """Amounts of action units in N clips, estimated with a basis.

    Attributes
    ----------
    amounts : ndarray, shape (N, U, 2, T)
    error : ndarray, shape (N, U)
        Expected error of the amounts; it is larger for clips whose motion units explain less well.
    moving : ndarray
        The displacement per amount, from the basis.
    back : ndarray, shape (N, T, 2, 2)
        Transforms of frontal displacements back into the image.
    """

    amounts: np.ndarray
    error: np.ndarray
    moving: np.ndarray
    back: np.ndarray

    @property
    def courses(self) -> np.ndarray:
        """Return the amounts, averaged over both sides: (N, U, T)."""
        return self.amounts.mean(axis=2)

    @property
    def largest(self) -> np.ndarray:
        """Return the amount of largest magnitude of each unit, with its sign: (N, U)."""
        return extremes(self.courses)

    def part(self, unit: int) -> np.ndarray:
        """Return a unit's displacement in the image from the first frame: (N, T, 68, 2) px."""
        moved = np.einsum("nst,scp->ntpc", self.amounts[:, unit], self.moving[unit], optimize=True)
        return moved @ np.swapaxes(self.back, -1, -2)


def read_units(basis: Basis, landmarks: np.ndarray) -> Reading:
    """Estimate the amounts of units in tracks (N, T, 68, 2) px."""
    motion, back = front_motion(landmarks)
    amounts = basis.amounts(motion)
    error = basis.residual(motion, amounts)[:, None] * basis.error
    return Reading(amounts, error, basis.moving, back)


def front_motion(landmarks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return frontal displacements from the first frame, and transforms back into the image.

    Returns
    -------
    motion : ndarray, shape (N, 2, 68, T)
        In inter-ocular distances.
    back : ndarray, shape (N, T, 2, 2)
    """
    starts = range(0, len(landmarks), BATCH)
    views = [frontal_view(landmarks[start : start + BATCH].astype("f8")) for start in starts]
    points, back = (np.concatenate(of) for of in zip(*views, strict=True))
    return (points - points[:, :1]).transpose(0, 3, 2, 1), back


def neighbours(motion: np.ndarray) -> np.ndarray:
    """Append the previous and next frames to each frame of (N, 2, 68, T): (N, 3 * 136, T)."""
    flat = motion.reshape(len(motion), -1, motion.shape[-1])
    frames = np.arange(flat.shape[-1])
    at = [np.clip(frames - step, 0, frames[-1]) for step in STEPS]
    return np.concatenate([flat[..., rows] for rows in at], axis=1)


def write_basis(basis: Basis, clips: int, out: Path) -> None:
    """Write a basis file."""
    hdf5.write(out, LAYOUT, vars(basis), {"unit": np.array(NAMES, object)}, clips=clips)


def read_basis(path: str | Path) -> Basis:
    """Read a basis file.

    Raises
    ------
    DamagedFileError
        The file violates its contract, or has other units.
    """
    arrays, _ = hdf5.read(path, LAYOUT)
    check_size(path, "unit", len(arrays.pop("unit")), len(UNITS), "one per unit")
    return Basis(**arrays)
