"""Floors that a spotter should exceed: its own intervals at random places, and blind tiles."""

from collections.abc import Mapping, Sequence

import numpy as np

from facemotion.spotting.intervals import TYPES, Interval

# Lengths of blind tiles in frames, 4% apart, so that one is always close to the best.
LENGTHS = tuple(sorted({round(float(n)) for n in np.geomspace(8, 1600, 136)}))


def tile(extents: Mapping[str, tuple[int, int]], length: int) -> list[Interval]:
    """Tile each video with intervals of one length and of both types; a remainder stays uncovered.

    Parameters
    ----------
    extents
        First and last frame of each video.
    length
        Length of the tiles, in frames.
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
    """Move each interval to a random place in its video, keeping its length.

    Parameters
    ----------
    intervals, extents
        Intervals to move, and first and last frame of each video.
    seed
        Seed of the places.
    """
    rng = np.random.default_rng(seed)
    scattered = []
    for interval in intervals:
        first, last = extents[interval.video]
        latest = max(first, last - interval.length + 1)
        start = int(rng.integers(first, latest, endpoint=True))
        moved = interval._replace(first=start, last=start + interval.length - 1)
        scattered.append(moved)
    return scattered
