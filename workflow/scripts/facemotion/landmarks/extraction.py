"""Run a landmark backend over the frames of a shard (rule `extract_landmarks`)."""

from functools import partial
from pathlib import Path

from facemotion.errors import InputError
from facemotion.landmarks.backends import FrameRequest, make_backend
from facemotion.landmarks.face import Face
from facemotion.landmarks.store import write_landmarks
from facemotion.progress import track
from facemotion.sequences.images import read_frames
from facemotion.sequences.table import parse_ranges


def extract_landmarks(
    members: list[dict], root: Path, backend: str, settings: dict, out: Path
) -> None:
    """Find the landmarks of every frame of a shard and write them as HDF5.

    A frame without a face, or one that cannot be read, becomes a row with that status.

    Parameters
    ----------
    members
        What `facemotion.landmarks.shards.shard_frames` lists for the shard.
    root
        Folder of the dataset.
    backend, settings
        Name of the backend, and its settings.
    out
        HDF5 file to write (`facemotion.landmarks.store`).

    Raises
    ------
    InputError
        The backend gave more or fewer faces than frames were asked for.
    """
    finder = make_backend(backend, settings)
    rows: list[tuple[str, int, Face]] = []
    for member in track(members, "landmarks", "sequences"):
        sequence_id, numbers = member["sequence_id"], parse_ranges(member["frame_numbers"])
        images = partial(read_frames, root, member, numbers)
        request = FrameRequest(sequence_id, root, member["frame_pattern"], numbers, images)
        faces = list(finder.find(request))
        if len(faces) != len(numbers):
            raise InputError(
                f"landmark backend {backend}, sequence {sequence_id}: found {len(faces)} faces, "
                f"expected {len(numbers)}, one for each frame; mend the backend's find."
            )
        rows += [(sequence_id, n, face) for n, face in zip(numbers, faces, strict=True)]
    write_landmarks(rows, f"{backend} {finder.version}", out)
