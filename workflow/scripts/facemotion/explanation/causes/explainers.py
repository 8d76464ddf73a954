"""Explanations of decisions, each with one number for every action unit of a clip.

A map over landmark × frame is pooled by a single rule: its signed values are summed over all frames
and landmarks, each landmark weighted by how far the unit moves it (`units.footprint`). Methods that
explain by units return their number directly. In addition, each has a course over the frames, which
is used to score the onset that the explanation implies for a unit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from facemotion.demo.shots import HEIGHT, WIDTH
from facemotion.explanation.attribution import freeze
from facemotion.explanation.causes.asking import Asked, log_odds
from facemotion.explanation.causes.basis import Reading
from facemotion.explanation.causes.map_methods import Maps
from facemotion.explanation.causes.method_names import (
    MOTION,
    RANDOM,
    UNIT_GRADIENTS,
    UNIT_REMOVAL,
)
from facemotion.explanation.causes.units import UNITS, footprint
from facemotion.models.inputs import OVER_TIME
from facemotion.progress import track

RESTING_SIZE = (WIDTH, HEIGHT)


@dataclass(frozen=True, eq=False)
class Explanation:
    """The result of a method for N clips.

    Attributes
    ----------
    value : ndarray, shape (N, U)
        Evidence of each unit for the class.
    course : ndarray, shape (N, U, T)
        Weight of the unit in each frame.
    """

    value: np.ndarray
    course: np.ndarray


@dataclass(frozen=True, eq=False)
class Case:
    """N clips to explain.

    Attributes
    ----------
    landmarks : ndarray, shape (N, T, 68, 2)
        In pixels.
    size : ndarray of int, shape (2,) or (N, 2)
        Width and height of the images, in pixels.
    target : ndarray of int, shape (N,)
        The class to explain.
    reading : Reading
        Amounts of units in the clips.
    """

    landmarks: np.ndarray
    size: np.ndarray
    target: np.ndarray
    reading: Reading


def explain_by_units(asked: Asked, case: Case) -> Explanation:
    """Remove each unit's motion, as estimated with the basis, and query the network again."""
    odds = log_odds(asked.answer(case.landmarks, case.size), case.target)
    values = np.empty((len(odds), len(UNITS)))
    for unit in track(range(len(UNITS)), "units removed", "units"):
        twin = case.landmarks - case.reading.part(unit)
        values[:, unit] = odds - log_odds(asked.answer(twin, case.size), case.target)
    return Explanation(values, case.reading.courses)


def explainers(
    asked: Asked, case: Case, steps: int, resting: np.ndarray, seed: int
) -> dict[str, Callable[[], Explanation]]:
    """Return every method that applies to the network, by name.

    Parameters
    ----------
    steps
        Steps of integrated gradients.
    resting : ndarray, shape (M, T, 68, 2)
        Clips of living faces without expression, in pixels of `RESTING_SIZE`: further baselines.
    seed
        Seed of random methods.
    """
    methods = {UNIT_REMOVAL: lambda: explain_by_units(asked, case)}
    if asked.settings["input"] not in OVER_TIME:
        return methods
    seen = asked.see(case.landmarks, case.size)
    maps = Maps(asked, seen, case.target, steps, asked.see(resting, RESTING_SIZE), seed)
    random = np.random.default_rng(seed)
    methods |= {name: lambda make=make: pooled(make()) for name, make in maps.methods().items()}
    return methods | {
        UNIT_GRADIENTS: lambda: _along_units(asked, case, seen, maps),
        MOTION: lambda: pooled(torch.linalg.vector_norm(seen - freeze(seen, False), dim=1).numpy()),
        RANDOM: lambda: pooled(random.standard_normal((len(seen), *seen.shape[2:]))),
    }


def pooled(maps: np.ndarray) -> Explanation:
    """Pool maps (N, 68, T) over each unit's landmarks."""
    course = np.einsum("npt,up->nut", maps, footprint(), optimize=True)
    return Explanation(course.sum(axis=2), course)


def _along_units(asked: Asked, case: Case, seen: torch.Tensor, maps: Maps) -> Explanation:
    """Multiply mean gradients by the displacements of each unit, as estimated with the basis."""
    gradients = maps.mean_gradients
    course = np.empty((len(seen), len(UNITS), seen.shape[-1]))
    for unit in range(len(UNITS)):
        twin = asked.see(case.landmarks - case.reading.part(unit), case.size)
        course[:, unit] = (gradients * (seen - twin).numpy()).sum(axis=(1, 2))
    return Explanation(course.sum(axis=2), course)
