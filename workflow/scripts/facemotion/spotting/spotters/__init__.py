"""What finds expressions in long videos: one module here for each, chosen in the config.

A module has a class `Spotter`, derived from the one here. Making one reads nothing and imports
nothing heavy, since it is made whenever a workflow is planned.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import ClassVar, NamedTuple

from facemotion.spotting.tracks import Track


class Candidate(NamedTuple):
    """An interval by one choice.

    Attributes
    ----------
    type
        ``macro`` or ``micro``.
    choice
        Index into the spotter's `CHOICES`.
    first, apex, last
        Frames from 0, all included.
    """

    type: str
    choice: int
    first: int
    apex: int
    last: int


class Spotter:
    """Finds intervals; a spotter needs `spot`, everything else has a default."""

    #: What it leaves open, each a text or a number: chosen by type on other subjects.
    CHOICES: ClassVar[tuple] = ("",)
    #: Index of the choice where there is nothing to choose on.
    DEFAULT: ClassVar[int] = 0
    #: Whether it looks at pixels.
    NEEDS_IMAGES: ClassVar[bool] = False
    #: Whether it needs weights (rule `train_spotter`), which `load` is given.
    NEEDS_WEIGHTS: ClassVar[bool] = False

    def load(self, weights: Path) -> None:
        """Take the weights."""

    def spot(self, track: Track) -> Iterator[Candidate]:
        """Find the intervals of a video by every choice."""
        raise NotImplementedError


def make_spotter(name: str) -> Spotter:
    """Make a spotter."""
    return import_module(spotter_module(name)).Spotter()


def spotter_module(name: str) -> str:
    """Name the module of a spotter."""
    return f"facemotion.spotting.spotters.{name}"


def spotter_names() -> list[str]:
    """List the spotters there are."""
    return sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem != "__init__")
