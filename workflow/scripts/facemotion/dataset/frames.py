"""The frames of every clip, for networks that see pixels (rule `stack_frames`).

`results/dataset/{dataset}_frames.h5`, version 1:

=========== ====================== ========================================================
frames      uint8 (N, 20, px, px)  grey levels; zero where a clip is excluded
filled      uint8 (N, 20)          1 where the image cannot be read and its neighbour stands
clip_id     text (N,)              the clips of the dataset, in its order
=========== ====================== ========================================================

Attributes: `schema_version`, `crop`, `settings_digest`. Frames are stored a clip a chunk.
"""

from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from facemotion.clips.resampling import CLIP_FRAMES
from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.dataset.crop import face_window
from facemotion.files import hdf5
from facemotion.progress import track
from facemotion.sequences.images import read_clip

SCHEMA_VERSION = 1


def stack_frames(
    clips: Clips, sequences: pd.DataFrame, root: Path, settings: dict, out: Path, **attributes: str
) -> None:
    """Write the frames of every clip, a clip at a time, so that memory holds one.

    Parameters
    ----------
    clips
        The dataset.
    sequences
        The sequence table, for where the frames are.
    root
        Folder of the dataset.
    settings
        `size_px`, and `crop`: `whole` reduces the image as it is, as in the paper; `face` cuts out
        a square about the landmarks of all frames of the clip, so that motion stays.
    out
        HDF5 file to write.
    attributes
        Added to the file's.
    """
    side, n = settings["size_px"], len(clips.label)
    rows = sequences.set_index("sequence_id", drop=False)
    with hdf5.create(out) as file:
        file.attrs["schema_version"] = SCHEMA_VERSION
        file.attrs["crop"] = settings["crop"]
        for name, value in attributes.items():
            file.attrs[name] = value
        hdf5.add_dimensions(file, clip=n, frame=CLIP_FRAMES, y=side, x=side)
        shape = (n, CLIP_FRAMES, side, side)
        frames = file.create_dataset(
            "frames", shape, "uint8", chunks=(1, *shape[1:]) if n else None, fillvalue=0
        )
        for axis, dimension in enumerate(("clip", "frame", "y", "x")):
            frames.dims[axis].attach_scale(file[dimension])
        frames.attrs["long_name"] = "grey levels"
        filled = np.zeros((n, CLIP_FRAMES), "uint8")
        usable = np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
        for clip in track(usable, "frames", "clips"):
            row = rows.loc[clips.sequence_id[clip]].to_dict()
            images, numbers = read_clip(root, row, clips.frame_number[clip])
            window = face_window(clips, clip) if settings["crop"] == "face" else None
            for position, number in enumerate(numbers):
                frames[clip, position] = _reduce(images[number], window, side)
            filled[clip] = numbers != clips.frame_number[clip]
        meaning = "1 where the nearest readable frame of the clip stands instead"
        hdf5.add_array(file, "filled", filled, ["clip", "frame"], meaning)
        hdf5.add_array(file, "clip_id", clips.clip_id, ["clip"], "clip")


def _reduce(image: np.ndarray, window: tuple | None, side: int) -> np.ndarray:
    """Cut out the window and bring it to `side` pixels; outside the image its border goes on."""
    if window is not None:
        x, y, width = window
        size = max(1, round(width))
        # getRectSubPix repeats the border, so the face keeps its place and scale.
        image = cv2.getRectSubPix(image, (size, size), (x, y))
    return cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)
