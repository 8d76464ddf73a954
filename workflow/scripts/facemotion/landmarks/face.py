"""The result of a landmark backend for one frame."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

N_LANDMARKS = 68
# Bridge and base of the nose and corners of the eyes (from 0), which show head motion. No action
# unit of generated people moves one of them by more than 3.2% of the inter-ocular distance, and a
# blink none by more than 1%, except that AU9 moves 27 by 5%, and 31 and 35 by 9%.
RIGID = (28, 29, 30, 33, 36, 39, 42, 45)
RIGHT_EYE, LEFT_EYE = slice(36, 42), slice(42, 48)
LARGEST = "largest"  # the face to follow if none was chosen


class FrameStatus(IntEnum):
    """Origin of a frame's landmarks; stored as uint8, with the names in an attribute."""

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
        Whether, and how, landmarks were obtained.
    points
        float32 (68, 2), x and y in pixels of the whole image; the centre of the first pixel is
        (0, 0); NaN where there is no face.
    box
        float32 (4,), left, top, right, bottom of the face in pixels; NaN where there is no face.
    confidence
        The backend's score, in its own unit (dlib: margin of its linear classifier).
    image_size
        Width and height of the image in pixels; (0, 0) if it could not be read.
    reason
        Why there are no landmarks, or a remark about them; may be empty.
    content
        64-bit digest, the same for two frames if and only if their pixels are the same, or their
        landmarks if there are no pixels; 0 if nothing was read. Set by
        `facemotion.landmarks.extraction`.
    """

    status: FrameStatus
    points: np.ndarray = field(default_factory=lambda: _unknown(N_LANDMARKS, 2))
    box: np.ndarray = field(default_factory=lambda: _unknown(4))
    confidence: float = float("nan")
    image_size: tuple[int, int] = (0, 0)
    reason: str = ""
    content: int = 0


def eye_distance(points: np.ndarray) -> np.ndarray:
    """Return the inter-ocular distance of faces (..., 68, 2), as (...)."""
    eyes = points[..., LEFT_EYE, :].mean(axis=-2) - points[..., RIGHT_EYE, :].mean(axis=-2)
    return np.linalg.norm(eyes, axis=-1)


def _unknown(*shape: int) -> np.ndarray:
    return np.full(shape, np.nan, dtype="float32")
