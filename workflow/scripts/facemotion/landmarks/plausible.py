"""Check that landmarks from a table, by any tracker in any unit, can be a face in pixels."""

import numpy as np

from facemotion.landmarks.face import LEFT_EYE, RIGHT_EYE

MOUTH = slice(48, 68)
LARGEST_PX = 100_000  # no image is wider or higher
LEAST_FACE_PX = 5  # smaller faces are in other units, such as fractions of the image
# Sine of the angle between the line through the eyes and the line from the eyes to the mouth: about
# 1 for a face in an image, however it is rotated in the image plane, and -1 for a mirrored one.
MIRRORED = -0.3


def are_far(points: np.ndarray) -> np.ndarray:
    """Return which frames' landmarks (n, 68, 2), in pixels, cannot lie in any image."""
    return (np.abs(points) > LARGEST_PX).any(axis=(1, 2))


def say_implausible(points: np.ndarray) -> str:
    """Return why landmarks cannot be those of a face in pixels; "" if they can.

    Parameters
    ----------
    points : ndarray, shape (n, 68, 2)
        Landmarks of all frames of one sequence that have any.
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
