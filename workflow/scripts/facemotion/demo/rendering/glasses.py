"""Glasses: two rims, a bridge and temples, fitted to the face."""

import cv2
import numpy as np

from facemotion.demo.people.landmarks import LEFT_EYE, RIGHT_EYE

RIM = (0.32, 0.20)  # half-axes of a rim, in inter-ocular distances
FORWARD = 0.16  # distance in front of the eyes
DROP = -0.09
BENT = 0.45  # exponent that makes the rims slightly rectangular
STEPS = 48
WIDTH = 0.015
TEMPLE_BACK = 1.1
COLOUR = 70  # grey level
SUBPIXEL_BITS = 4


def frame_lines(eyes: np.ndarray) -> list[np.ndarray]:
    """Return the lines (n, 3) of a frame, head-fixed in dm, for landmarks at rest (68, 3)."""
    right, left = eyes[RIGHT_EYE].mean(axis=0), eyes[LEFT_EYE].mean(axis=0)
    unit = np.linalg.norm(left - right)
    around = np.linspace(0, 2 * np.pi, STEPS)
    bend = np.stack([np.cos(around), np.sin(around)], axis=1)
    bend = np.sign(bend) * np.abs(bend) ** (1 - BENT / 2)
    rims = []
    for eye in (right, left):
        rim = eye + unit * np.array([0, DROP, FORWARD])
        flat = np.concatenate([bend * RIM, np.zeros((STEPS, 1))], axis=1)
        rims.append(rim + unit * flat)
    inner = [rims[0][np.argmax(rims[0][:, 0])], rims[1][np.argmin(rims[1][:, 0])]]
    lines = [*rims, np.array(inner)]
    for rim, sign in ((rims[0], -1), (rims[1], 1)):
        hinge = rim[np.argmax(sign * rim[:, 0])]
        back = hinge + unit * np.array([sign * 0.12, 0.02, -TEMPLE_BACK])
        lines.append(np.array([hinge, hinge + (back - hinge) * 0.35]))
    return lines


def draw_frame(picture: np.ndarray, lines: list[np.ndarray], unit_px: float) -> None:
    """Draw projected lines (n, 2) px onto an image, in place; `unit_px` is between the eyes."""
    layer = np.zeros(picture.shape[:2], "uint8")
    ends = [np.round(line * 2**SUBPIXEL_BITS).astype("int32") for line in lines]
    width = max(1, round(WIDTH * unit_px))
    cv2.polylines(layer, ends, False, 255, width, cv2.LINE_AA, SUBPIXEL_BITS)
    rows, columns = np.flatnonzero(layer.any(axis=1)), np.flatnonzero(layer.any(axis=0))
    if not len(rows):
        return
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    cover = 0.9 * layer[box].astype("float32")[..., None] / 255
    picture[box] = np.round(picture[box] + cover * (COLOUR - picture[box].astype("float32")))
