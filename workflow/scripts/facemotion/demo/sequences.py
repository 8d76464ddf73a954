"""Time courses of action units in an expression, and head drift.

All times are in frames, so that any frame rate can be simulated by scaling them.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from facemotion.demo.actor import SIDES, Head

# Units that may appear in expressions to which they do not belong; those that open the mouth would
# make a different expression.
STRAY_UNITS = (1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 24)
STRAY_PEAK = 0.25
# Standard deviations of head pose and head drift: yaw, pitch, roll in degrees; left, up and near in
# dm.
SEAT = np.array([3.0, 2.0, 1.5, 0.06, 0.05, 0.1])
DRIFT = np.array([1.5, 1.2, 0.8, 0.03, 0.02, 0.04])


@dataclass(frozen=True)
class Course:
    """One side of an action unit over time: rest, rise, hold and, if it ends, fall.

    Attributes
    ----------
    unit : int
    side : {"left", "right"}
    peak : float
        Intensity at the peak, 0–1.
    onset, rise : float
        Last frame at rest, counted from 0, and number of frames from there to the peak.
    hold, fall : float
        Number of frames at the peak, and from there back to rest.
    """

    unit: int
    side: str
    peak: float
    onset: float
    rise: float
    hold: float = inf
    fall: float = 1.0

    def at(self, frame: float | np.ndarray) -> float | np.ndarray:
        """Return the intensity at a frame, or at many, with smooth rise and fall."""
        up = _smooth_step((frame - self.onset) / self.rise)
        down = _smooth_step((frame - self.onset - self.rise - self.hold) / self.fall)
        return self.peak * (up - down)


def express(
    recipe: dict, intensity: float, frames: int, rng: np.random.Generator, strays: int = 2
) -> list[Course]:
    """Add personal and random variation to an emotion's recipe.

    Each unit has its own onset and duration, with one side slightly earlier and stronger; some
    stray units may appear. All units are at rest in the first frame and have reached their peak by
    the last.

    Parameters
    ----------
    recipe : dict
        Share of a full expression by action unit, or by (unit, side) for one side only.
    intensity : float
        Strength of this expression, 0–1.
    frames : int
        Length of the sequence.
    strays : int
        Largest number of stray units.
    """
    last = frames - 1
    peaks = {unit: intensity * share for unit, share in recipe.items()}
    strays = int(rng.integers(0, strays, endpoint=True))
    for unit in rng.choice(STRAY_UNITS, strays, replace=False).tolist():
        peaks.setdefault(unit, rng.uniform(0, STRAY_PEAK))
    start, duration = rng.uniform(0, 0.25), rng.uniform(0.4, 0.75)
    courses = []
    for unit, peak in peaks.items():
        onset = start + rng.uniform(-0.05, 0.12)
        rise = duration * rng.uniform(0.75, 1.25)
        peak *= rng.uniform(0.75, 1.25)
        asymmetry, lag = rng.normal(0, (0.10, 0.03))
        number, sides = (unit[0], unit[1:]) if isinstance(unit, tuple) else (unit, SIDES)
        for side in sides:
            sign = 1 if side == "left" else -1
            begin = np.clip(onset + sign * lag, 0, 0.5)
            strength = float(np.clip(peak * (1 + sign * asymmetry), 0, 1))
            end = min(begin + rise, 1)
            courses.append(Course(number, side, strength, begin * last, (end - begin) * last))
    return courses


def intensities(courses: list[Course], frame: float) -> dict[tuple[int, str], float]:
    """Return the intensities of all courses at a frame, by (unit, side); overlapping ones add."""
    total: dict[tuple[int, str], float] = {}
    for course in courses:
        key = (course.unit, course.side)
        total[key] = total.get(key, 0.0) + course.at(frame)
    return total


def head_motion(frames: int, rng: np.random.Generator, scale: float = 1.0) -> list[Head]:
    """Draw a random head position and a drift: a trend plus a slow random walk.

    Parameters
    ----------
    scale : float
        Factor on the drift; 1 is a person who was asked to keep still.
    """
    seat = rng.normal(0, SEAT)
    drifts = np.stack([_drift(frames, rng) for _ in SEAT], axis=1)
    return [Head(*pose) for pose in seat + scale * DRIFT * drifts]


def _drift(frames: int, rng: np.random.Generator) -> np.ndarray:
    """Return a random path (frames,) that starts at 0, with about unit size at its end."""
    walk = np.cumsum(rng.normal(0, 1, frames))
    walk = np.convolve(np.pad(walk, 3, "edge"), np.ones(7) / 7, "valid")
    trend = rng.normal(0, 1) * np.linspace(0, 1, frames)
    return (walk - walk[0]) / np.sqrt(frames) + trend


def _smooth_step(x: float | np.ndarray) -> float | np.ndarray:
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3 - 2 * x)
