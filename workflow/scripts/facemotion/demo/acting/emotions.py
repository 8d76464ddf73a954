"""The action units of each emotion, and their strengths: several variants with their shares.

Sources: P. Ekman, W. V. Friesen, J. C. Hager: FACS Investigator's Guide, 2002, its table of emotion
prediction; the criteria of CK+'s coders, P. Lucey et al.: The Extended Cohn-Kanade Dataset (CK+),
CVPR Workshops 2010, table 1. Shares and strengths are ours. An intensity of 1 is level E of FACS;
A, B, C and D are about 0.15, 0.35, 0.6 and 0.85.
"""

import numpy as np

from facemotion.demo.people.action_units import CODES, INDEX

NEUTRAL = "neutral"
Range = tuple[float, float]

# For each emotion, its variants: their share, and the minimum and maximum intensity of each unit.
VARIANTS: dict[str, tuple[tuple[float, dict[int, Range]], ...]] = {
    "anger": (
        (0.30, {4: (0.6, 1.0), 5: (0.2, 0.6), 7: (0.4, 0.9), 23: (0.4, 0.9)}),
        (0.25, {4: (0.6, 1.0), 7: (0.4, 0.9), 17: (0.3, 0.8), 24: (0.5, 1.0)}),
        (0.20, {4: (0.6, 1.0), 5: (0.1, 0.5), 7: (0.4, 0.9), 17: (0.3, 0.8), 23: (0.4, 0.9),
                24: (0.3, 0.8)}),
        (0.15, {4: (0.6, 1.0), 5: (0.3, 0.8), 7: (0.3, 0.8), 10: (0.1, 0.5), 23: (0.3, 0.7),
                25: (0.4, 0.9), 26: (0.2, 0.7)}),
        (0.10, {4: (0.7, 1.0), 5: (0.1, 0.5), 7: (0.3, 0.8)}),
    ),
    "disgust": (
        (0.30, {9: (0.6, 1.0), 4: (0.2, 0.7), 7: (0.3, 0.8), 17: (0.3, 0.8)}),
        (0.20, {9: (0.6, 1.0), 10: (0.3, 0.8), 4: (0.1, 0.6), 7: (0.2, 0.7), 25: (0.3, 0.8)}),
        (0.20, {10: (0.6, 1.0), 17: (0.2, 0.8), 7: (0.1, 0.5), 4: (0.1, 0.5)}),
        (0.15, {10: (0.6, 1.0), 16: (0.2, 0.7), 25: (0.4, 0.9), 26: (0.1, 0.5), 9: (0.0, 0.5)}),
        (0.15, {9: (0.6, 1.0), 15: (0.2, 0.6), 16: (0.1, 0.5), 6: (0.1, 0.6), 7: (0.2, 0.7)}),
    ),
    "fear": (
        (0.35, {1: (0.6, 1.0), 2: (0.3, 0.8), 4: (0.4, 0.8), 5: (0.5, 1.0), 20: (0.3, 0.9),
                25: (0.3, 0.9), 26: (0.1, 0.5)}),
        (0.20, {1: (0.6, 1.0), 2: (0.3, 0.8), 4: (0.4, 0.8), 5: (0.5, 1.0), 26: (0.3, 0.7),
                25: (0.4, 0.8)}),
        (0.20, {1: (0.6, 1.0), 4: (0.4, 0.9), 5: (0.3, 0.8), 20: (0.5, 1.0), 25: (0.4, 0.9)}),
        (0.15, {1: (0.6, 1.0), 2: (0.4, 0.8), 4: (0.3, 0.7), 5: (0.6, 1.0)}),
        (0.10, {1: (0.5, 1.0), 2: (0.4, 0.8), 5: (0.8, 1.0), 20: (0.4, 0.9), 25: (0.3, 0.7)}),
    ),
    "happy": (
        (0.50, {6: (0.4, 1.0), 12: (0.6, 1.0), 25: (0.4, 1.0), 7: (0.0, 0.4)}),
        (0.20, {6: (0.3, 0.9), 12: (0.6, 1.0)}),
        (0.15, {12: (0.6, 1.0), 25: (0.2, 0.8)}),
        (0.15, {6: (0.5, 1.0), 12: (0.7, 1.0), 25: (0.6, 1.0), 26: (0.2, 0.7), 7: (0.1, 0.6)}),
    ),
    "sad": (
        (0.40, {1: (0.5, 1.0), 4: (0.3, 0.8), 15: (0.5, 1.0), 17: (0.3, 0.8)}),
        (0.20, {1: (0.5, 1.0), 4: (0.3, 0.8), 15: (0.4, 0.9), 64: (0.1, 0.6), 43: (0.0, 0.25)}),
        (0.15, {1: (0.5, 1.0), 4: (0.3, 0.8), 15: (0.3, 0.7), 17: (0.3, 0.8), 7: (0.1, 0.5),
                6: (0.1, 0.5)}),
        (0.15, {15: (0.6, 1.0), 17: (0.4, 0.9), 4: (0.0, 0.4), 1: (0.0, 0.4)}),
        (0.10, {6: (0.3, 0.7), 15: (0.6, 1.0), 4: (0.1, 0.5), 20: (0.0, 0.3), 25: (0.0, 0.4)}),
    ),
    "surprise": (
        (0.40, {1: (0.6, 1.0), 2: (0.6, 1.0), 5: (0.15, 0.5), 25: (0.4, 0.9), 26: (0.4, 1.0)}),
        (0.25, {1: (0.6, 1.0), 2: (0.6, 1.0), 5: (0.2, 0.6), 25: (0.5, 1.0), 27: (0.3, 0.9)}),
        (0.15, {1: (0.6, 1.0), 2: (0.6, 1.0), 25: (0.2, 0.6), 26: (0.2, 0.6)}),
        (0.20, {1: (0.7, 1.0), 2: (0.7, 1.0), 5: (0.1, 0.5)}),
    ),
    "contempt": (
        (0.6, {14: (0.5, 1.0)}),
        (0.4, {12: (0.3, 0.7), 14: (0.3, 0.8)}),
    ),
}  # fmt: skip
LEAN = 0.12  # standard deviation of the left-right balance of an expression
ONE_SIDED = ("contempt",)


