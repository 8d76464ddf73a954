"""MDMD on pixels: dense optical flow in 6 × 6 blocks of the face, as the paper's text describes.

It deviates from the text in two ways: it uses dense inverse search (Kroeger et al. 2016) instead of
robust local optical flow, which is not in OpenCV's main modules; and the face is cropped by the
landmarks of the first frame that has any, without detecting it in the crop again.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

import cv2
import numpy as np

from facemotion.errors import InputError
from facemotion.progress import track as progress
from facemotion.spotting import spotters
from facemotion.spotting.intervals import TYPES
from facemotion.spotting.motion import (
    SHARES,
    frame_values,
    group_values,
    positive_runs,
    relative_values,
    round_half_up,
    scaled_frames,
)
from facemotion.spotting.tracks import Track

SIDE, BLOCKS = 227, 6  # side of the crop in pixels; blocks per side
LARGEST = round_half_up(BLOCKS * BLOCKS / 3)
BROW, EYE = 18, 36  # landmarks whose vertical distance is added above the brows


class Spotter(spotters.Spotter):
    """MDMD with k and lengths in seconds; k in frames depends on the video's frame rate."""

    CHOICES = SHARES
    NEEDS_IMAGES = True

    def spot(self, track: Track) -> Iterator[spotters.Candidate]:
        """Find runs of frames with a high relative difference.

        Raises
        ------
        InputError
            The video has no images.
        """
        if track.images is None:
            raise InputError(
                f"video {track.video}: the spotter mdmd needs pixels, but there are only "
                "landmarks; remove it from spotting.spotters, or use mdmd_landmarks."
            )
        box = face_box(track.points)
        if box is None:
            return
        for kind in TYPES:
            k, least, most = scaled_frames(kind, track.fps)
            crops = (cut(image, box) for image in track.images())
            r = relative_values(differences(crops, len(track), k), k)
            for choice, share in enumerate(SHARES):
                for first, last in positive_runs(r, share, least, most):
                    apex = first + int(np.argmax(r[first : last + 1]))
                    yield spotters.Candidate(kind, choice, first, apex, last)


def face_box(points: np.ndarray) -> tuple[int, int, int, int] | None:
    """Return left, top, right and bottom of the face in the first frame that has one."""
    found = np.flatnonzero(np.isfinite(points).all(axis=(1, 2)))
    if not len(found):
        return None
    face = points[found[0]]
    (left, top), (right, bottom) = face.min(axis=0), face.max(axis=0)
    top -= face[EYE, 1] - face[BROW, 1]
    return tuple(int(v) for v in np.maximum(0, np.floor([left, top, right, bottom])))


def cut(image: np.ndarray | None, box: tuple[int, int, int, int]) -> np.ndarray | None:
    """Crop a greyscale image to the face, and resize it to `SIDE` × `SIDE` pixels."""
    if image is None:
        return None
    left, top, right, bottom = box
    face = image[top : bottom + 1, left : right + 1]
    return cv2.resize(face, (SIDE, SIDE)) if face.size else None


def differences(images: Iterable[np.ndarray | None], count: int, k: int) -> np.ndarray:
    """Return d for every frame; NaN within k frames of either end or of a frame without an image.

    Only 2 k + 1 images are kept in memory.
    """
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    d, images = np.full(count, np.nan), iter(images)
    held = deque(islice(images, 2 * k), maxlen=2 * k + 1)
    for place, image in enumerate(progress(images, "optical flow", "frames", count - 2 * k), k):
        held.append(image)
        head, current, tail = held[0], held[k], held[-1]
        if head is not None and current is not None and tail is not None:
            there, on = (_blocks(flow.calc(head, other, None)) for other in (current, tail))
            d[place] = frame_values(group_values(there, on), LARGEST)
    return d


def _blocks(flow: np.ndarray) -> np.ndarray:
    """Cut a flow field (y, x, 2) into equal blocks (B, pixels, 2), ignoring the remainder."""
    size = SIDE // BLOCKS
    used = flow[: size * BLOCKS, : size * BLOCKS]
    cells = used.reshape(BLOCKS, size, BLOCKS, size, 2).transpose(0, 2, 1, 3, 4)
    return cells.reshape(BLOCKS * BLOCKS, size * size, 2)
