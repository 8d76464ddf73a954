"""Drawing one person in any expression and head pose: picture and exact landmarks.

A frame costs milliseconds, as all that is slow happens once a person: every action unit becomes a
displacement field on a coarse grid, and a frame is their weighted sum. The landmarks of a frame
are pose(neutral + Σ intensity × displacement), the very numbers that moved the picture.
"""

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from facemotion.demo.action_units import LANDMARKS, between_eyes, displacements, interocular
from facemotion.demo.action_units import control_points as all_points
from facemotion.demo.mouth import lower_layer, paint_opening, region_of_lower_face, skin_level
from facemotion.demo.portrait import Canvas, layer_points
from facemotion.demo.shading import darken, furrows
from facemotion.demo.subject import make_subject
from facemotion.demo.warp import STEP, Grid, sample

NOISE_ROOM = 64  # the noise picture is larger by this, and shifted at random from frame to frame


@dataclass(frozen=True)
class Camera:
    """What the pictures of a recording look like.

    Attributes
    ----------
    width, height : int
        Size of a picture in pixels.
    scale : float
        Size of the face: at 1 the jaw is about 269 pixels wide, the eyes 126 apart.
    eyes : (float, float)
        Where the eyes are on average, as shares of width and height.
    noise : (float, float)
        Range from which a person's sensor noise (standard deviation, grey levels) is drawn.
    studio : bool
        Whether the person sits before a plain wall; the photograph's background is for narrow
        pictures only.
    """

    width: int = 640
    height: int = 490
    scale: float = 1.0
    eyes: tuple[float, float] = (0.5, 0.41)
    noise: tuple[float, float] = (0.15, 0.35)
    studio: bool = False

    def canvas(self) -> Canvas:
        """Canvas with room around the picture, so that a moving head never shows its border."""
        width, height = self.width / self.scale, self.height / self.scale
        room = 0.3 * min(width, height)
        across, down = (int(np.ceil((side + room) / STEP)) * STEP for side in (width, height))
        eyes = (self.eyes[0] * width + room / 2, self.eyes[1] * height + room / 2)
        return Canvas(across, down, eyes, self.studio)


class Head(NamedTuple):
    """Head pose against the person's usual one: pixels right and down, degrees, factor."""

    right: float = 0.0
    down: float = 0.0
    roll: float = 0.0
    scale: float = 1.0


USUAL = Head()


class Renderer:
    """One person before one camera.

    Parameters
    ----------
    camera : Camera
    rng : numpy.random.Generator
        Decides who it is; the same state gives the same person.
    """

    def __init__(self, camera: Camera, rng: np.random.Generator):
        self.camera = camera
        canvas = camera.canvas()
        self.texture, self.landmarks = make_subject(canvas, rng)
        self.length = interocular(self.landmarks)
        self.skin = skin_level(self.texture, self.landmarks)
        self.teeth = rng.uniform(0.75, 1.0)
        self.furrows = furrows(self.landmarks)
        self.grid = Grid(canvas.width, canvas.height)
        self.nodes = Grid(camera.width, camera.height).nodes
        self._precompute_fields()
        self.scale = camera.scale * rng.uniform(0.94, 1.08)
        self.roll = rng.normal(0, 3)
        usual = np.array(camera.eyes) * (camera.width, camera.height)
        self.place = usual + camera.scale * rng.normal(0, (22, 10))
        size = (camera.height + NOISE_ROOM, camera.width + NOISE_ROOM)
        noise = rng.uniform(*camera.noise) * rng.standard_normal(size, dtype=np.float32)
        self.noise = np.clip(np.round(noise), -127, 127).astype(np.int8)

    def _precompute_fields(self) -> None:
        """Displacement of landmarks and grid nodes, by (unit, side), at full intensity."""
        points = all_points(self.landmarks)
        moves = {key: self.length * field for key, field in displacements().items()}
        self.moves = {key: field[:LANDMARKS] for key, field in moves.items()}
        self.fields = {}
        for layer in ("upper", "lower"):
            rows = layer_points(layer)
            matrix = self.grid.interpolate(points[rows])
            self.fields[layer] = {
                key: (matrix @ field[rows].astype(np.float32)).reshape(self.grid.nodes.shape)
                for key, field in moves.items()
            }

    def pose(self, head: Head = USUAL) -> tuple[np.ndarray, np.ndarray]:
        """Rotation with scale (2, 2) and shift (2,) from canvas to picture pixels."""
        angle = np.radians(self.roll + head.roll)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        turn *= self.scale * head.scale
        shift = self.place + [head.right, head.down] - turn @ between_eyes(self.landmarks)
        return turn, shift

    def truth(self, units: dict[tuple[int, str], float], head: Head = USUAL) -> np.ndarray:
        """Landmarks (68, 2) in picture pixels for action units at intensities 0–1."""
        turn, shift = self.pose(head)
        moved = self.landmarks + sum(value * self.moves[key] for key, value in units.items())
        return moved @ turn.T + shift

    def render(self, units, head: Head = USUAL, noise_shift=(0, 0)) -> np.ndarray:
        """Draw a frame.

        Parameters
        ----------
        units : dict from (unit, side) to float
            Intensities, 0–1; what is missing is at rest.
        head : Head
        noise_shift : (int, int)
            Down and right, below NOISE_ROOM: frames with another shift have other noise.

        Returns
        -------
        uint8 array, shape (height, width)
        """
        units = {key: value for key, value in units.items() if value}
        size = (self.camera.width, self.camera.height)
        turn, shift = self.pose(head)
        targets = (self.nodes - shift.astype(np.float32)) @ np.linalg.inv(turn).T.astype(np.float32)
        if units:
            texture = darken(self.texture, self.furrows, units)
            sources = self.grid.invert(self._field("upper", units), targets)
            picture = sample(texture, sources, size)
            self._blend_lower_face(picture, texture, targets, units, head)
        else:
            picture = sample(self.texture, targets, size)
        down, right = noise_shift
        noise = self.noise[down : down + size[1], right : right + size[0]]
        return cv2.add(picture, noise, dtype=cv2.CV_8U)

    def _field(self, layer: str, units: dict) -> np.ndarray:
        fields = self.fields[layer]
        return sum(np.float32(value) * fields[key] for key, value in units.items())

    def _blend_lower_face(self, picture, texture, targets, units, head) -> None:
        landmarks = self.truth(units, head)
        length = self.length * self.scale * head.scale
        size = (picture.shape[1], picture.shape[0])
        left, top, right, bottom = region_of_lower_face(landmarks, length, size, STEP)
        rows = slice(top // STEP, -(-bottom // STEP) + 2)
        columns = slice(left // STEP, -(-right // STEP) + 2)
        sources = self.grid.invert(self._field("lower", units), targets[rows, columns])
        size = (right - left, bottom - top)
        lower = sample(texture, sources, size)
        weight = lower_layer(landmarks, length, (left, top), size)
        region = picture[top:bottom, left:right]
        region[:] = cv2.blendLinear(region, lower, 1 - weight, weight)
        paint_opening(picture, landmarks, length, self.skin, self.teeth)
