"""Plan of the long videos that train a spotter.

They show other people than the videos that test it, and more variety: expressions are drawn by
`facemotion.demo.acting.emotions`, weaker and stronger, faster and slower than in the SAMM demo;
every fifth video has none.
"""

import numpy as np

from facemotion.demo.acting.emotions import VARIANTS, draw_recipe
from facemotion.demo.samm_long_plan import PAUSE
from facemotion.demo.samm_plan import MICRO, Expression, Video

# Frames at 200 fps from rest to the peak, at the peak, and back; by whether it is a
# micro-expression.
PHASES = {
    False: ((40, 200), (10, 160), (60, 260)),
    True: ((12, 44), (2, 18), (12, 44)),
}
INTENSITY = {False: (0.3, 1.0), True: (0.2, 0.45)}
MICRO_SHARE, EMPTY_EVERY = 0.4, 5
MICRO_UNITS = (1, 2, 4, 5, 7, 9, 10, 12, 14, 15, 17, 20, 23, 24)


def plan_practice(settings: dict) -> list[Video]:
    """Plan the videos, by person.

    Parameters
    ----------
    settings
        "seed"; "subjects", their number; "videos" per subject; "frames" per video.
    """
    rng = np.random.default_rng([11, settings["seed"]])
    frames, videos = settings["frames"], []
    for subject in range(settings["subjects"]):
        for film in range(1, settings["videos"] + 1):
            empty = len(videos) % EMPTY_EVERY == EMPTY_EVERY - 1
            expressions = () if empty else _place(frames, rng)
            numbers = tuple(range(1, frames + 1))
            seed = int(rng.integers(2**32))
            videos.append(Video(subject, subject + 1, film, numbers, 4, expressions, seed))
    return videos


def _place(frames: int, rng: np.random.Generator) -> tuple[Expression, ...]:
    """Place expressions one after another, with pauses between them, as long as there is room."""
    at, placed = 0, []
    while True:
        micro = bool(rng.random() < MICRO_SHARE)
        onset = at + int(PAUSE + rng.exponential(300))
        lengths = [int(rng.integers(*phase, endpoint=True)) for phase in PHASES[micro]]
        apex, release, offset = (onset + int(t) for t in np.cumsum(lengths))
        if offset + PAUSE >= frames:
            return tuple(placed)
        kind, recipe = _draw(micro, rng)
        strength = float(rng.uniform(*INTENSITY[micro]))
        placed.append(Expression(kind, recipe, strength, onset, apex, release, offset))
        at = offset


def _draw(micro: bool, rng: np.random.Generator) -> tuple[str, dict]:
    if not micro:
        emotion = str(rng.choice([*VARIANTS]))
        return emotion, draw_recipe(emotion, rng)
    count = int(rng.integers(1, 3, endpoint=True))
    units = rng.choice(MICRO_UNITS, count, replace=False).tolist()
    if count == 1 and rng.random() < 0.3:
        return MICRO, {(units[0], str(rng.choice(["left", "right"]))): 1.0}
    return MICRO, {unit: float(rng.uniform(0.6, 1.0)) for unit in units}
