"""Readers of datasets: one package for each, chosen in the config under `sequences.datasets`.

A reader is a package `facemotion.sequences.<reader>` that defines

`TRAITS`
    Properties of every dataset that it reads (`facemotion.sequences.traits.Traits`).
`fingerprint(path)`
    Digests the raw files, so that changes are noticed. Every planning of a workflow calls it, so
    the package must not import anything heavy outside `index`.
`index(path, settings)`
    Returns the sequence table (`facemotion.sequences.table`) of the dataset at `path`; `settings`
    is the group of the config with the reader's name under `sequences`, plus `has_images`.
`RESOURCES`
    Files below `workflow/` that `index` reads; optional.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType


def load_reader(name: str) -> ModuleType:
    """Load a reader's package."""
    return import_module(reader_module(name))


def reader_module(name: str) -> str:
    """Return the name of a reader's package."""
    return f"facemotion.sequences.{name}"


def reader_names() -> list[str]:
    """List the available readers."""
    return sorted(p.parent.name for p in Path(__file__).parent.glob("*/__init__.py"))
