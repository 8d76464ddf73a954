"""What of an image a stacked frame shows, and where its landmarks lie there."""

import numpy as np

from facemotion.dataset.contract import Clips

FACE_MARGIN = 0.2  # of the landmarks' box, on each side: forehead, and a chin that moves


def face_window(clips: Clips, clip: int) -> tuple[float, float, float]:
    """Return centre x, centre y and side in pixels of the square about a clip's face at first.

    Later frames must not count: a square that has room for what follows would tell it.
    """
    points = clips.landmarks[clip, 0] * clips.image_size[clip]
    low, high = points.min(axis=0), points.max(axis=0)
    x, y = (low + high) / 2
    return float(x), float(y), float((high - low).max() * (1 + 2 * FACE_MARGIN))


def shown_part(clips: Clips, clip: int, crop: str) -> tuple[float, float, float, float]:
    """Return left, right, bottom and top of what stacked frames show, in pixels of the image."""
    if crop == "face":
        x, y, width = face_window(clips, clip)
        return x - width / 2, x + width / 2, y + width / 2, y - width / 2
    width, height = clips.image_size[clip]
    return -0.5, width - 0.5, height - 0.5, -0.5


def landmarks_in_frames(clips: Clips, rows: np.ndarray, crop: str, side: int) -> np.ndarray:
    """Say where landmarks lie in the stacked frames.

    Parameters
    ----------
    clips
        The dataset.
    rows
        Clips of it.
    crop, side
        As the frames were stacked.

    Returns
    -------
    ndarray, shape (len(rows), T, 68, 2)
        x and y in pixels of a stacked frame; the centre of the first pixel is (0, 0).
    """
    pixels = clips.landmarks[rows].astype("float64") * clips.image_size[rows, None, None, :]
    for k, row in enumerate(rows):
        if crop == "face":
            x, y, width = face_window(clips, row)
            size = max(1, round(width))
            pixels[k] += (size - 1) / 2 - np.array([x, y])
            scale = np.array([side / size, side / size])
        else:
            scale = side / clips.image_size[row]
        pixels[k] = (pixels[k] + 0.5) * scale - 0.5
    return pixels
