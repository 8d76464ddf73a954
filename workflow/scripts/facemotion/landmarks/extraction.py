"""Run a landmark backend over the frames of a shard."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from facemotion.landmarks import backend_module
from facemotion.landmarks.face import Face
from facemotion.landmarks.store import write_landmarks
from facemotion.sequences.table import frame_path, parse_ranges


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
    for member in tqdm(members, desc="sequences", unit="sequence", mininterval=2):
        numbers = parse_ranges(member["frame_numbers"])
        faces = tracker.track(_images(root, member, numbers))
        rows += [(member["sequence_id"], n, face) for n, face in zip(numbers, faces, strict=True)]
    write_landmarks(rows, f"{settings['backend']} {backend.VERSION}", out)


def _images(root: Path, member: dict, numbers: list[int]) -> Iterator[np.ndarray | None]:
    for number in numbers:
        yield read_grey(root / frame_path(member, number))


def read_grey(path: Path) -> np.ndarray | None:
    """Read an image as grey uint8 (height, width); None where there is none to be read."""
    try:
        data = np.fromfile(path, dtype="uint8")
    except OSError:
        return None
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None
