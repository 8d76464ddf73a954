"""The motion of a face in a clip: an expression over time, and living motion underneath."""

from dataclasses import dataclass

import numpy as np

from facemotion.demo.acting import living
from facemotion.demo.acting.emotions import NEUTRAL, draw_expressions
from facemotion.demo.people.action_units import CODES, INDEX

POSED, SPONTANEOUS = "posed", "spontaneous"
BLINK, LIDS = INDEX[43], (INDEX[5], INDEX[7])
LEAST, MOST = -0.15, 1.2  # range of intensities


@dataclass(frozen=True)
class Style:
    """How clips are acted.

    Attributes
    ----------
    course
        ``posed``: from rest to the apex, the end of the clip; ``spontaneous``: on to the offset.
    strength
        Strength of the weakest and strongest expression.
    duration_s
        Duration of the shortest and longest clip.
    starts_within
        Share of clips whose first frame already shows a little of the expression.
    neutral_speech, emotion_speech
        Shares of neutral and of other clips with speech.
    head
        Scale of head pose and head motion.
    blink_hz
        Rate of blinks per second.
    """

    course: str = POSED
    strength: tuple[float, float] = (0.45, 1.1)
    duration_s: tuple[float, float] = (0.4, 3.5)
    starts_within: float = 0.2
    neutral_speech: float = 0.4
    emotion_speech: float = 0.12
    head: float = 1.0
    blink_hz: float = 0.35


@dataclass(frozen=True, eq=False)
class Acted:
    """The motion of N faces in T frames.

    Attributes
    ----------
    times : ndarray, shape (N, T)
        Seconds from the first frame.
    intensities : ndarray, shape (N, T, A)
        Everything that the face shows, by the codes in `CODES`.
    balance : ndarray, shape (N, A)
        Left-right balance of each unit, as in `on_sides`.
    expression : ndarray, shape (N, A)
        The emotion's action units at full strength; zero in neutral clips.
    angles, shift : ndarray, shape (N, T, 3)
        Head pose: yaw, pitch, roll in radians; position in dm.
    speaks : ndarray of bool, shape (N,)
    closed : ndarray, shape (N, T)
        How far blinks close the eyes.
    """

    times: np.ndarray
    intensities: np.ndarray
    balance: np.ndarray
    expression: np.ndarray
    angles: np.ndarray
    shift: np.ndarray
    speaks: np.ndarray
    closed: np.ndarray


def act(labels: list[str], frames: int, style: Style, rng: np.random.Generator) -> Acted:
    """Generate the motion of a face in each of N clips, by its emotion or `NEUTRAL`.

    Parameters
    ----------
    labels
        An emotion, or `NEUTRAL`, per clip.
    frames
        Frames per clip.
    style, rng
        How to act, and the source of randomness.
    """
    count = len(labels)
    neutral = np.asarray(labels) == NEUTRAL
    length = np.exp(rng.uniform(*np.log(style.duration_s), count))
    times = length[:, None] * np.linspace(0, 1, frames)
    expression, balance = draw_expressions(labels, rng)
    expression *= rng.uniform(*style.strength, (count, 1))
    speaks = rng.random(count) < np.where(neutral, style.neutral_speech, style.emotion_speech)
    shown = expression[:, None] * courses(count, frames, style, rng)
    shown += living.rest(times, rng) + living.gaze(times, rng)
    # A speaker's mouth takes part less in the expression.
    shown += (np.where(neutral, 1.0, 0.5) * speaks)[:, None, None] * living.speech(times, rng)
    closed = living.blinks(times, style.blink_hz, rng)
    shown[..., BLINK] = np.maximum(shown[..., BLINK], closed)
    for lid in LIDS:  # blinks override whatever else the lids do
        shown[..., lid] *= 1 - closed
    angles, shift = living.head_motion(times, style.head, 1 + 0.7 * speaks, rng)
    shown = np.clip(shown, LEAST, MOST)
    return Acted(times, shown, balance, expression, angles, shift, speaks, closed)


def courses(count: int, frames: int, style: Style, rng: np.random.Generator) -> np.ndarray:
    """Draw the time courses of expressions: (N, T, A), from 0 to about 1.

    The units of an expression set in at nearly the same time. Of posed expressions, a quarter reach
    their apex exactly in the last frame; of the others, some reach it earlier, and some are still
    rising.

    Parameters
    ----------
    count, frames
        N and T.
    style, rng
        How to act, and the source of randomness.
    """
    time = np.linspace(0, 1, frames)[None, :, None]
    single, units = (count, 1, 1), (count, 1, len(CODES))
    begin = rng.uniform(-0.05, 0.35, single) + rng.normal(0, 0.03, units)
    rise = rng.uniform(0.2, 0.65, single) * np.exp(rng.normal(0, 0.15, units))
    if style.course == SPONTANEOUS:
        begin, rise = 0.6 * begin + 0.05, 0.6 * rise
    shown = ease((time - begin) / rise)
    if style.course == SPONTANEOUS:
        leave = begin + rise + rng.uniform(0.0, 0.25, single)
        shown *= 1 - ease((time - leave) / rng.uniform(0.2, 0.5, single))
    else:
        exact = rng.random(single) < 0.25
        shown = np.where(exact, shown / np.maximum(shown[:, -1:], 0.3), shown)
    inside = rng.random(single) < style.starts_within
    start = np.where(inside, rng.uniform(0, 0.3, single), 0)
    return start + (1 - start) * np.clip(shown, 0, 1.1)


def ease(x: np.ndarray) -> np.ndarray:
    """Rise smoothly from 0 at 0 to 1 at 1 (a smooth step)."""
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)
