"""The one face of the demo: scikit-image's portrait, brought to a neutral expression.

`skimage.data.astronaut` is a NASA portrait of Eileen Collins in the public domain. It smiles and
shows teeth; a neutral face is made of it once, by moving hand-set mouth points to a closed mouth,
upper and lower lip as two warps cut at the mouth line, so that the teeth vanish between them.
"""

import functools
from typing import NamedTuple

import cv2
import numpy as np
from skimage import data

from facemotion.demo.action_units import control_names, control_points, interocular
from facemotion.demo.drawing import polygon, smooth_closed, stroke
from facemotion.demo.studio import before_wall
from facemotion.demo.warp import Grid, sample

ENLARGE = 2.9  # canvas pixels a pixel of the photograph: the eyes lie 126 pixels apart
ROLL = 2.0  # degrees by which the head is tilted in the photograph
PHOTO_EYES = (223.0, 102.0)
MOUTH_CENTRE = (223.6, 149.0)

# The 68 points of the photograph in its own pixels: mean of dlib's 68-point predictor over 25 face
# boxes jittered by 6 canvas pixels. Stored, so that the demo doesn't depend on the detector that
# it is there to test.
PHOTO_LANDMARKS = np.array([
    (179.1, 104.4), (179.4, 116.0), (180.3, 127.4), (181.5, 138.8), (184.6, 150.1), (191.0, 160.0),
    (199.7, 168.4), (209.0, 175.6), (220.1, 178.2), (231.7, 176.8), (242.5, 171.0), (252.7, 163.6),
    (260.1, 154.1), (264.7, 143.1), (267.7, 131.4), (270.2, 120.0), (271.7, 108.0),  # jaw
    (186.1, 93.8), (192.0, 88.2), (200.3, 87.1), (208.5, 88.7), (216.3, 92.3),  # brows
    (235.8, 93.7), (243.6, 90.8), (251.7, 90.3), (259.8, 92.1), (265.1, 98.3),
    (225.7, 102.2), (225.4, 110.5), (225.2, 118.7), (224.9, 127.2),  # nose
    (214.2, 131.0), (219.1, 132.5), (224.1, 134.3), (229.4, 132.9), (234.2, 131.7),
    (194.9, 101.0), (200.3, 97.8), (206.8, 98.3), (212.3, 103.7), (206.0, 104.2), (199.5, 103.6),
    (237.5, 105.1), (243.5, 100.3), (249.9, 100.4), (255.2, 104.2), (250.0, 106.3), (243.6, 106.0),
])  # fmt: skip
# The mouth, points 48–67, set by hand: as it smiles in the photograph, and closed.
SMILING_MOUTH = np.array([
    (201.5, 139.5), (210, 138.6), (218, 138.6), (223, 139.6), (228, 138.6), (237, 138.6),
    (246, 139.5), (239, 150.5), (230, 155.5), (223, 156.5), (216, 155.5), (208, 151),
    (203, 140), (215, 143), (223, 144.2), (231, 143.3), (244, 140.5), (231, 149.5), (223, 150.3),
    (215, 149.5),
])  # fmt: skip
CLOSED_MOUTH = np.array([
    (206, 149), (213, 146.4), (219.6, 144.7), (223.6, 145.4), (227.6, 144.7), (234.4, 146.4),
    (241.5, 149), (235.4, 153), (228.6, 155.4), (223.6, 156), (218.6, 155.4), (212, 153),
    (208, 149.1), (217.5, 148.8), (223.6, 149.3), (229.7, 148.8), (239.5, 149.1), (229.7, 149.2),
    (223.6, 149.6), (217.5, 149.2),
])  # fmt: skip

# Mouth points that only one of the two layers follows.
LOWER_LIP = [55, 56, 57, 58, 59, 65, 66, 67]
UPPER_LIP = [49, 50, 51, 52, 53, 61, 62, 63]


class Canvas(NamedTuple):
    """The upright picture in which faces are made: size in pixels and place of the eyes.

    Behind the person is the photograph's background, or a plain wall if it is a studio.
    """

    width: int
    height: int
    eyes: tuple[float, float]
    studio: bool = False


class Portrait(NamedTuple):
    """A face on its canvas: grey values (height, width), float32, and landmarks (68, 2)."""

    grey: np.ndarray
    landmarks: np.ndarray


@functools.lru_cache(maxsize=2)
def neutral_portrait(canvas: Canvas) -> Portrait:
    """Make the neutral face. Callers must copy before they write: the result is cached."""
    photo, smiling, neutral = _enlarge_photo(canvas)
    size = (canvas.width, canvas.height)
    length = interocular(neutral)
    points = control_points(neutral)
    sources = points.copy()
    sources[:68] = smiling
    _relax_cheeks(sources, length)
    grid = Grid(*size)
    layers = []
    for skip in (LOWER_LIP, UPPER_LIP):
        keep = np.setdiff1d(np.arange(len(points)), skip)
        field = grid.interpolate(points[keep]) @ (sources - points)[keep].astype(np.float32)
        nodes = grid.nodes + field.reshape(grid.nodes.shape)
        layers.append(sample(photo, nodes, size, cv2.INTER_CUBIC))
    below = _below_mouth_line(neutral, length, size)
    grey = layers[0] * (1 - below) + layers[1] * below
    grey = _soften_folds(grey, neutral, length)
    grey = _paint_lips(grey, neutral, length)
    return Portrait(_defocus_surroundings(grey, neutral, length), neutral)


