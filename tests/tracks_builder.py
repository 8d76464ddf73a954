"""Small files of landmark tracks."""

from pathlib import Path

import numpy as np

from facemotion.files import hdf5
from facemotion.sequences.tracks.layout import FILE, LAYOUT


def make_tracks(folder: Path, emotions: list[str], frames: int = 12, **changed) -> Path:
    """Write a folder of tracks: clip k has its landmarks at x = 100 k + frame, y = landmark."""
    count = len(emotions)
    landmarks = np.zeros((count, frames, 68, 2), "float32")
    landmarks[..., 0] = 100 * np.arange(count)[:, None, None] + np.arange(frames)[None, :, None]
    landmarks[..., 1] = np.arange(68)
    values = {
        "sequence_id": np.array([f"c{k}" for k in range(count)], object),
        "subject": np.array([f"P{k % 2}" for k in range(count)], object),
        "emotion": np.array(emotions, object),
        "landmarks": landmarks,
        "image_size": np.tile(np.array([640, 480], "int32"), (count, 1)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    scales = {"au": np.array([1, 12], "int32")}
    hdf5.write(folder / FILE, LAYOUT, values | changed, scales, source="a test")
    return folder
