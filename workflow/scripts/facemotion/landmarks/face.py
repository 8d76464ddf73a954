"""What a landmark backend says of one frame."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

N_LANDMARKS = 68
# Ridge and base of the nose, corners of the eyes (from 0): what holds the head's motion. No action
# unit of generated people moves one of them by more than 3.2 % of the inter-ocular distance, and a
# blink none by 1 %; AU9 moves 27 by 5 %, 31 and 35 by 9 %.
RIGID = (28, 29, 30, 33, 36, 39, 42, 45)
RIGHT_EYE, LEFT_EYE = slice(36, 42), slice(42, 48)
LARGEST = "largest"  # which of several faces, if none was chosen


class FrameStatus(IntEnum):
    """How the landmarks of a frame came about; stored as uint8, names in an attribute."""

    OK = 0
    INTERPOLATED = 1  # set by the stage `dataset`, never by a backend
    NO_FACE = 2
    UNREADABLE = 3


@dataclass
class Face:
    """Landmarks of one frame.

    Attributes
    ----------
    status
        Whether the rest can be used.
    points
        float32 (68, 2), x and y in pixels of the whole image; the centre of the first pixel is
        (0, 0); NaN where there is no face.
    box
        float32 (4,), left, top, right, bottom of the face in pixels; NaN where there is no face.
    confidence
        The detector's score, in its own unit (dlib: margin of its linear classifier).
    image_size
        Width and height in pixels; (0, 0) where the image could not be read.
    reason
        Why it cannot be used, or what is odd about it; may be empty.
    content
        64 bits that are the same for two frames just where their pixels are, or where there are no
        pixels, their landmarks; 0 where nothing was read. Set by `facemotion.landmarks.extraction`.
    """

    status: FrameStatus
    points: np.ndarray = field(default_factory=lambda: _unknown(N_LANDMARKS, 2))
    box: np.ndarray = field(default_factory=lambda: _unknown(4))
    confidence: float = float("nan")
    image_size: tuple[int, int] = (0, 0)
    reason: str = ""
    content: int = 0


def eye_distance(points: np.ndarray) -> np.ndarray:
    """Return the distance of the eyes' centres of faces (..., 68, 2), as (...)."""
    eyes = points[..., LEFT_EYE, :].mean(axis=-2) - points[..., RIGHT_EYE, :].mean(axis=-2)
    return np.linalg.norm(eyes, axis=-1)


def _unknown(*shape: int) -> np.ndarray:
    return np.full(shape, np.nan, dtype="float32")
