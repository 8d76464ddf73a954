"""Fit the basis on generated people with random action units (`cast.draw_practice`).

Amounts of units are estimated by ridge regression on three successive frames, and the displacement
per amount by least squares. Trackers under- or overestimate the motion of parts of the face, each
in its own way, so the amounts are learned from clips in which the displacement of each part is
scaled by a random factor.
"""

import numpy as np

from facemotion.demo.people.action_units import on_sides
from facemotion.demo.shots import Shots, film
from facemotion.explanation.causes.basis import SIDES, STEPS, Basis, front_motion, neighbours
from facemotion.explanation.causes.units import REGIONS, UNITS, code_weights
from facemotion.landmarks.face import N_LANDMARKS

RIDGE = 1e-5  # in mean squares of an amount's regressors, squared inter-ocular distances
FOLLOWED = (0.6, 1.1)  # range of these factors, as observed for dlib


def true_amounts(shots: Shots, intensities: np.ndarray | None = None) -> np.ndarray:
    """Return the amount of each unit that a tracker can see, from the first frame: (N, U, 2, T).

    This is the intensity on each side, times the strength of the unit in this person and the share
    of its motion that the tracker follows.
    """
    shown = shots.acted.intensities if intensities is None else intensities
    sides = on_sides(shown, shots.acted.balance[:, None]) * shots.gains[:, None]
    change = sides - sides[:, :1]
    return np.einsum("ntas,ua->nust", change, code_weights(), optimize=True)


def fit_basis(shots: Shots, seed: int) -> Basis:
    """Fit a basis on practice clips; its errors are those on every fifth person, held out once."""
    motion, _ = front_motion(film(shots))
    seen = follow_parts(motion, np.random.default_rng([31, seed]))
    amounts = true_amounts(shots)
    held = shots.person % 5 == 0
    trial = _fit(motion[~held], seen[~held], amounts[~held], np.ones(len(UNITS)))
    read = trial.amounts(seen[held])
    off = (read - amounts[held]).mean(axis=2) / trial.residual(seen[held], read)[:, None, None]
    return _fit(motion, seen, amounts, np.sqrt((off**2).mean(axis=(0, 2))))


def follow_parts(motion: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Scale displacements (N, 2, 68, T) by a random factor for each part of the face."""
    shares = np.empty((len(motion), 2, N_LANDMARKS, 1))
    for points in REGIONS:
        shares[:, :, list(points)] = rng.uniform(*FOLLOWED, (len(motion), 2, 1, 1))
    return shares * motion


def _fit(motion: np.ndarray, seen: np.ndarray, amounts: np.ndarray, error: np.ndarray) -> Basis:
    """Fit displacements on exact motion, and amounts on motion as trackers see it."""
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
    """Reshape (N, F, T) to one row per frame: (N T, F)."""
    return values.transpose(0, 2, 1).reshape(-1, values.shape[1])
