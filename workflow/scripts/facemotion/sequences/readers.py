"""The readers of datasets: a folder here for each, named in the config by `sequences.datasets`.

A reader is a package `facemotion.sequences.<reader>` which has

`TRAITS`
    What is true of every dataset that it reads (`facemotion.sequences.traits.Traits`).
`fingerprint(path)`
    Digests the raw files, so that changed ones are noticed. It is called whenever a workflow is
    planned, so the package imports nothing heavy outside `index`.
`index(path, settings)`
    Gives the sequence table (`facemotion.sequences.table`) of the dataset at `path`; `settings` is
    the group of the config that has the reader's name under `sequences`, with `has_images`.
`RESOURCES`
    Files of `workflow/` that `index` reads; it may be left out.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType


def load_reader(name: str) -> ModuleType:
    """Load a reader's package."""
    return import_module(reader_module(name))


def reader_module(name: str) -> str:
    """Name the package of a reader."""
    return f"facemotion.sequences.{name}"


def reader_names() -> list[str]:
    """List the readers there are."""
    return sorted(p.parent.name for p in Path(__file__).parent.glob("*/__init__.py"))
