"""Facial motion besides emotion: rest, gaze, blinks, speech and head motion.

All functions draw N clips of T frames at once; times are (N, T) in seconds, intensities (N, T, A)
by the codes in `CODES`.
"""

import numpy as np

from facemotion.demo.people.action_units import CODES, INDEX

# Fluctuation of each unit in a face at rest: standard deviation of the intensity.
REST = {
    1: 0.04, 2: 0.03, 4: 0.04, 5: 0.03, 6: 0.03, 7: 0.05, 10: 0.02, 12: 0.03, 14: 0.03, 15: 0.03,
    17: 0.03, 18: 0.03, 20: 0.02, 23: 0.03, 24: 0.03, 25: 0.04, 26: 0.02, 43: 0.03,
}  # fmt: skip
GAZE = (0.22, 0.18)  # horizontally and vertically
BLINK_BEFORE_S = 0.4  # a blink may have started this long before the clip
# Head pose in degrees of yaw, pitch and roll: most people face the camera, some do not.
POSE, TURNED_POSE, TURNED_SHARE = (6, 4, 3), (15, 8, 6), 0.3
SWAY, MOST_SWAY = 1.2, 8.0


def smooth_noise(times, low_hz: float, high_hz: float, channels: int, rng) -> np.ndarray:
    """Return band-limited noise of unit variance, (N, T, channels)."""
    terms = 6
    shape = (len(times), 1, channels, terms)
    hz = np.exp(rng.uniform(np.log(low_hz), np.log(high_hz), shape))
    phase = rng.uniform(0, 2 * np.pi, shape)
    weight = rng.normal(0, np.sqrt(2 / terms), shape)
    return (weight * np.sin(2 * np.pi * hz * times[:, :, None, None] + phase)).sum(axis=-1)


def rest(times, rng) -> np.ndarray:
    """Return the small movements of a face at rest; intensities may be slightly negative."""
    strays = np.zeros((*times.shape, len(CODES)))
    lively = np.exp(rng.normal(0, 0.5, (len(times), 1, 1)))
    drift = lively * smooth_noise(times, 0.1, 1.2, len(REST), rng)
    strays[..., [INDEX[unit] for unit in REST]] = drift * list(REST.values())
    return strays


def gaze(times, rng) -> np.ndarray:
    """Return gaze as intensities of the units that move the eyes: up to two saccades per clip."""
    looks = np.zeros((*times.shape, len(CODES)))
    jumps = times[:, :, None] > rng.uniform(0, 1.6, (len(times), 1, 2)) * times[:, -1:, None]
    levels = rng.normal(0, GAZE, (len(times), 3, 2))
    place = np.repeat(jumps.sum(axis=-1)[:, :, None], 2, axis=-1)
    direction = np.take_along_axis(levels, place, axis=1)
    direction = direction + 0.02 * smooth_noise(times, 0.3, 3, 2, rng)
    for axis, (positive, negative) in enumerate(((61, 62), (63, 64))):
        looks[..., INDEX[positive]] = np.maximum(direction[..., axis], 0)
        looks[..., INDEX[negative]] = np.maximum(-direction[..., axis], 0)
    return looks


def blinks(times, rate_hz: float, rng) -> np.ndarray:
    """Return how far blinks of 0.2 to 0.4 s close the eyes, (N, T) from 0 to 1."""
    count = len(times)
    closed = np.zeros(times.shape)
    window = times[:, -1] + BLINK_BEFORE_S
    for _ in range(2):
        happens = rng.random(count) < 1 - np.exp(-rate_hz / 2 * window)
        at = rng.uniform(-0.3, 0.1, count) + rng.random(count) * window
        closing, hold = rng.uniform(0.06, 0.1, count), rng.uniform(0.02, 0.08, count)
        opening = rng.uniform(0.12, 0.25, count)
        shape = lids_closed(times - at[:, None], *(t[:, None] for t in (closing, hold, opening)))
        depth = np.where(happens, rng.uniform(0.7, 1.0, count), 0)
        closed = np.maximum(closed, depth[:, None] * shape)
    return closed


