"""What a warp can't show: folds and furrows that action units press into the skin.

They are soft and shallow on purpose; sharp ones look like pen lines. None of them moves a landmark.
"""

import cv2
import numpy as np

from facemotion.demo.action_units import SIDES, interocular
from facemotion.demo.drawing import Patch, add_patches, smooth_open, stroke_patch

SOFTNESS = 1.7  # blur of a fold as a multiple of its table value


def furrows(landmarks: np.ndarray) -> dict[tuple[int, str], Patch]:
    """Share of the light that each action unit takes from the skin, by (unit, side).

    Parameters
    ----------
    landmarks : array, shape (68, 2)
        The neutral face in canvas pixels.

    Returns
    -------
    dict of Patch
        Weights between about −0.1 (bulges catch light) and 0.3 (folds lie in shadow).
    """
    length = interocular(landmarks)
    patches: dict[tuple[int, str], list[Patch]] = {}
    for side in SIDES:
        for units, points, width, blur, depth in _lines(landmarks, length, side):
            line = stroke_patch(points, width * length, SOFTNESS * blur * length)
            for unit, share in units.items():
                dark = Patch(line.x, line.y, np.float32(share * depth) * line.weight)
                patches.setdefault((unit, side), []).append(dark)
    return {key: add_patches(parts) for key, parts in patches.items()}


def darken(texture: np.ndarray, folds: dict, units: dict[tuple[int, str], float]) -> np.ndarray:
    """Give a copy of the 8-bit `texture` with the furrows of the `units` (0–1) that are active."""
    active = [
        Patch(folds[key].x, folds[key].y, np.float32(value) * folds[key].weight)
        for key, value in units.items()
        if key in folds and value
    ]
    if not active:
        return texture
    x, y, shadow = add_patches(active)
    shaded = texture.copy()
    region = shaded[y : y + shadow.shape[0], x : x + shadow.shape[1]]
    region[:] = cv2.multiply(region, 1 - shadow, dtype=cv2.CV_8U)
    return shaded


def _lines(landmarks, length, side):
    """Yield ({unit: share}, points in pixels, width, blur, depth), lengths in interocular ones."""
    out = -1 if side == "left" else 1

    def at(index, x, y):
        return landmarks[index] + length * np.array([out * x, y])

    corner, wing, brow, eye = (48, 31, 21, 39) if side == "left" else (54, 35, 22, 42)
    middle = (landmarks[wing] + landmarks[corner]) / 2 + length * np.array([out * 0.20, -0.10])
    fold = [at(wing, 0.10, -0.10), middle, at(corner, 0.17, -0.02), at(corner, 0.15, 0.12)]
    bulge = [point + length * np.array([out * 0.08, -0.03]) for point in fold]
    nasolabial = {12: 1.0, 9: 0.8, 10: 0.6, 14: 0.5, 20: 0.25}
    yield nasolabial, smooth_open(fold), 0.02, 0.022, 0.22
    yield nasolabial, smooth_open(bulge), 0.06, 0.040, -0.08
    yield {12: 1.0}, [at(corner, 0.05, -0.05), at(corner, 0.06, 0.06)], 0.02, 0.018, 0.16
    down = [at(corner, 0.02, 0.02), at(corner, 0.07, 0.09), at(corner, 0.09, 0.20)]
    yield {15: 1.0}, smooth_open(down), 0.02, 0.026, 0.15
    frown = [at(brow, -0.11, -0.03), at(brow, -0.085, 0.06), at(brow, -0.09, 0.15)]
    yield {4: 1.0, 9: 0.6}, smooth_open(frown), 0.012, 0.017, 0.22
    for drop in (0.10, 0.18, 0.26):
        yield {9: 1.0}, [at(27, 0.0, drop), at(27, 0.12, drop + 0.04)], 0.01, 0.014, 0.13
    for rise in (0.14, 0.24, 0.34):
        lifted = [at(brow, -0.16, -rise), at(brow, 0.25, -rise - 0.01)]
        yield {1: 1.0}, lifted, 0.01, 0.016, 0.11
    for rise in (0.16, 0.27):
        lifted = [at(brow, 0.20, -rise), at(brow, 0.62, 0.02 - rise)]
        yield {2: 1.0}, lifted, 0.01, 0.016, 0.10
    pouch = [at(eye, 0.0, 0.09), at(eye, 0.3, 0.16), at(eye, 0.5, 0.10)]
    yield {6: 1.0}, smooth_open(pouch), 0.015, 0.020, 0.14
