"""Generated people for fitting, choosing and evaluating explanations: three separate groups.

`practice` people move action units at random, so that what is learned about units is independent of
emotions; `choice` and `verdict` people show every emotion once, from rest to the apex.
"""

import numpy as np

from facemotion.dataset.classes import Classes
from facemotion.demo.acting.clips import MOST, Style, courses
from facemotion.demo.acting.emotions import NEUTRAL
from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.shots import Shots, draw_shots, with_errors
from facemotion.explanation.causes.possible import shown_emotions
from facemotion.explanation.causes.units import UNITS

PRACTICE, CHOICE, VERDICT = GROUPS = ("practice", "choice", "verdict")
# Above the seeds of all other people in the demo, which are at most 1000 times the largest seed.
FIRST_PERSON, PEOPLE_APART = 10**13, 10**6
PRACTICE_PEOPLE = 100
MOST_UNITS, WEAKEST, STRONGEST = 6, 0.1, 1.1
SPEECH = 0.15  # share of practice clips with speech
LEAST = -0.15


def first_person(group: str, seed: int) -> int:
    """Return the seed of a group's first person."""
    return FIRST_PERSON + PEOPLE_APART * (len(GROUPS) * seed + GROUPS.index(group))


def draw_people(group: str, classes: Classes, count: int, frames: int, seed: int) -> Shots:
    """Generate clips of `count` people of a group, each with every emotion that a class contains.

    Parameters
    ----------
    group
        `CHOICE` or `VERDICT`.
    classes
        Classes whose emotions are acted.
    count, frames
        Number of people, and frames per clip.
    seed
        Seed of the people, and of everything else that is drawn.

    Raises
    ------
    InputError
        No class contains an emotion.
    """
    emotions = shown_emotions(classes)
    people = first_person(group, seed) + np.repeat(np.arange(count), len(emotions))
    rng = np.random.default_rng([19, GROUPS.index(group), seed])
    return draw_shots(emotions * count, people, rng, frames=frames)


def draw_practice(clips: int, frames: int, seed: int) -> Shots:
    """Generate clips of living faces in which up to six random units set in and stay."""
    rng = np.random.default_rng([19, GROUPS.index(PRACTICE), seed])
    style = Style(neutral_speech=SPEECH)
    people = first_person(PRACTICE, seed) + np.arange(clips) % PRACTICE_PEOPLE
    shots = draw_shots([NEUTRAL] * clips, people, rng, frames=frames, style=style)
    peaks = np.zeros((clips, 1, len(CODES)))
    for peak, count in zip(peaks, rng.integers(0, MOST_UNITS + 1, clips), strict=True):
        for unit in rng.choice(len(UNITS), count, replace=False):
            code = INDEX[rng.choice(UNITS[unit].codes)]
            peak[0, code] = rng.uniform(WEAKEST, STRONGEST)
    shown = shots.acted.intensities
    shown += peaks * courses(clips, frames, style, rng)
    np.clip(shown, LEAST, MOST, out=shown)
    return with_errors(shots, 1.0, rng)
