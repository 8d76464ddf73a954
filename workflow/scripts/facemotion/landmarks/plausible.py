"""Can these be the landmarks of a face, in pixels? Tables come from any tracker, in any unit."""

import numpy as np

from facemotion.landmarks.face import LEFT_EYE, RIGHT_EYE

MOUTH = slice(48, 68)
LEAST_FACE_PX = 5  # what is smaller was divided by something
# Sine of the angle from the line of the eyes to that from the eyes to the mouth: about 1 in a face
# as a picture shows it, wherever it is turned in the picture's plane, and -1 in a mirrored one.
MIRRORED = -0.3


def say_implausible(points: np.ndarray) -> str:
    """Say why landmarks cannot be those of a face in pixels; "" if they may be.

    Parameters
    ----------
    points : ndarray, shape (n, 68, 2)
        Landmarks of the frames that have some, all from one sequence.
    """
    if not len(points):
        return ""
    size = float(np.median(np.ptp(points, axis=1).max(axis=-1)))
    if size < LEAST_FACE_PX:
        return (
            f"the face spans {size:.2g}, expected pixels; multiply x by the image's width and y "
            "by its height"
        )
    centre = np.median(points.mean(axis=1), axis=0)
    if (centre < 0).any():
        return (
            f"the face lies around ({centre[0]:.0f}, {centre[1]:.0f}), expected pixels from the "
            "image's upper left corner, not millimetres or distances from a centre"
        )
    eyes = points[:, LEFT_EYE].mean(axis=1) - points[:, RIGHT_EYE].mean(axis=1)
    down = points[:, MOUTH].mean(axis=1) - points[:, [36, 45]].mean(axis=1)
    lengths = np.linalg.norm(eyes, axis=1) * np.linalg.norm(down, axis=1)
    turned = eyes[:, 0] * down[:, 1] - eyes[:, 1] * down[:, 0]
    if np.median(turned / np.maximum(lengths, 1e-9)) < MIRRORED:
        return (
            "the face is mirrored: y points upwards, or x and y or left and right are swapped; "
            "expected y downwards, and landmarks 0 and 36 on the left of an upright face"
        )
    return ""
