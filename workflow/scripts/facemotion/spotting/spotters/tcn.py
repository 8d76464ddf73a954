"""A network that labels frames, trained on generated people (`facemotion.spotting.network`)."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from facemotion.spotting import spotters
from facemotion.spotting.apex import find_apex
from facemotion.spotting.intervals import TYPES
from facemotion.spotting.tracks import Track

#: Settings: the probability from which a frame belongs to an expression.
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# By type, the shortest interval and the longest gap within one, in seconds.
SHORTEST = {"macro": 0.3, "micro": 0.1}
LONGEST_BREAK = {"macro": 0.2, "micro": 0.06}


class Spotter(spotters.Spotter):
    """Finds runs of frames with a high probability of a macro- or micro-expression."""

    CHOICES = THRESHOLDS
    DEFAULT = THRESHOLDS.index(0.5)
    NEEDS_WEIGHTS = True

    def load(self, weights: Path) -> None:
        """Remember the path of weights written by `facemotion.spotting.training`."""
        self._weights = weights

    def spot(self, track: Track) -> Iterator[spotters.Candidate]:
        """Find runs of frames; the apex is the frame that differs most from the first."""
        from facemotion.spotting.features import RATE

        probabilities = self._curves.curves(track.points, track.fps)
        for kind, curve in zip(TYPES, probabilities, strict=True):
            for choice, threshold in enumerate(THRESHOLDS):
                runs = join_runs(curve >= threshold, round(LONGEST_BREAK[kind] * RATE))
                for first, last in runs:
                    if last - first + 1 >= SHORTEST[kind] * RATE:
                        begin, end = to_frames(first, last, track.fps / RATE, len(track))
                        apex = find_apex(track.points, begin, end, track.fps)
                        yield spotters.Candidate(kind, choice, begin, apex, end)

    @cached_property
    def _curves(self):
        from facemotion.spotting.curves import Curves  # torch takes seconds to import

        return Curves(self._weights)


def join_runs(inside: np.ndarray, longest_break: int) -> list[tuple[int, int]]:
    """Return first and last index of the runs in a mask, joining runs with a short gap between."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    runs: list[tuple[int, int]] = []
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and first - runs[-1][1] - 1 <= longest_break:
            runs[-1] = (runs[-1][0], stop - 1)
        else:
            runs.append((first, stop - 1))
    return runs


def to_frames(first: int, last: int, ratio: float, frames: int) -> tuple[int, int]:
    """Convert indices at the network's rate to indices of the video's frames, from 0."""
    begin = min(round(first * ratio), frames - 1)
    return begin, min(max(begin, round((last + 1) * ratio) - 1), frames - 1)
