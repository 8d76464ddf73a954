"""What finds the 68 landmarks: one file here for each backend, chosen for each dataset.

A module has a class `Backend`, derived from the one here. Making one reads nothing and imports
nothing heavy, since it is made whenever a workflow is planned.
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
    """The frames of one sequence whose landmarks are wanted.

    Attributes
    ----------
    sequence_id
        Its name in the sequence table.
    root
        Folder of the dataset.
    file
        The sequence's `frame_pattern` in the sequence table, a path below `root`.
    numbers
        Frame numbers, rising.
    images
        Gives the images in that order, grey uint8 (height, width), or None for one that cannot be
        read; nothing is opened before the first is asked for.
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
    """Finds landmarks. A backend needs `find`; everything else has a default.

    Parameters
    ----------
    name
        Name of its module.
    settings
        Settings in the config; `SETTINGS` fills in the rest.
    """

    #: JSON schema of each setting, with its `default`.
    SETTINGS: ClassVar[Mapping[str, dict]] = {}
    #: Whether it looks at images.
    NEEDS_IMAGES: ClassVar[bool] = True
    #: Files of `workflow/` that it reads.
    RESOURCES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str, settings: Mapping):
        defaults = {key: schema["default"] for key, schema in self.SETTINGS.items()}
        self.name, self.settings = name, defaults | dict(settings)

    @property
    def version(self) -> str:
        """What of this backend, and of its packages, decides where landmarks are."""
        return "1"

    @property
    def reads_sequences(self) -> bool:
        """Whether a sequence itself is what it reads landmarks from, so that no image is needed."""
        return False

    def raw_files(self, root: Path, sequence_id: str = "*") -> list[Path]:
        """List the files below `root` that it reads besides images, of one sequence or of all."""
        return []

    def find(self, request: FrameRequest) -> Iterator[Face]:
        """Return one `Face` for each frame that is asked for, in order."""
        raise NotImplementedError


def make_backend(name: str, settings: Mapping) -> Backend:
    """Make a backend with its settings."""
    return import_module(backend_module(name)).Backend(name, settings)


def backend_module(name: str) -> str:
    """Name the module of a backend."""
    return f"facemotion.landmarks.backends.{name}"


def backend_names() -> list[str]:
    """List the backends there are."""
    return sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem != "__init__")
