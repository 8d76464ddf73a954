"""Head pose and a pinhole camera.

The camera faces the person: the person's left is on the right of the image. y points down in the
image.
"""

from dataclasses import dataclass

import numpy as np

# The neck bends between these heights: above, the mesh follows the head; below, it does not move.
NECK_TOP, NECK_BOTTOM = -0.55, -1.55  # dm


@dataclass(frozen=True)
class Camera:
    """A pinhole camera on the z axis.

    Attributes
    ----------
    width, height : int
        Image size, px.
    distance : float
        Distance from the head's origin, dm.
    focal : float
        Focal length, px.
    centre : (float, float)
        Principal point, px.
    """

    width: int
    height: int
    distance: float
    focal: float
    centre: tuple[float, float]

    def project(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return pixels (..., 2) and depths (...) in dm of points (..., 3) in dm."""
        depth = self.distance - points[..., 2]
        scale = self.focal / depth
        x = self.centre[0] + points[..., 0] * scale
        y = self.centre[1] - points[..., 1] * scale
        return np.stack([x, y], axis=-1), depth


def rotation_matrices(angles: np.ndarray) -> np.ndarray:
    """Return rotations (..., 3, 3) by yaw, pitch and roll (..., 3) in radians.

    A positive yaw turns the head to the person's left, a positive pitch turns it down, and a
    positive roll tilts it to the right shoulder.
    """
    yaw, pitch, roll = np.moveaxis(np.asarray(angles, float), -1, 0)
    zero, one = np.zeros_like(yaw), np.ones_like(yaw)

    def matrix(*cells):
        return np.stack(cells, axis=-1).reshape(*yaw.shape, 3, 3)

    cos, sin = np.cos, np.sin
    turn = matrix(cos(yaw), zero, sin(yaw), zero, one, zero, -sin(yaw), zero, cos(yaw))
    nod = matrix(one, zero, zero, zero, cos(pitch), -sin(pitch), zero, sin(pitch), cos(pitch))
    tilt = matrix(cos(roll), -sin(roll), zero, sin(roll), cos(roll), zero, zero, zero, one)
    return tilt @ turn @ nod


def place_head(vertices: np.ndarray, rotation: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Rotate and shift the head (V, 3) in dm on its neck; the shoulders do not move.

    Parameters
    ----------
    vertices : ndarray, shape (V, 3)
        Head-fixed positions, dm.
    rotation : ndarray, shape (3, 3)
        Rotation matrix (`rotation_matrices`).
    shift : ndarray, shape (3,)
        Position of the head, dm.

    Returns
    -------
    ndarray, shape (V, 3)
        Positions in the world, dm.
    """
    above = np.clip((vertices[:, 1] - NECK_BOTTOM) / (NECK_TOP - NECK_BOTTOM), 0, 1)
    follows = (above**2 * (3 - 2 * above))[:, None]
    turned = vertices @ np.asarray(rotation, "float32").T + np.asarray(shift, "float32")
    return vertices + follows * (turned - vertices)
