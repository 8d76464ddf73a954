"""MDMD on 68 landmarks: groups of landmarks replace blocks, and displacement replaces flow.

Head motion is removed by a similarity transform of the nose bridge and the corners of the eyes. A
landmark that is missing in one of the three frames is ignored.
"""

from collections.abc import Iterator

import numpy as np

from facemotion.models.inputs import align_similarity
from facemotion.spotting import spotters
from facemotion.spotting.intervals import TYPES
from facemotion.spotting.motion import (
    SHARES,
    frame_values,
    group_values,
    positive_runs,
    relative_values,
    scaled_frames,
)
from facemotion.spotting.tracks import Track

RIGID = (27, 28, 29, 30, 36, 39, 42, 45)
CORNERS = (36, 45)
# Brows, eyelids, nose wings, corners of the mouth, lips; the jaw is ignored.
GROUPS = (
    (17, 18, 19), (20, 21), (22, 23), (24, 25, 26), (37, 38, 40, 41), (43, 44, 46, 47),
    (31, 32, 33), (33, 34, 35), (48, 49, 59, 60), (53, 54, 55, 64),
    (50, 51, 52, 61, 62, 63), (56, 57, 58, 65, 66, 67),
)  # fmt: skip
LARGEST = 4  # number of groups averaged to a frame's value
MEDIAN_S = 1 / 40  # landmarks are filtered, because a group has few points to average noise
BLOCK = 4000  # frames processed at a time, to bound memory


class Spotter(spotters.Spotter):
    """The landmark variant, with k and lengths in seconds; k depends on the video's frame rate."""

    CHOICES = SHARES

    def spot(self, track: Track) -> Iterator[spotters.Candidate]:
        """Find runs of frames with a high relative difference."""
        points = smooth_median(track.points, round(MEDIAN_S * track.fps))
        for kind in TYPES:
            k, least, most = scaled_frames(kind, track.fps)
            r = relative_values(differences(points, k), k)
            for choice, share in enumerate(SHARES):
                for first, last in positive_runs(r, share, least, most):
                    apex = first + int(np.argmax(r[first : last + 1]))
                    yield spotters.Candidate(kind, choice, first, apex, last)


def smooth_median(points: np.ndarray, frames: int) -> np.ndarray:
    """Median-filter each coordinate over an odd number of frames; the ends stay unchanged."""
    reach = frames // 2
    if reach == 0 or len(points) <= 2 * reach:
        return points
    smooth = points.copy()
    windows = np.lib.stride_tricks.sliding_window_view(points, 2 * reach + 1, axis=0)
    smooth[reach:-reach] = np.median(windows, axis=-1)
    return smooth


def differences(points: np.ndarray, k: int) -> np.ndarray:
    """Return d for every frame of landmarks (T, 68, 2); NaN within k frames of either end."""
    d = np.full(len(points), np.nan)
    for start in range(k, len(points) - k, BLOCK):
        stop = min(start + BLOCK, len(points) - k)
        head = points[start - k : stop - k].astype("float64")
        eyes = np.linalg.norm(head[:, CORNERS[1]] - head[:, CORNERS[0]], axis=-1)
        with np.errstate(invalid="ignore", divide="ignore"):  # gaps stay NaN
            there, on = (
                (align_similarity(points[start + s : stop + s].astype("f8"), head, RIGID) - head)
                / eyes[:, None, None]
                for s in (0, k)
            )
        missing = np.isnan(there).any(axis=-1) | np.isnan(on).any(axis=-1)
        there[missing] = np.nan
        values = [group_values(there[:, list(g)], on[:, list(g)]) for g in GROUPS]
        values = frame_values(np.stack(values, axis=-1), LARGEST)
        d[start:stop] = np.where(missing.mean(axis=1) > 0.5, np.nan, values)
    return d
