"""Run a landmark backend over the frames of a shard."""

from importlib import import_module
from pathlib import Path

from facemotion.landmarks import backend_module
from facemotion.landmarks.face import Face
from facemotion.landmarks.store import write_landmarks
from facemotion.progress import track
from facemotion.sequences.images import read_frames
from facemotion.sequences.table import parse_ranges


def extract_landmarks(members: list[dict], root: Path, settings: dict, out: Path) -> None:
    """Find the landmarks of every frame of a shard and write them as HDF5.

    A frame without a face, or one that cannot be read, becomes a row with that status.

    Parameters
    ----------
    members
        What `facemotion.landmarks.shards.shard_frames` lists for the shard.
    root
        Folder of the dataset.
    settings
        Settings of the stage `landmarks`.
    out
        HDF5 file to write (`facemotion.landmarks.store`).
    """
    backend = import_module(backend_module(settings["backend"]))
    tracker = backend.create_tracker(settings)  # once: loading dlib's model takes half a second
    rows: list[tuple[str, int, Face]] = []
    for member in track(members, "landmarks", "sequences"):
        numbers = parse_ranges(member["frame_numbers"])
        faces = tracker.track(read_frames(root, member, numbers))
        rows += [(member["sequence_id"], n, face) for n, face in zip(numbers, faces, strict=True)]
    write_landmarks(rows, f"{settings['backend']} {backend.VERSION}", out)
