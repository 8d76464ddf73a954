"""Plan of the long videos in the SAMM demo: timing of expressions, and motion between them.

Long videos are the input of spotting: at 200 frames per second, a few macro- and micro-expressions
among rest, blinks, gaze, speech and head turns. All times are image indices from 0.
"""

from dataclasses import dataclass

import numpy as np

from facemotion.demo.acting import living
from facemotion.demo.acting.clips import BLINK, LIDS, ease
from facemotion.demo.people.action_units import CODES
from facemotion.demo.samm_plan import CODES as FILMS
from facemotion.demo.samm_plan import MICRO, SUBJECTS, Expression, Video, check_plan, deal
from facemotion.errors import InputError

FPS = 200
# Frames from rest to the peak, at the peak and back, by whether it is a micro-expression, which
# lasts at most half a second.
RISE = {False: (60, 160), True: (16, 40)}
HOLD = {False: (20, 100), True: (4, 16)}
FALL = {False: (80, 200), True: (16, 40)}
INTENSITY = {False: (0.4, 0.9), True: (0.2, 0.35)}
PAUSE = 60  # fewest frames of rest before, between and after expressions
BUSY_PAUSE = 240  # length from which people speak or turn the head in a pause
BLINK_EVERY_S, BLINK_APART_S = 3.0, 0.6
GAZE_S = 2.0  # duration of one call of `living.gaze`, which shifts the gaze up to twice
TURN = (12, 28)  # degrees
EDGE = 0.2  # seconds in which speech fades in and out; and as a share of a head turn


