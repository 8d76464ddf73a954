"""Network input for long videos: frontal displacements, at one frame rate, in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from facemotion.models.frontal import frontal_points

RATE = 50.0  # frames per second
PIECE = 750  # 15 seconds; the resting position of a landmark is its median over a piece
HOP = PIECE // 2
LONGEST_GAP = 25  # longest run of frames without a face that is interpolated and still used
FEATURES = 2 * 68


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of a video at `RATE`.

    Attributes
    ----------
    start
        Index of the first frame, at `RATE`.
    values : ndarray of float32, shape (FEATURES, T)
        Displacement of each landmark from its median, in inter-ocular distances.
    seen : ndarray of bool, shape (T,)
        Whether a face was found in the frame, or in one shortly before and after it.
    """

    start: int
    values: np.ndarray
    seen: np.ndarray


def cut_pieces(points: np.ndarray, fps: float) -> Iterator[Piece]:
    """Cut a track (T, 68, 2) into pieces that overlap by half; skip pieces without any face."""
    even, seen = to_rate(points, fps)
    starts = range(0, max(1, len(even) - HOP), HOP)
    for start in starts:
        stop = len(even) if start == starts[-1] else start + PIECE
        piece, there = even[start:stop], seen[start:stop]
        if there.any():
            frontal = frontal_points(piece[None])[0]
            way = frontal - np.median(frontal[there], axis=0)
            values = way.reshape(len(way), FEATURES).T.astype("float32")
            yield Piece(start, values * there, there)


def to_rate(points: np.ndarray, fps: float) -> tuple[np.ndarray, np.ndarray]:
    """Resample a track to `RATE`: averaged if the frames are denser, otherwise interpolated.

    Returns
    -------
    points : ndarray, shape (T', 68, 2)
        Resampled landmarks, with gaps interpolated; all NaN without any face.
    seen : ndarray of bool, shape (T',)
        False in gaps longer than `LONGEST_GAP`.
    """
    there = np.isfinite(points).all(axis=(1, 2))
    frames = np.arange(len(points))
    count = max(1, round(len(points) / fps * RATE))
    times = (np.arange(count) + 0.5) / RATE * fps - 0.5  # centres of equal spans, in frames
    if not there.any():
        return np.full((count, 68, 2), np.nan), np.zeros(count, bool)
    flat = points[there].reshape(there.sum(), -1).astype("float64")
    filled = np.stack([np.interp(frames, frames[there], column) for column in flat.T], axis=1)
    width = max(1, round(fps / RATE))
    sums = np.concatenate([np.zeros((1, filled.shape[1])), np.cumsum(filled, axis=0)])
    low = np.clip(frames - (width - 1) // 2, 0, None)
    high = np.clip(frames + width // 2 + 1, None, len(frames))
    smooth = (sums[high] - sums[low]) / (high - low)[:, None]
    middles = (low + high - 1) / 2
    even = np.stack([np.interp(times, middles, column) for column in smooth.T], axis=1)
    known = frames[there]
    after = np.clip(np.searchsorted(known, times), 0, len(known) - 1)
    near = np.minimum(np.abs(known[after] - times), np.abs(known[np.maximum(after - 1, 0)] - times))
    return even.reshape(count, 68, 2), near <= LONGEST_GAP / 2 * fps / RATE + 1
