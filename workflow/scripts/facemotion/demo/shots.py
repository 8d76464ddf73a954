"""Clips of generated people before acting: identities, camera positions, and tracking errors.

The facial motion can then be changed, and the clip rendered again with everything else unchanged.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from facemotion.demo.acting.clips import Acted, Style, act
from facemotion.demo.people.action_units import on_sides
from facemotion.demo.people.camera import rotation_matrices
from facemotion.demo.people.identity import draw_person
from facemotion.demo.people.landmarks import (
    interocular_distance,
    landmark_rows,
    move_landmarks,
    slide_contour,
)
from facemotion.demo.tracker_noise import draw_followed, draw_noise

WIDTH, HEIGHT = 640, 480  # px
DISTANCE_DM = (5.0, 14.0)  # range of the camera's distance
FACE_SHARE, FACE_DM = (0.2, 0.45), 1.5  # width of the face, as a share of the image's; in dm


@dataclass(frozen=True, eq=False)
class Shots:
    """N clips of T frames.

    Attributes
    ----------
    person : ndarray of int, shape (N,)
        Seed of the identity.
    acted : Acted
        Motion of the faces, and pose of the heads.
    rest : ndarray of float32, shape (N, 68, 3)
        Landmarks of the faces at rest, dm.
    gains : ndarray, shape (N, A, 2)
        Gain of each unit on each side, times the share that the tracker follows.
    distance, focal : ndarray, shape (N, 1, 1)
        Camera distance (dm) and focal length (px).
    errors : ndarray of float32, shape (N, T, 68, 2), or 0.0
        Tracking errors, px.
    """

    person: np.ndarray
    acted: Acted
    rest: np.ndarray
    gains: np.ndarray
    distance: np.ndarray
    focal: np.ndarray
    errors: np.ndarray | float


def draw_shots(
    emotions: list[str],
    people: np.ndarray,
    rng: np.random.Generator,
    *,
    frames: int = 20,
    style: Style = Style(),  # noqa: B008 (frozen)
    noise: float = 1.0,
) -> Shots:
    """Draw clips of emotions, each by a person; parameters as in `draw_tracks`.

    Parameters
    ----------
    emotions, people, frames, style, noise
        As in `draw_tracks`.
    rng
        Source of randomness.
    """
    acted = act(emotions, frames, style, rng)
    count = len(emotions)
    rest, gains = (np.stack(of) for of in zip(*(_face(int(who)) for who in people), strict=True))
    if noise:
        gains = gains * draw_followed(count, rng)[:, :, None]
    distance = np.exp(rng.uniform(*np.log(DISTANCE_DM), (count, 1, 1))).astype("float32")
    focal = rng.uniform(*FACE_SHARE, (count, 1, 1)) * WIDTH / FACE_DM * distance
    exact = Shots(np.asarray(people), acted, rest, gains, distance, focal, 0.0)
    return with_errors(exact, noise, rng) if noise else exact


@lru_cache(maxsize=10_000)  # 4 kB each
def _face(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a person's landmarks at rest and gains, without keeping the large mesh in memory."""
    person = draw_person(seed)
    return person.vertices[landmark_rows()], person.gains


def with_errors(shots: Shots, noise: float, rng: np.random.Generator) -> Shots:
    """Redraw the tracking errors, scaled by `noise`."""
    fields = vars(shots) | {"errors": 0.0}
    length = interocular_distance(film(Shots(**fields))[:, :1])[..., None, None]
    return Shots(**fields | {"errors": noise * length * draw_noise(shots.acted.angles, rng)})


def film(shots: Shots, intensities: np.ndarray | None = None) -> np.ndarray:
    """Return the landmarks that a tracker reports.

    Parameters
    ----------
    intensities : ndarray, shape (N, T, A)
        Intensities, by the codes in `CODES`; None for those of `shots.acted`.

    Returns
    -------
    ndarray of float32, shape (N, T, 68, 2)
        Pixels of an image of `WIDTH` × `HEIGHT`.
    """
    acted = shots.acted
    shown = acted.intensities if intensities is None else intensities
    sides = on_sides(shown, acted.balance[:, None]) * shots.gains[:, None]
    shape = move_landmarks(shots.rest[:, None], sides.astype("float32"))
    rotations = rotation_matrices(acted.angles).astype("float32")
    world = shape @ np.swapaxes(rotations, -1, -2) + acted.shift[:, :, None].astype("float32")
    scale = (shots.focal / (shots.distance - world[..., 2])).astype("float32")
    screen = np.stack([world[..., 0] * scale, -world[..., 1] * scale], axis=-1)
    screen += np.array([WIDTH / 2, HEIGHT / 2], "float32")
    slide_contour(screen)
    return (screen + shots.errors).astype("float32")


def pick(shots: Shots, rows: np.ndarray) -> Shots:
    """Return the selected shots, each as often as `rows` contains it.

    Parameters
    ----------
    rows : ndarray of int, shape (n,)
        Indices of the clips to select.
    """

    def of(value):
        return value[rows] if isinstance(value, np.ndarray) else value

    acted = Acted(**{name: of(value) for name, value in vars(shots.acted).items()})
    return Shots(**{name: of(value) for name, value in vars(shots).items()} | {"acted": acted})
