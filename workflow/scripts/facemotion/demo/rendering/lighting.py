"""Light and background of a scene."""

from dataclasses import dataclass

import cv2
import numpy as np

from facemotion.demo.rendering.shading import LEVELS, tone_curve

TO_CAMERA = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Light:
    """A key light, a fill light and ambient light; directions point to the lights.

    Attributes
    ----------
    key, fill, half : ndarray of float32, shape (3,)
        Unit vectors; `half` lies between the key light and the camera.
    key_rgb, fill_rgb, ambient : ndarray of float32, shape (3,)
    """

    key: np.ndarray
    key_rgb: np.ndarray
    fill: np.ndarray
    fill_rgb: np.ndarray
    half: np.ndarray
    ambient: np.ndarray


def draw_light(studio: float, rng: np.random.Generator) -> Light:
    """Draw the light of a scene: with `studio` 1, frontal and even, with 0, from one side."""
    side = rng.normal(0, 0.75 * (1.2 - studio))
    key = _unit([side, rng.uniform(0.2, 0.9), 1.0])
    fill = _unit([-np.sign(side) * rng.uniform(0.6, 1.2), rng.uniform(-0.2, 0.3), 0.8])
    warm = np.array([1.0, 0.96, 0.90]) ** rng.uniform(-0.6, 1.2)
    key_rgb = rng.uniform(0.62, 0.92) * warm
    fill_rgb = rng.uniform(0.15, 0.35) * (2 - warm)
    ambient = rng.uniform(0.26, 0.4) * np.ones(3)
    values = (key, key_rgb, fill, fill_rgb, _unit(key + TO_CAMERA), ambient)
    return Light(*(value.astype("float32") for value in values))


def draw_background(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Draw an out-of-focus wall: BGR uint8 (height, width, 3)."""
    grey = np.exp(rng.normal(np.log(0.22), 0.6)) * np.exp(rng.normal(0, 0.12, 3))
    top, bottom = np.clip([grey * rng.uniform(0.8, 1.5), grey], 0.01, 0.9)
    down = np.linspace(0, 1, height, dtype="float32")[:, None, None]
    wall = np.repeat((top * (1 - down) + bottom * down).astype("float32"), width, axis=1)
    spots = rng.normal(0, 0.22, (5, 5)).astype("float32")
    spots = cv2.resize(spots, (width, height), interpolation=cv2.INTER_CUBIC)
    levels = np.clip(wall * np.exp(spots)[..., None], 0, 1) * (LEVELS - 1)
    return np.ascontiguousarray(tone_curve()[levels.astype(int)][..., ::-1])


def _unit(direction) -> np.ndarray:
    return np.asarray(direction) / np.linalg.norm(direction)
