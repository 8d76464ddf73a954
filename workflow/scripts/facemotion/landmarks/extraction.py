"""Run a landmark backend over the frames of a shard (rule `extract_landmarks`)."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from facemotion.errors import InputError
from facemotion.files.grey import UnreadableError
from facemotion.landmarks.backends import Backend, FrameRequest, make_backend
from facemotion.landmarks.continuity import keep_one_face
from facemotion.landmarks.face import LARGEST, Face, FrameStatus
from facemotion.landmarks.store import write_landmarks
from facemotion.progress import track
from facemotion.sequences.images import read_frames
from facemotion.sequences.table import parse_ranges


def extract_landmarks(
    members: list[dict], root: Path, backend: str, settings: dict, out: Path
) -> None:
    """Find the landmarks of every frame of a shard and write them as HDF5.

    A frame without a face, or one that cannot be read, becomes a row with that status and the
    reason, as does one in which the face has jumped (`facemotion.landmarks.continuity`).

    Parameters
    ----------
    members
        The shard's members, as listed by `facemotion.landmarks.shards.shard_frames`.
    root
        Folder of the dataset.
    backend, settings
        Name of the backend, and its settings.
    out
        HDF5 file to write (`facemotion.landmarks.store`).

    Raises
    ------
    InputError
        The backend did not return exactly one face per requested frame.
    """
    finder = make_backend(backend, settings)
    rows: list[tuple[str, int, Face]] = []
    for member in track(members, "landmarks", "sequences"):
        numbers = parse_ranges(member["frame_numbers"])
        faces = _find_faces(finder, member, numbers, root)
        rows += [(member["sequence_id"], n, face) for n, face in zip(numbers, faces, strict=True)]
    write_landmarks(rows, f"{backend} {finder.version}", out)


def _find_faces(finder: Backend, member: dict, numbers: list[int], root: Path) -> list[Face]:
    read: dict[int, int | UnreadableError] = {}  # digest of the image, or why it is unreadable
    sequence_id = member["sequence_id"]

    def images() -> Iterator[np.ndarray | None]:
        frames = read_frames(root, member, numbers)
        frames = track(frames, f"landmarks of {sequence_id}", "frames", len(numbers))
        for number, image in zip(numbers, frames, strict=True):
            whole = isinstance(image, np.ndarray)
            read[number] = _digest(image) if whole else image
            yield image if whole else None

    face = member.get("face", LARGEST)
    request = FrameRequest(sequence_id, root, member["frame_pattern"], numbers, images, face)
    faces = list(finder.find(request))
    if len(faces) != len(numbers):
        raise InputError(
            f"landmark backend {finder.name}, sequence {sequence_id}: found {len(faces)} faces, "
            f"expected {len(numbers)}, one per frame; correct the backend's find."
        )
    for number, face in zip(numbers, faces, strict=True):
        seen = read.get(number)
        if isinstance(seen, UnreadableError):
            face.reason = face.reason or str(seen)
        elif seen is not None:
            face.content = seen
        elif face.status == FrameStatus.OK:
            face.content = _digest(face.points)
    return keep_one_face(faces)


def _digest(values: np.ndarray) -> int:
    """Return a 64-bit digest of an array's bytes and shape."""
    digest = hashlib.blake2b(repr(values.shape).encode(), digest_size=8)
    digest.update(np.ascontiguousarray(values))
    return int.from_bytes(digest.digest(), "little")
