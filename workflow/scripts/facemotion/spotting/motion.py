"""Main directional maximal difference (MDMD): from the motion of groups of points to intervals.

He, Wang, Li, Yap: Spotting Macro- and Micro-expression Intervals in Long Video Sequences, FG 2020
(arXiv 1912.11985), as described in the text; the public code deviates from it. The signal d(i) is
the difference between frames i and i - k minus the difference between frames i - k and i + k.
Frames are counted from 1, as in the paper.
"""

import math

import numpy as np

DIRECTIONS = 4
# By type: k, and the shortest and longest interval, in seconds. At 200 frames per second: micro, 80
# and 47 to 105 frames; macro, 260 and at least 106.
SECONDS = {"micro": (0.4, 0.235, 0.525), "macro": (1.3, 0.53, math.inf)}
# Thresholds between the mean (0) and the maximum (1); a subset of the paper's .01 to .99.
SHARES = (0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


def round_half_up(x: np.ndarray | float) -> np.ndarray | int:
    """Round halves up, as in the paper."""
    rounded = np.floor(np.asarray(x) + 0.5).astype(int)
    return rounded if rounded.ndim else int(rounded)


def scaled_frames(kind: str, fps: float) -> tuple[int, int, float]:
    """Return k, and the shortest and longest interval in frames, for a type and a frame rate."""
    k, least, most = SECONDS[kind]
    longest = most if math.isinf(most) else round_half_up(most * fps)
    return round_half_up(k * fps), round_half_up(least * fps), longest


def directions(flow: np.ndarray) -> np.ndarray:
    """Return the quadrant (...) of vectors (..., 2), 0 to 3; -1 for zero vectors and NaN."""
    angle = np.mod(np.arctan2(flow[..., 1], flow[..., 0]), 2 * np.pi)
    known = np.isfinite(angle) & (np.abs(flow).max(axis=-1) > 0)
    quadrant = np.where(known, np.floor(np.where(known, angle, 0) / (np.pi / 2)), -1)
    return np.minimum(quadrant, DIRECTIONS - 1).astype(int)


def group_values(there: np.ndarray, on: np.ndarray) -> np.ndarray:
    """Return the maximal difference in the main direction of groups of points.

    Parameters
    ----------
    there
        Motion from the head frame to the current frame, (..., G, 2), of the G points of a group.
    on
        Motion from the head frame to the tail frame, (..., G, 2).

    Returns
    -------
    ndarray, shape (...)
        How much longer `there` is than `on`, averaged over the largest third of the differences in
        the quadrant with the most points (the first of several); NaN if no point moves.
    """
    quadrant = directions(there)
    members = quadrant[..., None] == np.arange(DIRECTIONS)
    counts = members.sum(axis=-2)
    main = counts.argmax(axis=-1)
    inside = quadrant == main[..., None]
    difference = np.linalg.norm(there, axis=-1) - np.linalg.norm(on, axis=-1)
    inside &= np.isfinite(difference)
    ordered = -np.sort(np.where(inside, -difference, np.inf), axis=-1)
    size = inside.sum(axis=-1)
    kept = np.maximum(1, round_half_up(size / 3))
    sums = np.cumsum(np.where(np.isfinite(ordered), ordered, 0), axis=-1)
    mean = np.take_along_axis(sums, kept[..., None] - 1, axis=-1)[..., 0] / kept
    return np.where(size > 0, mean, np.nan)


def frame_values(groups: np.ndarray, largest: int) -> np.ndarray:
    """Return the mean of the `largest` finite values of groups (..., G); 0 if there are none."""
    ordered = -np.sort(-groups, axis=-1)[..., :largest]  # NaN sorts to the end
    counts = np.isfinite(ordered).sum(axis=-1)
    return np.nansum(ordered, axis=-1) / np.maximum(counts, 1)


def relative_values(d: np.ndarray, k: int) -> np.ndarray:
    """Return r(i) = d(i) - (d(i - k + 1) + d(i + k - 1)) / 2; NaN if one of them is unknown."""
    r = np.full(len(d), np.nan)
    reach = k - 1
    if len(d) > 2 * reach:
        middle = slice(reach, len(d) - reach)
        r[middle] = d[middle] - (d[: len(d) - 2 * reach] + d[2 * reach :]) / 2
    return r


def positive_runs(r: np.ndarray, share: float, least: int, most: float) -> list[tuple[int, int]]:
    """Return first and last index of runs above mean + share (max - mean), of allowed length.

    Parameters
    ----------
    r : ndarray, shape (T,)
        Signal; NaN if unknown.
    share
        Position of the threshold between mean (0) and maximum (1).
    least, most
        Shortest and longest run, in frames.
    """
    known = r[np.isfinite(r)]
    if not len(known):
        return []
    threshold = known.mean() + share * (known.max() - known.mean())
    above = np.concatenate([[False], np.nan_to_num(r, nan=-np.inf) > threshold, [False]])
    edges = np.flatnonzero(np.diff(above.astype(int)))
    pairs = zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True)
    return [(a, b) for a, b in pairs if least <= b - a + 1 <= most]
