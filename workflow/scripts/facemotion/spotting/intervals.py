"""Intervals of videos: what a spotter finds, and what is there to be found."""

from collections.abc import Iterable
from typing import NamedTuple

from facemotion.errors import InputError

MACRO, MICRO = "macro", "micro"
TYPES = (MACRO, MICRO)


class Interval(NamedTuple):
    """Frames of a video in which an expression runs.

    Attributes
    ----------
    video
        Name of the video.
    type
        ``macro`` or ``micro``.
    first, last
        Frame numbers, both included: the length is last - first + 1.
    emotion
        A class; empty without one.
    """

    video: str
    type: str
    first: int
    last: int
    emotion: str = ""

    @property
    def length(self) -> int:
        """Frames."""
        return self.last - self.first + 1


def check_intervals(intervals: Iterable[Interval], source: str) -> None:
    """Refuse an interval that ends before it begins, or is of an unknown type.

    Raises
    ------
    InputError
        Names the row, counted from 1, and `source`, which says what holds the intervals.
    """
    for row, interval in enumerate(intervals, start=1):
        where = f"{source}, interval {row} (video {interval.video})"
        if interval.type not in TYPES:
            raise InputError(f"{where}: found type {interval.type!r}, expected macro or micro.")
        if interval.last < interval.first:
            raise InputError(
                f"{where}: found last frame {interval.last} before the first, {interval.first}; "
                "correct the row: an unknown end must be left empty, not 0."
            )
