"""Check that a tracked person stays the same, by dlib's face descriptor.

A cut to another person at the same place changes neither position nor size. The descriptor (a
network that maps images of one person to nearby points; dlib's threshold for one person is 0.6)
takes a quarter of a second, so it is computed only if the pixels of two portraits correlate poorly.
"""

import cv2
import dlib
import numpy as np

from facemotion.landmarks.continuity import ANOTHER_FACE
from facemotion.landmarks.portraits import Portrait

# Portraits in neighbouring frames of generated people correlate by at least 0.97, those of two
# people by at most 0.9. Descriptors of one person at rest and at the apex are at most 0.34 apart;
# those of two generated people, who are more alike than real ones, mostly more than 0.45.
SAME_PICTURE = 0.9
SAME_PERSON = 0.45


class Looks:
    """Distinguishes people by their images."""

    def __init__(self, model: dlib.face_recognition_model_v1):
        self._model = model

    def find_change(self, before: Portrait, now: Portrait) -> str:
        """Return a message if the second image looks like another person; "" otherwise."""
        if before.correlation(now) >= SAME_PICTURE:
            return ""
        distance = float(np.linalg.norm(self._describe(before) - self._describe(now)))
        if distance <= SAME_PERSON:
            return ""
        return (
            f"{ANOTHER_FACE}: it looks like another person (distance {distance:.2f}, at most "
            f"{SAME_PERSON} within one person)"
        )

    def _describe(self, portrait: Portrait) -> np.ndarray:
        corners = np.concatenate([portrait.points.min(axis=0), portrait.points.max(axis=0)])
        points = dlib.points([dlib.point(*map(int, p)) for p in np.rint(portrait.points)])
        shape = dlib.full_object_detection(dlib.rectangle(*map(int, corners)), points)
        colour = cv2.cvtColor(portrait.image, cv2.COLOR_GRAY2RGB)
        return np.array(self._model.compute_face_descriptor(colour, shape))