@dataclass(frozen=True)
class Event:
    """Motion other than expressions: "speech", "blink" or "turn", with its first and last image."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Background:
    """Motion of a face besides expressions, in T images.

    Attributes
    ----------
    units : ndarray, shape (T, A)
        Intensities on both sides, by the codes of the action units.
    closed : ndarray, shape (T,)
        How far blinks close the eyes.
    angles, shift : ndarray, shape (T, 3)
        Head pose: yaw, pitch, roll in degrees; position in dm.
    events : list of Event
    """

    units: np.ndarray
    closed: np.ndarray
    angles: np.ndarray
    shift: np.ndarray
    events: list[Event]


def plan_long_videos(settings: dict) -> list[Video]:
    """Plan long videos, ordered by subject and film.

    Parameters
    ----------
    settings
        "seed"; "subjects", their number; "videos" per subject; "frames" per video; "expressions",
        their number by kind, as in `facemotion.demo.samm_plan.plan_videos`.

    Raises
    ------
    InputError
        A kind of expression is unknown, there are too many subjects, or a video is too short for
        its expressions.
    """
    check_plan(settings)
    rng = np.random.default_rng(settings["seed"])
    numbers = np.sort(rng.choice(SUBJECTS, settings["subjects"], replace=False)).tolist()
    videos = []
    for subject, dealt in enumerate(deal(settings["expressions"], len(numbers), rng)):
        films = np.sort(rng.choice(FILMS, settings["videos"], replace=False)).tolist()
        parts = np.array_split(rng.permutation(len(dealt)), len(films))
        for film, part in zip(films, parts, strict=True):
            expressions = _place([dealt[i] for i in part], settings["frames"], rng)
            seed = int(rng.integers(2**32))
            frames = tuple(range(1, settings["frames"] + 1))
            video = Video(subject, numbers[subject], film, frames, 4, expressions, seed)
            videos.append(video)
    return videos


def _place(shown: list[tuple], frames: int, rng: np.random.Generator) -> tuple[Expression, ...]:
    """Distribute expressions over a video, with random pauses in the remaining time."""
    lengths = []
    for kind, _ in shown:
        phases = [rng.integers(*of[kind == MICRO], endpoint=True) for of in (RISE, HOLD, FALL)]
        lengths.append(np.cumsum(phases))
    free = frames - 1 - sum(int(length[-1]) for length in lengths) - PAUSE * (len(shown) + 1)
    if free < 0:
        raise InputError(
            f"demo.samm_videos: a video of {frames} frames has no room for {len(shown)} "
            "expressions with rest between them; raise frames or videos, or lower expressions."
        )
    cuts = np.sort(rng.integers(0, free, len(shown), endpoint=True))
    gaps = PAUSE + np.diff(cuts, prepend=0)
    at, placed = 0, []
    for (kind, recipe), length, gap in zip(shown, lengths, gaps, strict=True):
        onset = at + int(gap)
        times = (onset, *(onset + int(t) for t in length))
        placed.append(
            Expression(kind, recipe, float(rng.uniform(*INTENSITY[kind == MICRO])), *times)
        )
        at = times[-1]
    return tuple(placed)


def act_background(video: Video, rng: np.random.Generator) -> Background:
    """Draw motion besides the expressions: in long pauses the person speaks or turns the head."""
    frames = len(video.numbers)
    times = np.arange(frames)[None] / FPS
    units = living.rest(times, rng)[0]
    for start in range(0, frames, int(GAZE_S * FPS)):
        piece = slice(start, start + int(GAZE_S * FPS))
        units[piece] += living.gaze(times[:, piece] - times[0, start], rng)[0]
    closed, events = _blinks(times[0], rng)
    angles, shift = (part[0] for part in living.head_motion(times, 0.5, np.ones(1), rng))
    angles = np.rad2deg(angles)
    for first, last in _pauses(video):
        inside = slice(first, last + 1)
        edge = min(int(EDGE * FPS), (last - first) // 3)
        if rng.random() < 0.5:
            said = living.speech(times[:, inside] - times[0, first], rng)[0]
            units[inside] += _gate(last - first + 1, edge)[:, None] * said
            events.append(Event("speech", first, last))
        else:
            turn = rng.uniform(*TURN) * rng.choice([-1, 1])
            angles[inside, 0] += turn * _gate(last - first + 1, (last - first) // 3)
            events.append(Event("turn", first, last))
    return Background(units, closed, angles, shift, sorted(events, key=lambda e: (e.first, e.kind)))


def with_blinks(units: dict, closed: float | np.ndarray) -> dict:
    """Let a blink override whatever else the lids do, in intensities by (unit, side).

    The intensities are those of one image, or arrays for many.
    """
    shown = dict(units)
    for side in ("left", "right"):
        for lid in LIDS:
            key = (CODES[lid], side)
            shown[key] = shown.get(key, 0.0) * (1 - closed)
        key = (CODES[BLINK], side)
        shown[key] = np.maximum(shown.get(key, 0.0), closed)
    return shown


def _pauses(video: Video) -> list[tuple[int, int]]:
    """Return the first and last image of the pauses that are long enough to speak in."""
    ends = [0, *(e.offset for e in video.expressions)]
    starts = [*(e.onset for e in video.expressions), len(video.numbers) - 1]
    around = (
        (end + PAUSE // 2, start - PAUSE // 2) for end, start in zip(ends, starts, strict=True)
    )
    return [(first, last) for first, last in around if last - first >= BUSY_PAUSE]


def _blinks(times: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, list[Event]]:
    closed, events, at = np.zeros(len(times)), [], 0.0
    while (at := at + BLINK_APART_S + rng.exponential(BLINK_EVERY_S - BLINK_APART_S)) < times[-1]:
        parts = rng.uniform((0.06, 0.02, 0.12), (0.1, 0.08, 0.25))
        closed = np.maximum(closed, rng.uniform(0.7, 1.0) * living.lids_closed(times - at, *parts))
        first, last = np.searchsorted(times, (at, at + parts.sum())) - (0, 1)
        events.append(Event("blink", int(first), int(min(last, len(times) - 1))))
    return closed, events


def _gate(length: int, edge: int) -> np.ndarray:
    """Fade in and out smoothly within `edge` frames."""
    near = np.minimum(np.arange(length), np.arange(length)[::-1])
    return ease(near / max(edge, 1))
