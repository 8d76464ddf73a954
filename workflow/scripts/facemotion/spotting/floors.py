"""What every spotter must beat: the same intervals at random, and intervals laid blindly."""

from collections.abc import Mapping, Sequence

import numpy as np

from facemotion.spotting.intervals import TYPES, Interval

# Lengths of blind tiles, frames: 4 % apart, so that the best is hardly missed.
LENGTHS = tuple(sorted({round(float(n)) for n in np.geomspace(8, 1600, 136)}))


def tile(extents: Mapping[str, tuple[int, int]], length: int) -> list[Interval]:
    """Cover each video with intervals of one length, of both types; a rest at the end stays bare.

    Parameters
    ----------
    extents
        Video to its first and last frame.
    length
        Frames.
    """
    return [
        Interval(video, kind, start, start + length - 1)
        for video, (first, last) in extents.items()
        for kind in TYPES
        for start in range(first, last - length + 2, length)
    ]


def scatter(
    intervals: Sequence[Interval], extents: Mapping[str, tuple[int, int]], seed: int
) -> list[Interval]:
    """Put intervals anywhere in their videos, each with its length."""
    rng = np.random.default_rng(seed)
    scattered = []
    for interval in intervals:
        first, last = extents[interval.video]
        latest = max(first, last - interval.length + 1)
        start = int(rng.integers(first, latest, endpoint=True))
        moved = interval._replace(first=start, last=start + interval.length - 1)
        scattered.append(moved)
    return scattered
