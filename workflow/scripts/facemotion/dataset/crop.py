"""The part of an image that a stacked frame shows, and the position of landmarks in it."""

import numpy as np

from facemotion.dataset.contract import Clips

FACE_MARGIN = 0.2  # of the landmarks' box, on each side: for the forehead and the moving chin


def face_window(clips: Clips, clip: int) -> tuple[float, float, float]:
    """Return a square around the face in a clip's first frame: centre x, y and side in pixels.

    Later frames are ignored: if the square made room for the motion to come, it would reveal it.
    """
    points = clips.landmarks[clip, 0] * clips.image_size[clip]
    low, high = points.min(axis=0), points.max(axis=0)
    x, y = (low + high) / 2
    return float(x), float(y), float((high - low).max() * (1 + 2 * FACE_MARGIN))


def shown_part(clips: Clips, clip: int, crop: str) -> tuple[float, float, float, float]:
    """Return left, right, bottom and top of the image part in stacked frames, in image pixels.

    Parameters
    ----------
    clips, clip
        The dataset, and the index of a clip.
    crop
        ``face`` or ``whole``, as the frames were stacked.
    """
    if crop == "face":
        x, y, width = face_window(clips, clip)
        return x - width / 2, x + width / 2, y + width / 2, y - width / 2
    width, height = clips.image_size[clip]
    return -0.5, width - 0.5, height - 0.5, -0.5


def landmarks_in_frames(clips: Clips, rows: np.ndarray, crop: str, side: int) -> np.ndarray:
    """Return the positions of landmarks in the stacked frames.

    Parameters
    ----------
    clips
        The dataset.
    rows
        Indices of the clips.
    crop, side
        How the frames were stacked: `crop`, and the side length in pixels (`size_px`).

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
