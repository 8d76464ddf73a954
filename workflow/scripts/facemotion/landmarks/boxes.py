"""Face boxes: ``(left, top, right, bottom)`` in pixels."""

import numpy as np

from facemotion.landmarks.face import eye_distance

BELOW_EYES, EYES_WIDE = 0.49, 2.3  # centre and width of a face's box, in inter-ocular distances


def width(box: np.ndarray) -> float:
    """Return the width of a box, in pixels."""
    return float(box[2] - box[0])


def face_box(points: np.ndarray) -> np.ndarray:
    """Return the box around landmarks (68, 2) with which dlib's predictor is most accurate.

    It was determined on generated people. The detector's own boxes deviate from it by the step size
    of the detector's search.
    """
    apart = eye_distance(points)
    centre = points[36:48].mean(axis=0) + [0, BELOW_EYES * apart]
    half = EYES_WIDE * apart / 2
    return np.concatenate([centre - half, centre + half]).astype("float32")


def drift(box: np.ndarray, other: np.ndarray) -> float:
    """Return how far two boxes differ in centre or width, in widths of the first."""
    shift = np.abs((box[:2] + box[2:]) - (other[:2] + other[2:])).max() / 2
    growth = abs(width(box) - width(other))
    return float(max(shift, growth)) / width(box)
