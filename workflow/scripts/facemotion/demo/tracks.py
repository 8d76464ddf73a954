"""Landmark tracks of many people without any picture, with what each face did as exact truth."""

from dataclasses import dataclass

import numpy as np

from facemotion.demo.acting.clips import Style, act
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
DISTANCE_DM = (5.0, 14.0)  # of the camera
FACE_SHARE, FACE_DM = (0.2, 0.45), 1.5  # width of the face, as a share of the image's; in dm
BLOCK = 250  # clips at a time, which fits a processor's cache


@dataclass(frozen=True, eq=False)
class Tracks:
    """N clips of T frames.

    Attributes
    ----------
    landmarks : ndarray of float32, shape (N, T, 68, 2)
        Pixels of an image of `WIDTH` × `HEIGHT`.
    emotion : list of str
    person : ndarray of int, shape (N,)
        Seed of the identity.
    speaks : ndarray of bool, shape (N,)
    expression : ndarray of float32, shape (N, A)
        The emotion's action units at full strength, by the codes of `CODES`.
    intensities : ndarray of float32, shape (N, T, A)
        All that the face shows.
    angles : ndarray of float32, shape (N, T, 3)
        Yaw, pitch and roll of the head, radians.
    closed : ndarray of float32, shape (N, T)
        How far a blink closes the eyes.
    """

    landmarks: np.ndarray
    emotion: list[str]
    person: np.ndarray
    speaks: np.ndarray
    expression: np.ndarray
    intensities: np.ndarray
    angles: np.ndarray
    closed: np.ndarray


def draw_tracks(
    emotions: list[str],
    people: np.ndarray,
    seed: int,
    *,
    frames: int = 20,
    style: Style = Style(),  # noqa: B008 (frozen)
    noise: float = 1.0,
) -> Tracks:
    """Draw clips of emotions, each by a person; the same arguments give the same tracks.

    Parameters
    ----------
    emotions
        Of each clip; neutral for none.
    people
        (N,) seed of the person of each clip.
    noise
        Scale of the tracker's errors; 0 gives the exact landmarks.
    """
    rng = np.random.default_rng([3, seed])
    cast = {int(who): draw_person(int(who)) for who in np.unique(people)}
    rests = {who: person.vertices[landmark_rows()] for who, person in cast.items()}
    blocks = []
    for start in range(0, len(emotions), BLOCK):
        named, who = emotions[start : start + BLOCK], people[start : start + BLOCK]
        acted = act(named, frames, style, rng)
        rest = np.stack([rests[int(seed)] for seed in who])
        gains = np.stack([cast[int(seed)].gains for seed in who])
        blocks.append((_project(acted, rest, gains, noise, rng), acted))

    def joined(of) -> np.ndarray:
        return np.concatenate([of(acted) for _, acted in blocks]).astype("float32")

    return Tracks(
        landmarks=np.concatenate([landmarks for landmarks, _ in blocks]),
        emotion=list(emotions),
        person=np.asarray(people),
        speaks=np.concatenate([acted.speaks for _, acted in blocks]),
        expression=joined(lambda acted: acted.expression),
        intensities=joined(lambda acted: acted.intensities),
        angles=joined(lambda acted: acted.angles),
        closed=joined(lambda acted: acted.closed),
    )


def _project(acted, rest, gains, noise: float, rng) -> np.ndarray:
    """Give what a tracker reports of faces at rest (N, 68, 3) that act: (N, T, 68, 2) px."""
    count = len(rest)
    followed = draw_followed(count, rng)[:, None, :, None] if noise else 1.0
    sides = on_sides(acted.intensities, acted.balance[:, None]) * gains[:, None] * followed
    shape = move_landmarks(rest[:, None], sides.astype("float32"))
    rotations = rotation_matrices(acted.angles).astype("float32")
    world = shape @ np.swapaxes(rotations, -1, -2) + acted.shift[:, :, None].astype("float32")
    distance = np.exp(rng.uniform(*np.log(DISTANCE_DM), (count, 1, 1))).astype("float32")
    focal = rng.uniform(*FACE_SHARE, (count, 1, 1)) * WIDTH / FACE_DM * distance
    scale = (focal / (distance - world[..., 2])).astype("float32")
    screen = np.stack([world[..., 0] * scale, -world[..., 1] * scale], axis=-1)
    screen += np.array([WIDTH / 2, HEIGHT / 2], "float32")
    slide_contour(screen)
    if noise:
        length = interocular_distance(screen[:, :1])[..., None, None]
        screen += noise * length * draw_noise(acted.angles, rng)
    return screen
