"""Is it still the same person? dlib's face descriptor, asked where the picture has changed much.

A cut to somebody at the same place leaves no trace in position and size. The descriptor (a network
that maps pictures of one person to points near each other; dlib calls two within 0.6 one person)
takes a quarter of a second, so a correlation of small pictures of the face is looked at first.
"""

from functools import cached_property

import cv2
import dlib
import numpy as np

# Neighbouring frames of clips of generated people correlate by 0.9 and more, those of two people
# by 0.9 at most. Descriptors of one person at rest and at the apex lie at most 0.34 apart, those of
# two generated people, who are more alike than real ones, in most pairs more than 0.45.
SAME_PICTURE = 0.9
SAME_PERSON = 0.45
CHIP_PX = 48


class Looks:
    """The looks of one face, as they were in the last frame that showed it."""

    def __init__(self, model: dlib.face_recognition_model_v1):
        self._model = model
        self._last: _Portrait | None = None

    def find_change(self, image: np.ndarray, shape: dlib.full_object_detection) -> str:
        """Say that a face looks like another person's; else "", and it is the one that is known.

        Parameters
        ----------
        image
            Grey uint8 (height, width).
        shape
            Its landmarks in `image`.
        """
        now = _Portrait(self._model, image, shape)
        if self._last is not None and _correlation(self._last.chip, now.chip) < SAME_PICTURE:
            distance = float(np.linalg.norm(self._last.descriptor - now.descriptor))
            if distance > SAME_PERSON:
                return (
                    f"another face: it looks like somebody else (distance {distance:.2f}, at most "
                    f"{SAME_PERSON} in one person)"
                )
        self._last = now
        return ""


class _Portrait:
    """A face as one frame shows it: a small picture, and its descriptor, made once if asked for."""

    def __init__(self, model, image: np.ndarray, shape: dlib.full_object_detection):
        self._model, self._shape = model, shape
        self._image = cv2.cvtColor(image, cv2.COLOR_GRAY2RGB)
        chip = dlib.get_face_chip(self._image, shape, size=CHIP_PX)
        self.chip = chip[..., 0].astype("float64")

    @cached_property
    def descriptor(self) -> np.ndarray:
        return np.array(self._model.compute_face_descriptor(self._image, self._shape))


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Correlate two pictures; 0 where one is of a single grey."""
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a * a).sum() * (b * b).sum())
    return float((a * b).sum() / size) if size > 0 else 0.0
