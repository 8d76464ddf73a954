"""A person in front of a camera: rendered images, and the exact landmarks in them."""

from functools import cache

import cv2
import numpy as np

from facemotion.demo.people.action_units import INDEX
from facemotion.demo.people.camera import Camera, place_head, rotation_matrices
from facemotion.demo.people.identity import Person
from facemotion.demo.people.landmarks import (
    interocular_distance,
    landmark_rows,
    landmarks_at,
)
from facemotion.demo.rendering.geometry import head_geometry
from facemotion.demo.rendering.glasses import draw_frame, frame_lines
from facemotion.demo.rendering.lighting import draw_background, draw_light
from facemotion.demo.rendering.looks import Looks
from facemotion.demo.rendering.raster import rasterise
from facemotion.demo.rendering.shading import (
    ATTRIBUTES,
    BALL,
    DEPTH,
    HAIR,
    HOLLOW,
    NORMAL,
    shade,
    tone_curve,
)
from facemotion.demo.rendering.wrinkles import UNITS, wrinkle_map

FACE_DM = 1.5  # width of a face
NOISE = 1.5  # standard deviation of the sensor noise, in grey levels
BLUR_PX = 0.6
GRAIN_PX = 1600  # size of the noise image from which each frame takes a section


def portrait_camera(
    width: int = 640,
    height: int = 490,
    face_px: float = 250,
    distance: float = 11.0,
    centre: tuple[float, float] | None = None,
) -> Camera:
    """Create a camera at `distance` dm, in whose image a face is `face_px` wide and centred.

    Parameters
    ----------
    width, height
        Image size, px.
    face_px
        Width of a face of `FACE_DM` at this distance, px.
    distance
        From the head's origin, dm.
    centre
        Principal point, px; by default, the middle of the image.
    """
    focal = face_px / FACE_DM * distance
    return Camera(width, height, distance, focal, centre or (width / 2, 0.5 * height))


class Scene:
    """One person, with light and background, in front of a camera.

    Parameters
    ----------
    person, looks
        The person (`draw_person`, `draw_looks`).
    camera
        Camera, such as `portrait_camera` creates.
    rng
        Random generator for light and background.
    studio
        Evenness of the light, 0 to 1.
    """

    def __init__(
        self, person: Person, looks: Looks, camera: Camera, rng: np.random.Generator, studio=0.6
    ):
        self.person, self.looks, self.camera = person, looks, camera
        self._light = draw_light(studio, rng)
        self._background = draw_background(camera.height, camera.width, rng)
        rest = person.vertices[landmark_rows()]
        self._glasses = frame_lines(rest) if looks.glasses else []

    def render(self, sides, angles, shift, frame_seed: int) -> np.ndarray:
        """Draw one frame.

        Parameters
        ----------
        sides : ndarray, shape (A, 2)
            Intensities, by the codes in `CODES`, on the person's left and right.
        angles, shift : ndarray, shape (3,)
            Head pose: yaw, pitch, roll in radians; position in dm.
        frame_seed : int
            Seed of the sensor noise.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
            Channels are blue, green, red.
        """
        geometry, looks, light = head_geometry(), self.looks, self._light
        rotation = rotation_matrices(angles)
        vertices = self.person.show(sides)
        lift = (looks.hair_weight * looks.hair_dm)[:, None]
        world = place_head(vertices + lift * geometry.normals(vertices), rotation, shift)
        world = world.astype("float32")
        screen, depth = (a.astype("float32") for a in self.camera.project(world))
        seen, share = rasterise(
            screen, depth, geometry.triangles, self.camera.height, self.camera.width
        )
        picture = self._background.copy()
        furrows = np.maximum(sides.mean(axis=1)[[INDEX[unit] for unit in UNITS]], 0)
        shade(
            picture,
            seen,
            share,
            (geometry.triangles, geometry.texture, geometry.material),
            self._attributes(world),
            (looks.skin, wrinkle_map(), furrows.astype("float32"), _fray(), looks.hair, looks.iris,
             looks.cloth, np.float32(looks.gloss)),
            (light.key, light.key_rgb, light.fill, light.fill_rgb, light.half, light.ambient),
            tone_curve(),
        )  # fmt: skip
        self._draw_glasses(picture, rotation, shift)
        return develop(picture, frame_seed)

    def landmarks(self, sides, angles, shift) -> np.ndarray:
        """Return the exact landmarks, (68, 2) px, of the frame that `render` draws."""
        points = landmarks_at(self.person, sides)
        return self.camera.project(points @ rotation_matrices(angles).T + shift)[0]

    def _attributes(self, world: np.ndarray) -> np.ndarray:
        geometry = head_geometry()
        values = np.empty((len(world), ATTRIBUTES), "float32")
        normals = geometry.normals(world)
        values[:, NORMAL : NORMAL + 3] = normals
        values[:, HOLLOW] = ((geometry.neighbours @ world - world) * normals).sum(axis=1)
        values[:, HAIR] = self.looks.hair_weight
        values[:, BALL : BALL + 3] = geometry.eye
        values[:, DEPTH] = world[:, 2]
        return values

    def _draw_glasses(self, picture: np.ndarray, rotation: np.ndarray, shift: np.ndarray) -> None:
        if self._glasses:
            rest = self.person.vertices[landmark_rows()] @ rotation.T + shift
            unit = float(interocular_distance(self.camera.project(rest)[0]))
            lines = [self.camera.project(line @ rotation.T + shift)[0] for line in self._glasses]
            draw_frame(picture, lines, unit)


def develop(picture: np.ndarray, seed: int) -> np.ndarray:
    """Blur an image slightly, as a lens does, and add sensor noise; uint8."""
    soft = cv2.GaussianBlur(picture, (3, 3), BLUR_PX)
    height, width = picture.shape[:2]
    row, column = np.random.default_rng(seed).integers(0, [GRAIN_PX - height, GRAIN_PX - width])
    return cv2.add(soft, _grain()[row : row + height, column : column + width], dtype=cv2.CV_8U)


@cache
def _grain() -> np.ndarray:
    """Return an image of noise, equal in all channels; int16 (GRAIN_PX, GRAIN_PX, 3)."""
    grain = np.random.default_rng(3).normal(0, NOISE, (GRAIN_PX, GRAIN_PX, 1))
    return np.repeat(np.round(grain).astype("int16"), 3, axis=-1)


@cache
def _fray() -> np.ndarray:
    noise = np.random.default_rng(5).normal(0, 1, (512, 512)).astype("float32")
    return np.clip(3.5 * cv2.GaussianBlur(noise, (0, 0), 1.2), -1, 1)
