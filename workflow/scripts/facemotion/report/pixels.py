"""The frames of clips as small pictures, for subjects who consented."""

import base64
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from facemotion.dataset.contract import Clips
from facemotion.files.tsv import Rows
from facemotion.landmarks.face import FrameStatus
from facemotion.progress import track
from facemotion.sequences.images import read_clip

NO_IMAGES = "This dataset has landmarks only, no images."
NOT_CONSENTED = "No consent to show the face."
UNREADABLE = "No image of this clip could be read."
LOST = "frames with landmarks could not be read."  # after their number
MARGINS = (0.12, 0.22)  # of the face's size: on each side; above, where there are no landmarks


@dataclass
class Window:
    """A square in an image, in pixels, fixed during a clip."""

    left: float
    top: float
    side: float

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Return points (..., 2) of the image as fractions of the square."""
        return (points - [self.left, self.top]) / self.side


def shown_window(points: np.ndarray) -> Window:
    """Return the square around all landmarks (..., 2) of a clip, in pixels, and the forehead."""
    low, high = np.nanmin(points.reshape(-1, 2), axis=0), np.nanmax(points.reshape(-1, 2), axis=0)
    size = float((high - low).max())
    low, high = low - size * np.array(MARGINS), high + size * MARGINS[0]
    side = float((high - low).max())
    left, top = (low + high - side) / 2
    return Window(float(left), float(top), side)


def make_strips(
    clips: Clips,
    rows: np.ndarray,
    windows: list[Window],
    sequences: pd.DataFrame,
    root: str | Path,
    consenting: list[str] | None,
    settings: dict,
) -> list[dict]:
    """Put the distinct frames of every clip side by side in one picture.

    Parameters
    ----------
    clips, rows
        The dataset, and the rows of the clips shown.
    windows
        Region shown of each clip.
    sequences
        The sequence table, which locates the frames.
    root
        Folder of the dataset.
    consenting
        Subjects whose face may be shown; None means all.
    settings
        `frame_px`, side of a frame in the picture, and `quality` of the compression, 1 to 100.

    Returns
    -------
    list of dict
        Per clip `image` (WebP, base64) and `tiles` (T indices into it); or `missing`, a
        sentence that says why there is no picture.
    """
    by_id = Rows(sequences, "sequence_id")
    strips = []
    both = zip(rows, windows, strict=True)
    for row, window in track(both, "pictures", "clips", len(rows)):
        if not clips.has_images:
            strips.append({"missing": NO_IMAGES})
            continue
        if consenting is not None and clips.subject[row] not in consenting:
            strips.append({"missing": NOT_CONSENTED})
            continue
        member = by_id[clips.sequence_id[row]]
        numbers, status = clips.frame_number[row], clips.frame_status[row]
        strips.append(_make_strip(root, member, numbers, status, window, settings))
    return strips


def _make_strip(
    root, member: dict, numbers: np.ndarray, status: np.ndarray, window: Window, settings: dict
) -> dict:
    images, shown = read_clip(root, member, numbers)
    if not images:
        return {"missing": UNREADABLE}
    # A frame with landmarks could be read before, so its neighbour must not be shown instead.
    lost = {*numbers[status == FrameStatus.OK].tolist()} - {*images}
    if lost:
        return {"missing": f"{len(lost)} {LOST}"}
    tiles = [cut_window(image, window, settings["frame_px"]) for image in images.values()]
    quality = [cv2.IMWRITE_WEBP_QUALITY, settings["quality"]]
    _, data = cv2.imencode(".webp", np.hstack(tiles), quality)
    places = np.searchsorted([*images], shown)
    return {"image": base64.b64encode(data).decode("ascii"), "tiles": places.tolist()}


def cut_window(image: np.ndarray, window: Window, side: int) -> np.ndarray:
    """Resize the window to `side` pixels; outside the image, its border is replicated."""
    size = max(1, round(window.side))
    middle = (window.left + (window.side - 1) / 2, window.top + (window.side - 1) / 2)
    face = cv2.getRectSubPix(image, (size, size), middle)
    return cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
