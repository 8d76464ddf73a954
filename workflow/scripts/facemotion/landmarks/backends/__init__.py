"""Landmark backends: one module for each, chosen per dataset.

A module defines a class `Backend`, derived from the one here. Creating an instance must read no
file and import nothing heavy, since every planning of the workflow creates one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import ClassVar

import numpy as np

from facemotion.landmarks.face import LARGEST, Face


@dataclass(frozen=True)
class FrameRequest:
    """The frames of one sequence in which landmarks are to be found.

    Attributes
    ----------
    sequence_id
        The sequence's id in the sequence table.
    root
        Folder of the dataset.
    file
        The sequence's `frame_pattern` in the sequence table, a path below `root`.
    numbers
        Frame numbers, ascending.
    images
        Yields the images in that order: greyscale uint8 (height, width), or None for one that
        cannot be read. No image is opened before it is requested.
    face
        Which of several faces to follow: ``largest``, ``left``, ``right``, or a point ``x,y``.
    """

    sequence_id: str
    root: Path
    file: str
    numbers: list[int]
    images: Callable[[], Iterator[np.ndarray | None]]
    face: str = LARGEST


class Backend:
    """Finds landmarks. A subclass must define `find`; everything else has a default.

    Parameters
    ----------
    name
        Name of the module.
    settings
        Settings from the config; missing ones default to those in `SETTINGS`.
    """

    #: JSON schema of each setting, including its `default`.
    SETTINGS: ClassVar[Mapping[str, dict]] = {}
    #: Whether the backend needs images.
    NEEDS_IMAGES: ClassVar[bool] = True
    #: Files below `workflow/` that the backend reads.
    RESOURCES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str, settings: Mapping):
        defaults = {key: schema["default"] for key, schema in self.SETTINGS.items()}
        self.name, self.settings = name, defaults | dict(settings)

    @property
    def version(self) -> str:
        """The parts of this backend, and of its packages' versions, that affect the landmarks."""
        return "1"

    @property
    def reads_sequences(self) -> bool:
        """Whether the sequence itself is the source of landmarks, so that no image is needed."""
        return False

    def raw_files(self, root: Path, sequence_id: str = "*") -> list[Path]:
        """List the files below `root`, other than images, read for one sequence or for all."""
        return []

    def find(self, request: FrameRequest) -> Iterator[Face]:
        """Yield one `Face` per requested frame, in order."""
        raise NotImplementedError


def make_backend(name: str, settings: Mapping) -> Backend:
    """Create a backend with its settings."""
    return import_module(backend_module(name)).Backend(name, settings)


def backend_module(name: str) -> str:
    """Return the name of a backend's module."""
    return f"facemotion.landmarks.backends.{name}"


def backend_names() -> list[str]:
    """List the available backends."""
    return sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem != "__init__")
