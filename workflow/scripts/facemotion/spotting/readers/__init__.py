"""Readers of long videos and of their annotations: one module for each.

A module defines any of

`read_truth(path, settings)`
    Returns one `facemotion.spotting.truth.Annotation` for each row of the annotation at `path`,
    which is the folder of a dataset or the annotation file; `settings` is `sequences.samm` of the
    config.
`list_videos(path, fps)`
    Returns a `facemotion.spotting.videos.VideoRow` for each long video below `path`; `fps` is the
    config's, or None.
`raw_files(path)`
    Returns the files and folders to watch for changes of the videos; by default, only `path`.
`RESOURCES`
    Files below `workflow/` that the reader needs; optional.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from facemotion.sequences.fingerprint import file_fingerprint


def load_video_reader(name: str) -> ModuleType:
    """Load a reader's module."""
    return import_module(video_reader_module(name))


def videos_fingerprint(name: str, path: str) -> str:
    """Digest names, sizes and times of a reader's files, so that a changed video is noticed."""
    list_files = getattr(load_video_reader(name), "raw_files", lambda path: [path])
    return file_fingerprint([f for f in list_files(Path(path)) if f.exists()], path)


def video_reader_module(name: str) -> str:
    """Return the name of a reader's module."""
    return f"facemotion.spotting.readers.{name}"


def video_reader_names() -> list[str]:
    """List the available readers."""
    return sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem != "__init__")
