"""The landmark file: HDF5 with one row a distinct frame.

=============== ============ ======================================================
sequence_id     text (M,)    rows are sorted by sequence_id, then frame_number
frame_number    int32 (M,)
landmarks       f4 (M,68,2)  x, y in pixels of the whole image; NaN without a face
box             f4 (M,4)     left, top, right, bottom of the face in pixels
confidence      f4 (M,)      the detector's score
frame_status    uint8 (M,)   `FrameStatus`; its names are an attribute of the dataset
image_size      int32 (M,2)  width, height; 0 where the image could not be read
=============== ============ ======================================================

Attribute `backend` names the backend and its version.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from facemotion.errors import InputError
from facemotion.files import hdf5
from facemotion.landmarks.face import N_LANDMARKS, Face, FrameStatus

_ARRAYS = ("frame_number", "landmarks", "box", "confidence", "frame_status", "image_size")


@dataclass
class LandmarkRows:
    """The arrays of a landmark file, with `backend`; see the module's table for shapes."""

    backend: str
    sequence_id: np.ndarray
    frame_number: np.ndarray
    landmarks: np.ndarray
    box: np.ndarray
    confidence: np.ndarray
    frame_status: np.ndarray
    image_size: np.ndarray

    def row_of_frame(self) -> dict[tuple[str, int], int]:
        """Index the rows by sequence and frame number."""
        keys = zip(self.sequence_id, self.frame_number.tolist(), strict=True)
        return {key: row for row, key in enumerate(keys)}


def write_landmarks(rows: Sequence[tuple[str, int, Face]], backend: str, out: Path) -> None:
    """Write faces, each with its sequence and frame number, as a landmark file."""
    faces = [face for _, _, face in rows]
    _write(
        LandmarkRows(
            backend,
            sequence_id=np.array([sequence_id for sequence_id, _, _ in rows], dtype=object),
            frame_number=np.array([number for _, number, _ in rows], dtype="int32"),
            landmarks=np.array([f.points for f in faces], "f4").reshape(-1, N_LANDMARKS, 2),
            box=np.array([f.box for f in faces], dtype="float32").reshape(-1, 4),
            confidence=np.array([f.confidence for f in faces], dtype="float32"),
            frame_status=np.array([f.status for f in faces], dtype="uint8"),
            image_size=np.array([f.image_size for f in faces], dtype="int32").reshape(-1, 2),
        ),
        out,
    )


def read_landmarks(path: str | Path) -> LandmarkRows:
    """Read a landmark file."""
    with h5py.File(path, "r") as file:
        arrays = {name: file[name][:] for name in _ARRAYS}
        return LandmarkRows(
            str(file.attrs["backend"]), hdf5.read_text(file["sequence_id"]), **arrays
        )


def merge_landmarks(shards: Sequence[Path], out: Path) -> None:
    """Join the files of all shards into one, sorted, so that the number of shards leaves no trace.

    Raises
    ------
    InputError
        The shards come from more than one backend.
    """
    parts = [read_landmarks(path) for path in shards]
    backends = sorted({part.backend for part in parts})
    if len(backends) > 1:
        raise InputError(
            f"{out}: its shards come from {' and '.join(backends)}; remove {shards[0].parent} "
            "and run again."
        )
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("sequence_id", *_ARRAYS)
    }
    order = np.lexsort([joined["frame_number"], joined["sequence_id"].astype(str)])
    rows = LandmarkRows(backends[0], **{name: values[order] for name, values in joined.items()})
    _write(rows, out)


def failures_in_words(path: str | Path) -> str:
    """Say how many frames have no landmarks, and in which sequences; "" if there are none."""
    rows = read_landmarks(path)
    failed = rows.frame_status != FrameStatus.OK
    if not failed.any():
        return ""
    counts = {s.name.lower(): int((rows.frame_status == s).sum()) for s in FrameStatus}
    kinds = ", ".join(f"{n} {name}" for name, n in counts.items() if n and name != "ok")
    sequences = sorted(set(rows.sequence_id[failed]))
    named = ", ".join(sequences[:5]) + (", ..." if len(sequences) > 5 else "")
    return (
        f"{failed.sum()} of {len(failed)} frames have no landmarks ({kinds}), in "
        f"{len(sequences)} sequences: {named}; every frame's status is in {path}."
    )


def _write(rows: LandmarkRows, out: Path) -> None:
    row, point, axis = ["row"], ["row", "landmark", "axis"], ["row", "axis"]
    with hdf5.create(out) as file:
        file.attrs["backend"] = rows.backend
        hdf5.add_dimensions(file, row=len(rows.frame_number), landmark=N_LANDMARKS, axis=2, side=4)
        for name, dimensions, meaning in (
            ("sequence_id", row, "sequence"),
            ("frame_number", row, "frame number in the sequence"),
            ("landmarks", point, "x, y in pixels; NaN where there is no face"),
            ("box", ["row", "side"], "left, top, right, bottom of the face in pixels"),
            ("confidence", row, "score of the face detector"),
            ("frame_status", row, "how the landmarks came about"),
            ("image_size", axis, "width, height in pixels"),
        ):
            hdf5.add_array(file, name, getattr(rows, name), dimensions, meaning)
        add_status_names(file)


def add_status_names(file: h5py.File) -> None:
    """Name the values of `frame_status` in an attribute, as `0=ok 1=interpolated ...`."""
    names = " ".join(f"{status.value}={status.name.lower()}" for status in FrameStatus)
    file["frame_status"].attrs["values"] = names
