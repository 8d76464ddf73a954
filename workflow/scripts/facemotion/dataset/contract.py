"""The contract of the dataset file, version 1: landmarks of N clips, as HDF5.

=============== =================== ==========================================================
landmarks       f4 (N, 20, 68, 2)   x / image width, y / image height; NaN where a frame failed
frame_number    int32 (N, 20)       source frame
frame_status    uint8 (N, 20)       `FrameStatus`; names in an attribute
image_size      int32 (N, 2)        width, height in pixels
label           int8 (N,)           index into attribute `classes`; -1 without a label
clip_status     uint8 (N,)          `ClipStatus`; names in an attribute
clip_id         text (N,)
sequence_id     text (N,)
subject         text (N,)           of a neutral clip: its source's
aus             int8 (N, n_au)      FACS intensity: -1 unknown, 0 absent, 1-5 is a-e, 9 present
                                    without intensity; codes in the scale `au`
=============== =================== ==========================================================

Attributes: `schema_version`, `dataset`, `backend`, `normalization`, `classes`, `settings_digest`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import h5py
import numpy as np

from facemotion.clips.resampling import CLIP_FRAMES
from facemotion.emotions import CLASSES
from facemotion.errors import InputError
from facemotion.files import hdf5
from facemotion.landmarks.face import N_LANDMARKS
from facemotion.landmarks.store import add_status_names

SCHEMA_VERSION = 1
_ARRAYS = ("landmarks", "frame_number", "frame_status", "image_size", "label", "clip_status")
TEXTS = ("clip_id", "sequence_id", "subject")


class ClipStatus(IntEnum):
    """Whether a clip can be used."""

    OK = 0
    INTERPOLATED = 1  # some frames failed and were filled in from their neighbours
    EXCLUDED = 2  # too many frames failed


@dataclass
class Clips:
    """The arrays of a dataset file; see the module's table for names, shapes and units."""

    landmarks: np.ndarray
    frame_number: np.ndarray
    frame_status: np.ndarray
    image_size: np.ndarray
    label: np.ndarray
    clip_status: np.ndarray
    clip_id: np.ndarray
    sequence_id: np.ndarray
    subject: np.ndarray
    aus: np.ndarray
    au_codes: np.ndarray
    backend: str = ""

    @property
    def usable(self) -> np.ndarray:
        """Mask (N,) of the clips that are labelled and not excluded."""
        return (self.clip_status != ClipStatus.EXCLUDED) & (self.label >= 0)

    def rows_of(self, clip_ids: Iterable[str], named_by: str) -> np.ndarray:
        """Find clips by their ids; `named_by` says in an error what names them.

        Raises
        ------
        InputError
            The dataset does not have one of them.
        """
        row_of = {clip_id: row for row, clip_id in enumerate(self.clip_id)}
        wanted = list(clip_ids)
        missing = next((clip_id for clip_id in wanted if clip_id not in row_of), None)
        if missing is not None:
            raise InputError(
                f"{named_by} names clip {missing!r}, which the dataset does not have; make it "
                "again from this dataset."
            )
        return np.array([row_of[clip_id] for clip_id in wanted], int)


def write_dataset(clips: Clips, out: Path, **attributes: str) -> None:
    """Write a dataset file; `attributes` are added to those that every file has."""
    clip, frame, axis = ["clip"], ["clip", "frame"], ["clip", "axis"]
    with hdf5.create(out) as file:
        file.attrs["schema_version"] = SCHEMA_VERSION
        file.attrs["normalization"] = "x / image width, y / image height"
        file.attrs["classes"] = list(CLASSES)
        file.attrs["backend"] = clips.backend
        for name, value in attributes.items():
            file.attrs[name] = value
        hdf5.add_dimensions(
            file,
            clip=len(clips.label),
            frame=CLIP_FRAMES,
            landmark=N_LANDMARKS,
            axis=2,
            au=clips.au_codes,
        )
        point = ["clip", "frame", "landmark", "axis"]
        for name, dimensions, meaning in (
            ("landmarks", point, "x / image width, y / image height; NaN where the frame failed"),
            ("frame_number", frame, "source frame"),
            ("frame_status", frame, "how the landmarks of the frame came about"),
            ("image_size", axis, "width, height in pixels"),
            ("label", clip, "index into the attribute classes of the file; -1 without a label"),
            ("clip_status", clip, "whether the clip can be used"),
            ("clip_id", clip, "clip"),
            ("sequence_id", clip, "source sequence"),
            ("subject", clip, "person; of a neutral clip that of its source"),
            ("aus", ["clip", "au"], "FACS intensity: -1 unknown, 0 absent, 1-5 a-e, 9 present"),
        ):
            hdf5.add_array(file, name, getattr(clips, name), dimensions, meaning)
        add_status_names(file)
        file["clip_status"].attrs["values"] = " ".join(
            f"{status.value}={status.name.lower()}" for status in ClipStatus
        )


def read_dataset(path: str | Path) -> Clips:
    """Read a dataset file."""
    with h5py.File(path, "r") as file:
        return Clips(
            **{name: file[name][:] for name in (*_ARRAYS, "aus")},
            **{name: hdf5.read_text(file[name]) for name in TEXTS},
            au_codes=file["au"][:],
            backend=str(file.attrs["backend"]),
        )