def draw_recipe(emotion: str, rng: np.random.Generator) -> dict:
    """Draw one expression: intensity by action unit, or by (unit, side of the image)."""
    intensities, balance = draw_expressions([emotion], rng)
    units = {CODES[i]: round(float(intensities[0, i]), 4) for i in np.flatnonzero(intensities[0])}
    if emotion in ONE_SIDED:  # the person's left side is the image's right
        side = "right" if balance[0, 0] > 0 else "left"
        return {(unit, side): value for unit, value in units.items()}
    return units


def draw_expressions(labels: list[str], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw the action units of expressions at full strength.

    Parameters
    ----------
    labels
        Emotions in `VARIANTS`, or neutral, which has no action units.

    Returns
    -------
    intensities, balance : ndarray, shape (N, A)
        Columns in the order of `CODES`; balance as in `on_sides`.
    """
    intensities = np.zeros((len(labels), len(CODES)))
    balance = np.clip(rng.normal(0, LEAN, intensities.shape), -0.5, 0.5)
    names = np.asarray(labels)
    for emotion, variants in VARIANTS.items():
        clips = np.flatnonzero(names == emotion)
        shares = np.array([share for share, _ in variants])
        variant = rng.choice(len(variants), len(clips), p=shares / shares.sum())
        for number, (_, units) in enumerate(variants):
            chosen = clips[variant == number]
            for unit, limits in units.items():
                intensities[chosen, INDEX[unit]] = rng.uniform(*limits, len(chosen))
        if emotion in ONE_SIDED:
            side = rng.choice([-1.0, 1.0], (len(clips), 1))
            balance[clips] = side * rng.uniform(0.7, 1.0, (len(clips), 1))
    return intensities, balance
