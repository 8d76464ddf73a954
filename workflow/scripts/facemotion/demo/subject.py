"""A person of the demo: the neutral portrait with another geometry, other brows, other light."""

import cv2
import numpy as np

from facemotion.demo.action_units import (
    LANDMARKS,
    MIRROR,
    between_eyes,
    control_names,
    control_points,
    interocular,
)
from facemotion.demo.drawing import smooth_open, stroke
from facemotion.demo.portrait import Canvas, Portrait, neutral_portrait
from facemotion.demo.warp import Grid, sample

# Standard deviations of what makes a face its own, in interocular distances.
TRAITS = {
    "jaw_width": 0.05,
    "chin_length": 0.05,
    "brow_height": 0.03,
    "brow_tilt": 0.03,
    "eye_spacing": 0.02,
    "nose_length": 0.03,
    "mouth_width": 0.035,
    "mouth_height": 0.03,
    "lip_fullness": 0.012,
}


def make_subject(canvas: Canvas, rng: np.random.Generator) -> Portrait:
    """Draw a person at random: an 8-bit face on the canvas, with its neutral landmarks."""
    grey, landmarks = neutral_portrait(canvas)
    landmarks = landmarks.copy()
    grey = _darken_brows(grey, landmarks, rng)
    if rng.integers(2):
        grey = np.ascontiguousarray(grey[:, ::-1])
        landmarks[:, 0] = canvas.width - 1 - landmarks[:, 0]
        landmarks = landmarks[MIRROR]
    moves = _trait_displacement(landmarks, rng)
    grid = Grid(canvas.width, canvas.height)
    field = grid.interpolate(control_points(landmarks)) @ moves.astype(np.float32)
    sources = grid.invert(field.reshape(grid.nodes.shape), grid.nodes)
    grey = sample(grey, sources, (canvas.width, canvas.height), cv2.INTER_CUBIC)
    return Portrait(_light(grey, rng), landmarks + moves[:LANDMARKS])


def _trait_displacement(landmarks: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Displacement of every control point in pixels, by random `TRAITS`."""
    trait = {name: rng.normal(0, deviation) for name, deviation in TRAITS.items()}
    points = control_points(landmarks)
    length = interocular(landmarks)
    moves = np.zeros_like(points)
    for row, name in enumerate(control_names()):
        if name is not None:
            x, y = (points[row] - between_eyes(landmarks)) / length
            moves[row] = _trait_at(name, x, y, trait)
    return length * moves


def _trait_at(name, x: float, y: float, trait: dict[str, float]) -> tuple[float, float]:
    """Move the control point at (x, y), in interocular distances from between the eyes."""
    outward = np.sign(x)
    if not isinstance(name, int):  # skin between the landmarks goes along with the jaw
        return 0.6 * trait["jaw_width"] * x, trait["chin_length"] * max(0, y) / 2
    if name < 17:  # jaw
        return 0.9 * trait["jaw_width"] * x, trait["chin_length"] * max(0, y) / 1.6
    if name < 27:  # brows
        lift = trait["brow_height"] + trait["brow_tilt"] * (abs(x) - 0.5)
        return trait["eye_spacing"] * outward, lift
    if name < 36:  # nose
        return 0, trait["nose_length"] * max(0, y) / 0.6
    if name < 48:  # eyes
        return trait["eye_spacing"] * outward, 0
    lower = trait["mouth_height"] + 0.5 * trait["nose_length"] + 0.25 * trait["chin_length"]
    lip = {50: -1, 51: -1, 52: -1, 56: 1, 57: 1, 58: 1}.get(name, 0) * trait["lip_fullness"]
    return trait["mouth_width"] * x / 0.4, lower + lip


def _darken_brows(grey: np.ndarray, landmarks, rng: np.random.Generator) -> np.ndarray:
    """Paint the brows darker: in the portrait they are fair, and brows carry half the motion."""
    length = interocular(landmarks)
    depth = rng.uniform(0.2, 0.45)
    brows = np.zeros_like(grey)
    size = (grey.shape[1], grey.shape[0])
    for points in (landmarks[17:22], landmarks[22:27]):
        curve = smooth_open(points + [0, 0.012 * length], 8)
        brows += 0.6 * stroke(size, curve, 0.022 * length, 0.012 * length)
        brows += 0.5 * stroke(size, curve[5:-5], 0.05 * length, 0.014 * length)
    # A generator of its own: the canvas' size must not decide who the person is.
    own = np.random.default_rng(rng.integers(2**32))
    hairs = cv2.GaussianBlur(own.standard_normal(grey.shape, dtype=np.float32), (0, 0), 1.0)
    return grey * (1 - depth * np.clip(brows * (1 + 0.3 * hairs), 0, 1))


def _light(grey: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Light from a side, contrast and exposure; 8-bit."""
    height, width = grey.shape
    across = np.linspace(-1, 1, width, dtype=np.float32)
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    lit = grey * (1 + rng.uniform(-0.22, 0.22) * across + rng.uniform(-0.12, 0.12) * down)
    lit = 255 * np.clip(lit / 255, 0, 1) ** np.exp(rng.normal(0, 0.14))
    lit = (lit - 128) * rng.uniform(0.85, 1.1) + 128 + rng.uniform(-12, 12)
    return np.clip(np.round(lit), 0, 255).astype(np.uint8)