def layer_points(layer: str) -> np.ndarray:
    """Rows of the control points that the "upper" or the "lower" half of the face follows."""
    skip = {"upper": LOWER_LIP, "lower": UPPER_LIP}[layer]
    return np.setdiff1d(np.arange(len(control_names())), skip)


def _enlarge_photo(canvas: Canvas) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Grey photograph on the canvas, and its landmarks as photographed and as neutral."""
    angle = np.radians(-ROLL)
    turn = ENLARGE * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shift = np.array(canvas.eyes) - turn @ PHOTO_EYES
    grey = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2GRAY)
    size = (canvas.width, canvas.height)
    matrix = np.column_stack([turn, shift])
    photo = cv2.warpAffine(
        grey, matrix, size, flags=cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REFLECT_101
    )
    if canvas.studio:
        photo = before_wall(photo, turn, shift)
    smiling = np.vstack([PHOTO_LANDMARKS, SMILING_MOUTH]) @ turn.T + shift
    neutral = smiling.copy()
    neutral[48:] = turn @ MOUTH_CENTRE + shift + ENLARGE * (CLOSED_MOUTH - MOUTH_CENTRE)
    neutral[[40, 41, 46, 47], 1] += 0.012 * interocular(smiling)  # lower lids, raised by the smile
    return photo.astype(np.float32), smiling, neutral


def _relax_cheeks(sources: np.ndarray, length: float) -> None:
    """Take the cheeks' skin from higher up and further out: the smile had raised them."""
    for name, out, up in (("cheek", 0.03, 0.05), ("mouth_side", 0.05, 0.06)):
        for side, sign in (("left", -1), ("right", 1)):
            sources[control_names().index((name, side))] += (sign * out * length, -up * length)


def _below_mouth_line(landmarks, length, size) -> np.ndarray:
    """1 below the line where the lips meet, to the jaw and out into the cheeks."""
    right = landmarks[54] + [0.34 * length, -0.02 * length]
    left = landmarks[48] + [-0.34 * length, -0.02 * length]
    floor = landmarks[8, 1] + 0.5 * length
    bottom = [(left[0] - 0.3 * length, floor), (right[0] + 0.3 * length, floor)]
    line = landmarks[[54, 64, 65, 66, 67, 60, 48]]
    return polygon(size, np.vstack([right, line, left, bottom]), blur=2.0)


def _soften_folds(grey, landmarks, length) -> np.ndarray:
    """Blur away the smile's nasolabial folds, sparing lips and nose; keep a skin grain."""
    size = (grey.shape[1], grey.shape[0])
    folds = np.zeros_like(grey)
    for sign, corner, wing in ((1, 48, 31), (-1, 54, 35)):
        top = landmarks[wing] + np.array([-sign * 0.10, -0.12]) * length
        beside = landmarks[corner] + np.array([-sign * 0.16, 0.02]) * length
        middle = (top + beside) / 2 + np.array([-sign * 0.06, 0]) * length
        end = landmarks[corner] + np.array([-sign * 0.12, 0.22]) * length
        line = [top, middle, beside, end]
        folds = np.maximum(folds, stroke(size, line, 0.17 * length, 0.05 * length))
    nose = [landmarks[27], landmarks[31] - [0.03 * length, 0], *landmarks[31:36] + [0, 2.5]]
    nose.append(landmarks[35] + [0.03 * length, 0])
    spared = np.maximum(polygon(size, nose), cv2.dilate(polygon(size, landmarks[48:60]), _square()))
    folds *= 1 - cv2.GaussianBlur(spared, (0, 0), 2.0)
    skin, blur = 1 - spared, 0.11 * length
    amount = np.maximum(cv2.GaussianBlur(skin, (0, 0), blur), 1e-3)
    smooth = cv2.GaussianBlur(grey * skin, (0, 0), blur) / amount
    noise = np.random.default_rng(5).standard_normal(grey.shape, dtype=np.float32)
    return grey * (1 - folds) + (smooth + 6 * cv2.GaussianBlur(noise, (0, 0), 1.6)) * folds


def _paint_lips(grey, landmarks, length) -> np.ndarray:
    """Darken lips, the line between them and the hollow below: the stretch had paled them."""
    size = (grey.shape[1], grey.shape[0])
    lips = polygon(size, smooth_closed(landmarks[48:60], 8), blur=2.2)
    ring = [*range(48, 55), 64, 63, 62, 61, 60]
    upper = polygon(size, smooth_closed(landmarks[ring], 8), blur=2.0)
    middle = (landmarks[[48, 60, 61, 62, 63, 64, 54]] + landmarks[[48, 60, 67, 66, 65, 64, 54]]) / 2
    line = stroke(size, middle, 2, 1.6)
    hollow = landmarks[[59, 58, 57, 56, 55]] + [0, 0.05 * length]
    shadow = stroke(size, hollow, 0.05 * length, 0.04 * length)
    for mask, depth in ((lips, 0.28), (upper, 0.10), (line, 0.50), (shadow, 0.12)):
        grey = grey * (1 - depth * mask)
    return grey


def _defocus_surroundings(grey, landmarks, length) -> np.ndarray:
    """Blur hair and background as a wide aperture would: grain out there doubles the files."""
    size = (grey.shape[1], grey.shape[0])
    outline = np.vstack([landmarks[:17], landmarks[26:16:-1] - [0, 0.16 * length]])
    face = polygon(size, outline, blur=0.1 * length)
    return grey * face + cv2.GaussianBlur(grey, (0, 0), 2.0) * (1 - face)


def _square() -> np.ndarray:
    return np.ones((5, 5), np.uint8)
