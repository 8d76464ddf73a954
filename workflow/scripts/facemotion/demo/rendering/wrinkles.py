"""Wrinkles that action units cause, painted as darkness in the skin's texture."""

from functools import cache

import cv2
import numpy as np

from facemotion.demo.rendering.brows import front_of_face
from facemotion.demo.rendering.geometry import SAMPLED_PX, TEXTURE_PX, to_texture

# Lines of the left half in the frontal plane of the base mesh (dm), by action unit: frown lines,
# wrinkles at the root of the nose, the nasolabial fold.
LINES = {
    4: (((0.055, 0.34), (0.06, 0.42), (0.075, 0.52)),),
    9: (((0.0, 0.22), (0.06, 0.23), (0.10, 0.26)), ((0.0, 0.15), (0.06, 0.16), (0.11, 0.20))),
    12: (((0.19, -0.14), (0.27, -0.21), (0.33, -0.31), (0.345, -0.42)),),
}
UNITS = tuple(LINES)
WIDTH_PX, SOFTNESS_PX, DARKEST = 5, 4.0, {4: 0.35, 9: 0.30, 12: 0.32}
SUBPIXEL_BITS = 4


@cache
def wrinkle_map() -> np.ndarray:
    """Return how much each of `UNITS` darkens the skin, (SAMPLED_PX, SAMPLED_PX, 3) float32."""
    layers = []
    for unit, lines in LINES.items():
        layer = np.zeros((TEXTURE_PX, TEXTURE_PX), "uint8")
        for line in lines:
            for sign in (1, -1):
                points = to_texture(front_of_face()(np.array(line) * [sign, 1]))
                points = points[np.isfinite(points).all(axis=1)]
                ends = [np.round(points * 2**SUBPIXEL_BITS).astype("int32")]
                cv2.polylines(layer, ends, False, 255, WIDTH_PX, cv2.LINE_AA, SUBPIXEL_BITS)
        soft = cv2.GaussianBlur(layer, (0, 0), SOFTNESS_PX).astype("float32")
        layers.append(DARKEST[unit] * soft / max(soft.max(), 1))
    layers = np.stack(layers, axis=-1)
    return cv2.resize(layers, (SAMPLED_PX, SAMPLED_PX), interpolation=cv2.INTER_AREA)
