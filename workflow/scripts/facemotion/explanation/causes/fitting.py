"""Fit the basis on generated people who move action units at random (`cast.draw_practice`).

Amounts of units are read by ridge regression on three successive frames, and the displacement that
an amount makes is found by least squares. Trackers follow some parts of a face less than others,
each in its own way, so amounts are learned from clips in which parts move by a share of what they
should.
"""

import numpy as np

from facemotion.demo.people.action_units import on_sides
from facemotion.demo.shots import Shots, film
from facemotion.explanation.causes.basis import SIDES, STEPS, Basis, front_motion, neighbours
from facemotion.explanation.causes.units import REGIONS, UNITS, code_weights
from facemotion.landmarks.face import N_LANDMARKS

RIDGE = 1e-5  # of the mean square of an amount's regressors, squared inter-ocular distances
FOLLOWED = (0.6, 1.1)  # shares of the displacement of a part, as dlib's of units


def true_amounts(shots: Shots, intensities: np.ndarray | None = None) -> np.ndarray:
    """Give how much of each unit the tracker is shown since the first frame: (N, U, 2, T).

    That is its intensity on a side, by how strongly it shows in the person and is followed.
    """
    shown = shots.acted.intensities if intensities is None else intensities
    sides = on_sides(shown, shots.acted.balance[:, None]) * shots.gains[:, None]
    change = sides - sides[:, :1]
    return np.einsum("ntas,ua->nust", change, code_weights(), optimize=True)


def fit_basis(shots: Shots, seed: int) -> Basis:
    """Fit a basis on practice clips; its errors are those of every fifth person, left out once."""
    motion, _ = front_motion(film(shots))
    seen = follow_parts(motion, np.random.default_rng([31, seed]))
    amounts = true_amounts(shots)
    held = shots.person % 5 == 0
    trial = _fit(motion[~held], seen[~held], amounts[~held], np.ones(len(UNITS)))
    read = trial.amounts(seen[held])
    off = (read - amounts[held]).mean(axis=2) / trial.residual(seen[held], read)[:, None, None]
    return _fit(motion, seen, amounts, np.sqrt((off**2).mean(axis=(0, 2))))


def follow_parts(motion: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give displacements (N, 2, 68, T) of which each part of the face shows a share of its own."""
    shares = np.empty((len(motion), 2, N_LANDMARKS, 1))
    for points in REGIONS:
        shares[:, :, list(points)] = rng.uniform(*FOLLOWED, (len(motion), 2, 1, 1))
    return shares * motion


def _fit(motion: np.ndarray, seen: np.ndarray, amounts: np.ndarray, error: np.ndarray) -> Basis:
    """Fit what amounts move on exact displacements, and amounts on those that trackers show."""
    seen = _by_frame(neighbours(seen))
    shown = _by_frame(amounts.reshape(len(amounts), -1, amounts.shape[-1]))
    square = seen.T @ seen / len(seen) + RIDGE * np.eye(seen.shape[1])
    reading = np.linalg.solve(square, seen.T @ shown / len(seen))
    moving = np.linalg.lstsq(shown, _by_frame(motion.reshape(len(motion), -1, motion.shape[-1])))
    return Basis(
        reading.reshape(len(STEPS), 2, N_LANDMARKS, len(UNITS), SIDES),
        moving[0].reshape(len(UNITS), SIDES, 2, N_LANDMARKS),
        error,
    )


def _by_frame(values: np.ndarray) -> np.ndarray:
    """Turn (N, F, T) into a row a frame: (N T, F)."""
    return values.transpose(0, 2, 1).reshape(-1, values.shape[1])