def lids_closed(since, closing, hold, opening) -> np.ndarray:
    """Return how far a blink closes the eyes, 0 to 1, from the seconds since its start."""
    return np.clip(np.minimum(since / closing, 1 - (since - closing - hold) / opening), 0, 1)


def speech(times, rng) -> np.ndarray:
    """Return the mouth movements of a speaker, and the brow movements that stress words.

    Syllables at 2 to 6 Hz open the jaw; between them the lips spread, round, press and close.
    """
    said = np.zeros((*times.shape, len(CODES)))
    beat = smooth_noise(times, 2.0, 6.0, 4, rng)
    phrase = np.clip(0.75 + 0.5 * smooth_noise(times, 0.2, 0.8, 1, rng)[..., 0], 0.1, 1.4)
    loud = np.exp(rng.normal(0, 0.35, (len(times), 1)))
    opening = np.maximum(0.25 + 0.5 * beat[..., 0], 0) * phrase * loud
    closing = np.maximum(-0.25 - 0.6 * beat[..., 0], 0)
    spreading = np.maximum(beat[..., 1], 0) * phrase
    rounding = np.maximum(-beat[..., 1], 0) * phrase
    baring = np.maximum(beat[..., 2], 0) * phrase
    for unit, limits, course in (
        (26, (0.2, 0.7), opening), (25, (0.3, 0.9), opening), (16, (0.0, 0.5), baring),
        (10, (0.0, 0.25), baring), (20, (0.0, 0.35), spreading), (12, (0.0, 0.30), spreading),
        (18, (0.1, 0.6), rounding), (22, (0.0, 0.45), rounding), (24, (0.1, 0.6), closing),
        (17, (0.0, 0.4), closing),
    ):  # fmt: skip
        said[..., INDEX[unit]] = _each(times, *limits, rng) * course
    stress = smooth_noise(times, 0.2, 1.0, 3, rng)
    raised = _some(times, 0.3, 0.1, 0.5, rng) * np.maximum(stress[..., 0], 0)
    said[..., INDEX[1]] = raised
    said[..., INDEX[2]] = raised * _each(times, 0.5, 1.2, rng)
    said[..., INDEX[4]] = _some(times, 0.25, 0.05, 0.35, rng) * np.maximum(stress[..., 1], 0)
    said[..., INDEX[12]] += _each(times, 0.0, 0.12, rng) * stress[..., 2]
    said[..., INDEX[30]] = 0.08 * beat[..., 3]
    return said


def head_motion(times, scale: float, lively: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
    """Draw head pose and head motion.

    Parameters
    ----------
    scale
        Scale of pose and motion; 0 keeps the head still and frontal.
    lively : ndarray, shape (N,)
        Further factor for each clip.

    Returns
    -------
    angles, shift : ndarray, shape (N, T, 3)
        Yaw, pitch, roll in radians; position in dm.
    """
    count = len(times)
    turned = rng.random((count, 1)) < TURNED_SHARE
    pose = rng.normal(0, 1, (count, 3)) * np.where(turned, TURNED_POSE, POSE)
    size = np.exp(rng.normal(np.log(SWAY), 0.8, (count, 1, 1))) * [1.0, 0.8, 0.6]
    size = np.minimum(size, MOST_SWAY) * lively[:, None, None]
    angles = pose[:, None] + 1.5 * size * smooth_noise(times, 0.15, 1.0, 3, rng)
    shift = size.mean(axis=-1, keepdims=True) * smooth_noise(times, 0.1, 0.8, 3, rng)
    return np.deg2rad(scale * angles), 0.04 * scale * shift


def _each(times, low: float, high: float, rng) -> np.ndarray:
    """Draw a random factor per clip, (N, 1)."""
    return rng.uniform(low, high, (len(times), 1))


def _some(times, share: float, low: float, high: float, rng) -> np.ndarray:
    """Draw a random factor for a share of the clips, and nearly zero for the others."""
    factor = _each(times, low, high, rng)
    return np.where(rng.random((len(times), 1)) < share, factor, 0.03)
