"""Spotters, which find expressions in long videos: one module for each, chosen in the config.

A module defines a class `Spotter`, derived from the one here. Creating an instance must read no
file and import nothing heavy, since every planning of a workflow creates one.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import ClassVar, NamedTuple

from facemotion.spotting.tracks import Track


class Candidate(NamedTuple):
    """An interval found with one setting.

    Attributes
    ----------
    type
        ``macro`` or ``micro``.
    choice
        Index into the spotter's `CHOICES`.
    first, apex, last
        Frame indices from 0, all inclusive.
    """

    type: str
    choice: int
    first: int
    apex: int
    last: int


class Spotter:
    """Finds intervals. A subclass must define `spot`; everything else has a default."""

    #: Settings, each a text or a number, of which one is chosen for each type on other subjects.
    CHOICES: ClassVar[tuple] = ("",)
    #: Index of the setting to use if there are no other subjects.
    DEFAULT: ClassVar[int] = 0
    #: Whether the spotter needs images.
    NEEDS_IMAGES: ClassVar[bool] = False
    #: Whether the spotter needs weights (rule `train_spotter`), which are passed to `load`.
    NEEDS_WEIGHTS: ClassVar[bool] = False

    def load(self, weights: Path) -> None:
        """Load trained weights."""

    def spot(self, track: Track) -> Iterator[Candidate]:
        """Find the intervals of a video with every setting."""
        raise NotImplementedError


def make_spotter(name: str) -> Spotter:
    """Create a spotter."""
    return import_module(spotter_module(name)).Spotter()


def spotter_module(name: str) -> str:
    """Return the name of a spotter's module."""
    return f"facemotion.spotting.spotters.{name}"


def spotter_names() -> list[str]:
    """List the available spotters."""
    return sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem != "__init__")
