"""Soft shapes with sub-pixel corners: the masks with which faces are painted."""

import functools
from typing import NamedTuple

import cv2
import numpy as np

SUBPIXEL_BITS = 4  # OpenCV draws at fixed-point coordinates; without them edges would jump


class Patch(NamedTuple):
    """A small float32 picture whose upper left pixel lies at (x, y) of a larger one."""

    x: int
    y: int
    weight: np.ndarray


def polygon(size, points, blur=0.0, origin=(0, 0)) -> np.ndarray:
    """Fill a polygon: 1 inside, 0 outside, edges softened by `blur` pixels.

    Parameters
    ----------
    size : (int, int)
        Width and height of the mask.
    points : array, shape (n, 2)
        Corners in pixels.
    blur : float
        Standard deviation of the softening.
    origin : (float, float)
        Where the mask's first pixel lies in the coordinates of `points`.

    Returns
    -------
    float32 array, shape (height, width)
    """
    mask = np.zeros((size[1], size[0]), np.float32)
    cv2.fillPoly(mask, [_fixed_point(points, origin)], 1.0, cv2.LINE_8, SUBPIXEL_BITS)
    return cv2.GaussianBlur(mask, (0, 0), blur) if blur else mask


def stroke(size, points, width, blur, origin=(0, 0)) -> np.ndarray:
    """Draw an open line `width` pixels wide, softened; its darkest place is 1."""
    mask = np.zeros((size[1], size[0]), np.float32)
    thickness = max(1, round(width))
    corners = [_fixed_point(points, origin)]
    cv2.polylines(mask, corners, False, 1.0, thickness, cv2.LINE_AA, SUBPIXEL_BITS)
    mask = cv2.GaussianBlur(mask, (0, 0), blur)
    return mask / max(mask.max(), 1e-6)


def stroke_patch(points, width, blur) -> Patch:
    """Draw a `stroke` on a patch just large enough for it."""
    points = np.asarray(points, float)
    margin = width + 4 * blur
    x, y = np.floor(points.min(0) - margin).astype(int)
    right, bottom = np.ceil(points.max(0) + margin).astype(int)
    return Patch(int(x), int(y), stroke((right - x, bottom - y), points, width, blur, (x, y)))


def add_patches(patches: list[Patch]) -> Patch:
    """Sum patches into one that covers them all."""
    x = min(patch.x for patch in patches)
    y = min(patch.y for patch in patches)
    right = max(patch.x + patch.weight.shape[1] for patch in patches)
    bottom = max(patch.y + patch.weight.shape[0] for patch in patches)
    total = np.zeros((bottom - y, right - x), np.float32)
    for patch in patches:
        height, width = patch.weight.shape
        total[patch.y - y : patch.y - y + height, patch.x - x : patch.x - x + width] += patch.weight
    return Patch(x, y, total)


def smooth_closed(points: np.ndarray, steps: int = 6) -> np.ndarray:
    """Round off a closed polygon: a Catmull-Rom curve through its corners.

    Row `i * steps` of the result is corner i.
    """
    return _catmull_rom(len(points), steps) @ points


def smooth_open(points: np.ndarray, steps: int = 6) -> np.ndarray:
    """Round off an open line, end points included."""
    points = np.asarray(points, float)
    there_and_back = np.vstack([points, points[-2:0:-1]])
    return smooth_closed(there_and_back, steps)[: (len(points) - 1) * steps + 1]


@functools.cache
def _catmull_rom(corners: int, steps: int) -> np.ndarray:
    matrix = np.zeros((corners * steps, corners))
    for i in range(corners):
        for j in range(steps):
            t = j / steps
            weights = (
                -0.5 * t + t**2 - 0.5 * t**3,
                1 - 2.5 * t**2 + 1.5 * t**3,
                0.5 * t + 2 * t**2 - 1.5 * t**3,
                -0.5 * t**2 + 0.5 * t**3,
            )
            for offset, weight in enumerate(weights):
                matrix[i * steps + j, (i - 1 + offset) % corners] += weight
    return matrix


def _fixed_point(points, origin) -> np.ndarray:
    return np.round((np.asarray(points, float) - origin) * 2**SUBPIXEL_BITS).astype(np.int32)
