"""A model of a landmark tracker: it follows action units in part, and makes errors.

Some errors, in inter-ocular distances, are white noise, some are correlated in time, and some grow
with the head's rotation from its first pose; neighbouring landmarks share part of them. The share
of motion that is followed, and the errors, are fitted to dlib's results on rendered people, for
whom the exact landmarks are known; `docs/people.md` reports the measurements.
"""

from functools import cache

import numpy as np

from facemotion.demo.people.action_units import CODES

# By action unit, the share of its displacement that dlib finds. Other trackers follow more: the
# share in a clip is drawn between this one and `MOST_FOLLOWED`. dlib finds nothing of a blink;
# others do.
FOLLOWED = {
    1: 0.89, 2: 0.79, 4: 0.93, 5: 0.76, 6: 0.70, 7: 0.54, 9: 0.82, 10: 0.90, 12: 0.94, 14: 0.83,
    15: 0.60, 16: 0.62, 17: 0.39, 18: 0.67, 20: 0.56, 22: 0.58, 23: 0.84, 24: 0.75, 25: 0.60,
    26: 0.82, 27: 0.85, 43: 0.0,
}  # fmt: skip
FOLLOWED_ELSE, MOST_FOLLOWED = 0.7, 1.05

WHITE = 0.004
SLOW, MEMORY = 0.005, 0.75  # standard deviation, and correlation between successive frames
BROWS = 0.004  # of both brows together, vertically and slowly
TURN = 0.001  # per degree of head rotation within the clip
VARIETY = 0.35  # standard deviation of the logarithm of a clip's noise level
# Relative noise of jaw, brows, nose, eyes and mouth.
PARTS = ((range(0, 17), 1.8), (range(17, 22), 1.3), (range(22, 27), 1.3), (range(27, 36), 0.9),
         (range(36, 42), 1.1), (range(42, 48), 1.1), (range(48, 68), 1.1))  # fmt: skip
REACH = 2.0  # number of landmarks over which errors are shared within a part
FACE = 0.15  # share of each landmark's error that affects all others


def draw_followed(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the share of each action unit that a tracker follows, by clip: (count, A)."""
    least = np.array([FOLLOWED.get(code, FOLLOWED_ELSE) for code in CODES])
    return rng.uniform(least, MOST_FOLLOWED, (count, len(CODES)))


def draw_noise(angles: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw tracking errors.

    Parameters
    ----------
    angles : ndarray, shape (N, T, 3)
        Head angles, radians.

    Returns
    -------
    ndarray of float32, shape (N, T, 68, 2)
        In inter-ocular distances.
    """
    count, frames = angles.shape[:2]
    shape = (count, frames, 2, 68)
    slow = np.empty(shape, "float32")
    state = rng.standard_normal((count, 2, 68), "float32")
    fresh = np.float32(np.sqrt(1 - MEMORY**2))
    for frame in range(frames):
        slow[:, frame] = state
        state = MEMORY * state + fresh * rng.standard_normal((count, 2, 68), "float32")
    turn = np.rad2deg(angles - angles[:, :1]).astype("float32")
    bias = TURN * rng.standard_normal((count, 3, 2 * 68), "float32")
    errors = WHITE * rng.standard_normal(shape, "float32") + SLOW * slow
    errors += (turn @ bias).reshape(shape)
    errors = (errors @ _sharing()) * _levels()
    errors[:, :, 1, 17:27] += BROWS * slow[:, :, 0, :1]
    errors *= np.exp(rng.normal(0, VARIETY, (count, 1, 1, 1)))
    return np.swapaxes(errors, 2, 3).astype("float32")


@cache
def _levels() -> np.ndarray:
    levels = np.empty(68, "float32")
    for points, level in PARTS:
        levels[points] = level
    return levels


@cache
def _sharing() -> np.ndarray:
    """Return the matrix (68, 68) that mixes errors of neighbours while keeping their variance."""
    matrix = np.zeros((68, 68))
    for points, _ in PARTS:
        places = np.arange(len(points))
        apart = np.abs(places[:, None] - places)
        matrix[np.ix_(points, points)] = np.exp(-apart / REACH)
    matrix += FACE
    return (matrix / np.linalg.norm(matrix, axis=0)).astype("float32")
