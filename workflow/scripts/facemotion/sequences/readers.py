"""Readers of datasets: one module each, named in the config as `sequences.datasets.<name>.reader`.

A reader's module has

`index(path, settings)`
    Gives the sequence table (`facemotion.sequences.table`) of the dataset at `path`; `settings` is
    the group of the config that has the reader's name under `sequences`, or empty.
`fingerprint(path)`
    Digests the raw files, so that changed ones are noticed. It is called whenever a workflow is
    planned, so the module imports nothing heavy outside `index`.
`RESOURCES`
    Files of `workflow/` that `index` reads.
`IS_SHEET`
    Whether `path` is no folder but a sheet that lists a user's own clips, which are wanted
    without a label too.

A new reader is one file here and one entry in the config.
"""

from pathlib import Path


def reader_module(reader: str) -> str:
    """Name the module of a reader."""
    return f"facemotion.sequences.{reader}"


def reader_names() -> list[str]:
    """List the readers there are."""
    return sorted(p.parent.name for p in Path(__file__).parent.glob("*/__init__.py"))
