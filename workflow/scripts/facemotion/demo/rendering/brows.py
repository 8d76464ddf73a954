"""Brows: many short hairs on a soft ground.

Their position matters more than their looks. Placed 7% of the inter-ocular distance higher, they
look equally natural, but dlib loses track of them when they are raised.
"""

from functools import cache

import cv2
import numpy as np
from scipy.interpolate import LinearNDInterpolator

from facemotion.demo.people.mesh import PARTS, head_mesh
from facemotion.demo.rendering.geometry import TEXTURE_PX, on_face, to_texture

# Centre line of the left brow and its half-width, in the frontal plane of the base mesh, dm.
LINE = np.array([
    [0.105, 0.400], [0.20, 0.422], [0.30, 0.440], [0.40, 0.445], [0.48, 0.425], [0.545, 0.385],
])  # fmt: skip
HALF_WIDTH = np.array([0.036, 0.040, 0.036, 0.030, 0.021, 0.008])
STEPS = 60  # points along the line
HAIRS = 420
SUPERSAMPLED = 2


def paint_brows(skin: np.ndarray, colour: np.ndarray, male: float, rng) -> None:
    """Paint both brows onto a texture, in place."""
    layer = np.zeros((SUPERSAMPLED * TEXTURE_PX,) * 2, "uint8")
    density = rng.uniform(1.1, 1.6) * (0.85 + 0.3 * male)
    width = rng.uniform(0.85, 1.15) * (0.85 + 0.3 * male)
    for line, across in brow_lines():
        step = np.gradient(line, axis=0)
        step /= np.linalg.norm(step, axis=1, keepdims=True)
        outward = across / np.linalg.norm(across, axis=1, keepdims=True)
        count = int(HAIRS * density)
        place = np.clip(rng.beta(1.1, 1.1, count) * (STEPS - 1), 0, STEPS - 1)
        k = place.astype(int)
        off = rng.normal(0, 0.45, count).clip(-1, 1)
        root = line[k] + across[k] * (off * width)[:, None]
        length = np.linalg.norm(across[k], axis=1) * rng.uniform(0.5, 1.0, count) + 2
        lift = np.clip(0.9 - place / 45, -0.3, 0.9) - 0.5 * off
        tip = root + (step[k] + outward[k] * lift[:, None]) * length[:, None]
        ends = np.round(SUPERSAMPLED * np.stack([root, tip], axis=1)).astype("int32")
        cv2.polylines(layer, list(ends), False, 255, 1, cv2.LINE_AA)
    size = (TEXTURE_PX, TEXTURE_PX)
    hairs = cv2.resize(layer, size, interpolation=cv2.INTER_AREA).astype("float32") / 255
    cover = np.clip(1.1 * hairs + 0.8 * cv2.GaussianBlur(hairs, (0, 0), 3), 0, 0.93)[..., None]
    skin += cover * (colour.astype("float32") - skin)


@cache
def brow_lines() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Return the centre line and the upward half-width of the left and the right brow.

    Both arrays are (STEPS, 2), in px of the texture.
    """
    to_uv = front_of_face()
    place = np.linspace(0, len(LINE) - 1, STEPS)
    corners = range(len(LINE))
    line = np.stack([np.interp(place, corners, LINE[:, axis]) for axis in (0, 1)], axis=1)
    half = np.interp(place, corners, HALF_WIDTH)
    above = line + np.stack([np.zeros(STEPS), half], axis=1)
    both = []
    for sign in (1, -1):
        middle, edge = (to_texture(to_uv(points * [sign, 1])) for points in (line, above))
        both.append((middle, edge - middle))
    return tuple(both)


@cache
def front_of_face() -> LinearNDInterpolator:
    """Return an interpolator from (x, y) in dm on the front of the face to texture coordinates."""
    mesh = head_mesh()
    skin = mesh.face_part == PARTS.index("body")
    corners, uv = mesh.base[mesh.faces[skin]], mesh.uv[mesh.face_uv[skin]]
    normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    front = (normal[:, 2] > 0) & (corners[:, :, 2].min(axis=1) > 0.5) & on_face(uv)
    xy, uv = corners[front].reshape(-1, 3)[:, :2], uv[front].reshape(-1, 2)
    _, one = np.unique(xy.round(5), axis=0, return_index=True)
    return LinearNDInterpolator(xy[one], uv[one])
