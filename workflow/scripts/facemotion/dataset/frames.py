"""The frames of every clip, for networks with pixel input (rule `stack_frames`)."""

from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.dataset.crop import face_window
from facemotion.dataset.frames_layout import LAYOUT
from facemotion.dataset.messages import no_images
from facemotion.errors import InputError
from facemotion.files import hdf5
from facemotion.files.tsv import Rows
from facemotion.progress import track
from facemotion.sequences.images import read_clip


def stack_frames(
    clips: Clips, sequences: pd.DataFrame, root: Path, settings: dict, out: Path, **attributes: str
) -> None:
    """Write the frames of every clip, one clip at a time to bound the memory.

    Parameters
    ----------
    clips
        The dataset.
    sequences
        The sequence table, with the location of the frames.
    root
        Folder of the dataset.
    settings
        `size_px`, and `crop`: `whole` reduces the entire image, as in the paper; `face` crops a
        square around the face in the clip's first frame, the same in all frames, so that motion is
        preserved.
    out
        HDF5 file to write.
    attributes
        Attributes added to the file.

    Raises
    ------
    InputError
        The dataset has no images.
    """
    if not clips.has_images:
        raise InputError(no_images(clips.dataset))
    side, n, frames = settings["size_px"], len(clips.label), clips.frames
    rows = Rows(sequences, "sequence_id")
    with hdf5.create(out, LAYOUT, crop=settings["crop"], **attributes) as file:
        sizes = {"clip": n, "frame": frames, "y": side, "x": side}
        hdf5.add_dimensions(file, LAYOUT, sizes, {})
        shape = (n, frames, side, side)
        stacked = file.create_dataset(
            "frames", shape, "uint8", chunks=(1, *shape[1:]) if n else None, fletcher32=n > 0
        )
        hdf5.attach(file, stacked, LAYOUT.arrays["frames"])
        filled = np.zeros((n, frames), "uint8")
        usable = np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
        for clip in track(usable, "frames", "clips"):
            row = rows[clips.sequence_id[clip]]
            images, numbers = read_clip(root, row, clips.frame_number[clip])
            window = face_window(clips, clip) if settings["crop"] == "face" else None
            stacked[clip] = [_reduce(images[number], window, side) for number in numbers]
            filled[clip] = numbers != clips.frame_number[clip]
        hdf5.add_array(file, "filled", LAYOUT.arrays["filled"], filled)
        hdf5.add_array(file, "clip_id", LAYOUT.arrays["clip_id"], clips.clip_id)


def _reduce(image: np.ndarray, window: tuple | None, side: int) -> np.ndarray:
    """Crop to the window and resize to `side` pixels; beyond the image, its border is repeated."""
    if window is not None:
        x, y, width = window
        size = max(1, round(width))
        # getRectSubPix repeats the border, so the face keeps its place and scale.
        image = cv2.getRectSubPix(image, (size, size), (x, y))
    return cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)
