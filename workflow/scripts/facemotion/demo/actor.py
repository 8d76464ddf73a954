"""A person of the demo in front of a camera, as in the trees of CK+ and SAMM."""

from collections.abc import Mapping
from typing import NamedTuple

import cv2
import numpy as np

from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.people.camera import Camera
from facemotion.demo.people.identity import draw_person
from facemotion.demo.rendering.looks import draw_looks
from facemotion.demo.rendering.scene import Scene

SIDES = ("left", "right")  # of the image
_PERSONS = {"left": 1, "right": 0}  # the image's left is the person's right

Units = Mapping[tuple[int, str], float]


class Head(NamedTuple):
    """Head pose: degrees to the person's left, down, and to their right shoulder; shift in dm."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    left: float = 0.0
    up: float = 0.0
    near: float = 0.0


class Actor:
    """One person in front of one camera; looks, light and background are drawn from a seed."""

    def __init__(self, camera: Camera, seed: int):
        person = draw_person(seed)
        self.camera = camera
        rng = np.random.default_rng([17, seed])
        self._scene = Scene(person, draw_looks(person), camera, rng, studio=0.8)

    def render(self, units: Units, head: Head, seed: int, *, colour: bool = False) -> np.ndarray:
        """Render a frame as uint8: greyscale (height, width), or BGR.

        Parameters
        ----------
        units
            Intensities by action unit and side of the image; 1 is FACS level E.
        seed
            Seed of the sensor noise.
        """
        picture = self._scene.render(on_both(units), *_pose(head), seed)
        return picture if colour else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)

    def truth(self, units: Units, head: Head) -> np.ndarray:
        """Return the exact landmarks, (68, 2) px, of the frame that `render` draws."""
        return self._scene.landmarks(on_both(units), *_pose(head))


def warm_up() -> None:
    """Compile the renderer, so that forked processes need not."""
    Actor(Camera(16, 16, 11.0, 100.0, (8, 8)), 0).render({}, Head(), 0)


def on_both(units: Units) -> np.ndarray:
    """Return intensities as (A, 2): the person's left and right."""
    sides = np.zeros((len(CODES), 2))
    for (unit, side), value in units.items():
        sides[INDEX[unit], _PERSONS[side]] = value
    return sides


def _pose(head: Head) -> tuple[np.ndarray, np.ndarray]:
    angles = np.deg2rad([head.yaw, head.pitch, head.roll])
    return angles, np.array([head.left, head.up, head.near])
