"""A face cropped from a frame, upright and at a fixed size, so that two frames can be compared."""

from typing import Self

import cv2
import numpy as np

from facemotion.landmarks.alignment import fit_similarity
from facemotion.landmarks.face import LEFT_EYE, RIGHT_EYE, eye_distance

SIDE_PX = 48
_DRAWN_PX = 96  # then reduced, so that fine patterns do not alias
# Inter-ocular distance in the first frame, and the eyes' distance from the top, as shares of the
# side.
_EYES_APART, _EYES_DOWN = 0.3, 0.35


class Portrait:
    """The face of one frame, aligned by all its landmarks with the face of a first frame.

    Parameters
    ----------
    image
        Greyscale uint8 (height, width).
    points
        Its landmarks, (68, 2) px.
    first
        Portrait of the face that the landmarks are aligned with; None for the first portrait.

    Attributes
    ----------
    image, points
        As given.
    centre, scale
        Centre (2,) and side length of the cropped square, px in the image.
    """

    def __init__(self, image: np.ndarray, points: np.ndarray, first: Self | None = None):
        self.image, self.points = image, points
        self.places = _upright(points) if first is None else first.places
        placed = _fit_matrix(points, self.places)
        drawn = cv2.warpAffine(
            image, placed, (_DRAWN_PX, _DRAWN_PX), borderMode=cv2.BORDER_REPLICATE
        )
        small = cv2.resize(drawn, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
        pixels = small.astype("float64") - small.mean()
        size = np.linalg.norm(pixels)
        self._pattern = pixels / size if size > 0 else pixels
        back = cv2.invertAffineTransform(placed)
        self.scale = float(np.hypot(*back[:, 0])) * _DRAWN_PX
        self.centre = back[:, :2].sum(axis=1) * _DRAWN_PX / 2 + back[:, 2]

    def correlation(self, other: Self) -> float:
        """Correlate the pixels of two portraits; 0 if one of them is of uniform grey."""
        return float((self._pattern * other._pattern).sum())


def _upright(points: np.ndarray) -> np.ndarray:
    """Scale and rotate landmarks into the square, with the eyes level."""
    right, left = points[RIGHT_EYE].mean(axis=0), points[LEFT_EYE].mean(axis=0)
    across = (left - right) / eye_distance(points)
    down = np.array([-across[1], across[0]])
    placed = (points - (right + left) / 2) @ np.stack([across, down], axis=1)
    placed *= _EYES_APART / eye_distance(points)
    return (placed + [0.5, _EYES_DOWN]) * _DRAWN_PX


def _fit_matrix(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the least-squares similarity transform from points to places, (2, 3)."""
    (turn,), (origin,), (target,) = fit_similarity(points, places)
    shift = target - turn * origin
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
