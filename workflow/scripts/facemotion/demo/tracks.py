"""Landmark tracks of many people without images, with the motion of each face as exact truth."""

from dataclasses import dataclass

import numpy as np

from facemotion.demo.acting.clips import Style
from facemotion.demo.shots import draw_shots, film

BLOCK = 250  # clips processed at a time, to fit into a processor's cache


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
        Everything that the face shows.
    angles : ndarray of float32, shape (N, T, 3)
        Yaw, pitch and roll of the head, radians.
    closed : ndarray of float32, shape (N, T)
        How far blinks close the eyes.
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
    """Draw clips of emotions, each by a person; the same arguments yield the same tracks.

    Parameters
    ----------
    emotions
        Emotion of each clip, or neutral.
    people
        Seed of the person in each clip, (N,).
    noise
        Scale of the tracking errors; 0 yields the exact landmarks.
    """
    rng = np.random.default_rng([3, seed])
    blocks = []
    for start in range(0, len(emotions), BLOCK):
        part = slice(start, start + BLOCK)
        shots = draw_shots(
            emotions[part], people[part], rng, frames=frames, style=style, noise=noise
        )
        blocks.append((film(shots), shots.acted))

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
