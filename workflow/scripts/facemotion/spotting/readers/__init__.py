"""The readers of long videos and of what happens in them: one module here for each.

A module has any of

`read_truth(path, settings)`
    Gives an `facemotion.spotting.truth.Annotation` for every row of the annotation at `path`, which
    is the folder of a dataset or the annotation itself; `settings` is the group `sequences.samm`.
`list_videos(path, fps)`
    Gives a `facemotion.spotting.videos.VideoRow` for every long video below `path`; `fps` is the
    config's, or None.
`raw_files(path)`
    Gives the files and folders whose change is a change of the videos; `path` alone without it.
`RESOURCES`
    Files of `workflow/` that it reads; it may be left out.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from facemotion.sequences.fingerprint import file_fingerprint


def load_video_reader(name: str) -> ModuleType:
    """Load a reader's module."""
    return import_module(video_reader_module(name))


def videos_fingerprint(name: str, path: str) -> str:
    """Digest name, size and time of what a reader reads, so that a changed video is noticed."""
    list_files = getattr(load_video_reader(name), "raw_files", lambda path: [path])
    return file_fingerprint([f for f in list_files(Path(path)) if f.exists()], path)


def video_reader_module(name: str) -> str:
    """Name the module of a reader."""
    return f"facemotion.spotting.readers.{name}"


def video_reader_names() -> list[str]:
    """List the readers there are."""
    return sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem != "__init__")
