"""What a landmark tracker makes of a face: it follows action units in part, and errs.

Of the errors, in inter-ocular distances, some are white; some last over frames; some grow as the
head turns away from its first pose; all are shared in part by neighbours. Both are set by what dlib
makes of rendered people, of whom everything is known; `docs/people.md` has the measurements.
"""

from functools import cache

import numpy as np

from facemotion.demo.people.action_units import CODES

# By action unit, the share of its displacement that dlib shows. Other trackers follow more: the
# share in a clip is drawn from here up to `MOST_FOLLOWED`. Of a blink dlib shows none; others do.
FOLLOWED = {
    1: 0.89, 2: 0.79, 4: 0.93, 5: 0.76, 6: 0.70, 7: 0.54, 9: 0.82, 10: 0.90, 12: 0.94, 14: 0.83,
    15: 0.60, 16: 0.62, 17: 0.39, 18: 0.67, 20: 0.56, 22: 0.58, 23: 0.84, 24: 0.75, 25: 0.60,
    26: 0.82, 27: 0.85, 43: 0.0,
}  # fmt: skip
FOLLOWED_ELSE, MOST_FOLLOWED = 0.7, 1.05

WHITE = 0.004
SLOW, MEMORY = 0.005, 0.75  # size, and correlation from frame to frame
BROWS = 0.004  # both brows together, up or down, slowly
TURN = 0.001  # for each degree that the head has turned within the clip
VARIETY = 0.35  # standard deviation of the logarithm of a clip's level
# How noisy jaw, brows, nose, eyes and mouth are.
PARTS = ((range(0, 17), 1.8), (range(17, 22), 1.3), (range(22, 27), 1.3), (range(27, 36), 0.9),
         (range(36, 42), 1.1), (range(42, 48), 1.1), (range(48, 68), 1.1))  # fmt: skip
REACH = 2.0  # landmarks over which errors are shared within a part
FACE = 0.15  # share of each landmark's error in all others


def draw_followed(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the share of each action unit that a tracker follows, by clip: (count, A)."""
    least = np.array([FOLLOWED.get(code, FOLLOWED_ELSE) for code in CODES])
    return rng.uniform(least, MOST_FOLLOWED, (count, len(CODES)))


def draw_noise(angles: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw a tracker's errors.

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
    """Return the matrix (68, 68) by which neighbours share errors; it keeps their variance."""
    matrix = np.zeros((68, 68))
    for points, _ in PARTS:
        places = np.arange(len(points))
        apart = np.abs(places[:, None] - places)
        matrix[np.ix_(points, points)] = np.exp(-apart / REACH)
    matrix += FACE
    return (matrix / np.linalg.norm(matrix, axis=0)).astype("float32")
