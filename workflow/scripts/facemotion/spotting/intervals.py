"""Intervals of expressions in videos, spotted or true."""

from collections.abc import Iterable
from typing import NamedTuple

from facemotion.errors import InputError

MACRO, MICRO = "macro", "micro"
TYPES = (MACRO, MICRO)


class Interval(NamedTuple):
    """The frames of a video during which an expression lasts.

    Attributes
    ----------
    video
        Name of the video.
    type
        ``macro`` or ``micro``.
    first, last
        Frame numbers, both inclusive: the length is last - first + 1.
    emotion
        Class of the emotion; may be empty.
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
    """Raise an error if an interval ends before it begins, or has an unknown type.

    Raises
    ------
    InputError
        The message names the row, counted from 1, and `source`, where the intervals come from.
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
