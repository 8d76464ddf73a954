"""What facial action units (FACS) do to 68 landmarks, and which units an emotion shows.

All lengths are in interocular distances (between the centres of the two eyes), so that the table
fits every face. Landmarks are numbered from 0 in the iBUG 300-W order. "left" and "right" mean the
image's left and right throughout.
"""

import functools
from collections.abc import Mapping

import numpy as np

SIDES = ("left", "right")
LANDMARKS = 68

# Points beside the landmarks that carry the skin, as offsets from the middle between the eyes.
# Those of the left half are mirrored.
SIDE_POINTS = {
    "inner_forehead": (-0.22, -0.62),
    "outer_forehead": (-0.62, -0.60),
    "under_eye": (-0.52, 0.32),
    "cheek": (-0.62, 0.62),
    "nose_side": (-0.28, 0.42),
    "mouth_side": (-0.62, 1.00),
    "jaw_side": (-0.55, 1.30),
}
MIDDLE_POINTS = {"chin": (0.0, 1.52), "neck": (0.0, 2.05)}

# Displacement (right, down) of a point of the left half, or of the midline, at full intensity.
# Directions follow the FACS manual (Ekman, Friesen & Hager, 2002), amounts were set by eye.
# Brows rise less than they could: higher, they would smear into the portrait's fringe.
ACTION_UNITS = {
    1: {21: (0, -0.13), 20: (0, -0.10), 19: (0, -0.04), 18: (0, -0.01),
        "inner_forehead": (0, -0.06)},
    2: {17: (0, -0.10), 18: (0, -0.12), 19: (0, -0.10), 20: (0, -0.05), 21: (0, -0.015),
        "outer_forehead": (0, -0.07)},
    4: {21: (0.06, 0.10), 20: (0.05, 0.10), 19: (0.035, 0.08), 18: (0.02, 0.05),
        17: (0.005, 0.02), 27: (0, 0.02), 38: (0, 0.01), "inner_forehead": (0.02, 0.05)},
    5: {37: (0, -0.045), 38: (0, -0.045), 40: (0, 0.008), 41: (0, 0.008)},
    6: {40: (0, -0.03), 41: (0, -0.035), 36: (0.005, -0.01), 17: (0, 0.015),
        "under_eye": (-0.01, -0.10), "cheek": (-0.01, -0.07)},
    7: {40: (0, -0.022), 41: (0, -0.025), 37: (0, 0.02), 38: (0, 0.015)},
    9: {31: (-0.01, -0.06), 32: (0, -0.05), 33: (0, -0.045), 30: (0, -0.035), 29: (0, -0.03),
        28: (0, -0.01), 50: (0, -0.06), 51: (0, -0.05), 49: (0, -0.045), 61: (0, -0.035),
        62: (0, -0.03), 21: (0.04, 0.06), 20: (0.03, 0.05), 19: (0.01, 0.03), 40: (0, -0.02),
        41: (0, -0.02), "nose_side": (0, -0.07), "cheek": (0, -0.04)},
    10: {50: (0, -0.08), 51: (0, -0.075), 49: (0, -0.06), 61: (0, -0.08), 62: (0, -0.08),
         31: (-0.01, -0.02), "nose_side": (0, -0.05)},
    12: {48: (-0.11, -0.10), 60: (-0.105, -0.095), 49: (-0.07, -0.05), 50: (-0.025, -0.015),
         51: (0, -0.005), 61: (-0.04, -0.03), 62: (0, -0.015), 59: (-0.07, -0.055),
         58: (-0.025, -0.025), 57: (0, -0.015), 67: (-0.04, -0.03), 66: (0, -0.015),
         "cheek": (-0.05, -0.05), "mouth_side": (-0.07, -0.05), "jaw_side": (-0.03, -0.01)},
    14: {48: (-0.07, -0.055), 60: (-0.065, -0.05), 49: (-0.04, -0.025), 59: (-0.04, -0.02),
         "mouth_side": (-0.03, -0.01)},
    15: {48: (-0.015, 0.10), 60: (-0.012, 0.095), 49: (-0.005, 0.035), 59: (-0.01, 0.055),
         61: (0, 0.008), 67: (0, 0.012), 58: (0, 0.015), "mouth_side": (0, 0.04),
         "jaw_side": (0, 0.03)},
    16: {57: (0, 0.06), 58: (0, 0.055), 59: (-0.01, 0.04), 66: (0, 0.05), 67: (0, 0.045),
         8: (0, 0.01)},
    17: {57: (0, -0.05), 58: (0, -0.045), 59: (0, -0.02), 66: (0, -0.03), 67: (0, -0.025),
         62: (0, -0.03), 61: (0, -0.025), 51: (0, -0.02), 50: (0, -0.02), 8: (0, -0.03),
         7: (0, -0.02)},
    20: {48: (-0.13, 0.03), 60: (-0.125, 0.03), 49: (-0.075, 0.01), 59: (-0.075, 0.02),
         50: (-0.02, 0), 58: (-0.02, 0), 61: (-0.05, 0), 67: (-0.05, 0),
         "mouth_side": (-0.07, 0.01), "jaw_side": (-0.04, 0)},
    23: {48: (0.035, 0), 60: (0.03, 0), 49: (0.015, 0.025), 50: (0, 0.035), 51: (0, 0.035),
         59: (0.015, -0.03), 58: (0, -0.045), 57: (0, -0.045)},
    25: {66: (0, 0.075), 67: (0, 0.065), 57: (0, 0.06), 58: (0, 0.055), 59: (0, 0.03),
         61: (0, -0.02), 62: (0, -0.02), 8: (0, 0.02)},
    26: {66: (0, 0.30), 67: (-0.015, 0.285), 57: (0, 0.30), 58: (-0.01, 0.285),
         59: (0, 0.19), 48: (0.04, 0.07), 60: (0.04, 0.07), 49: (0.02, 0), 61: (0, -0.01),
         62: (0, -0.01), 8: (0, 0.27), 7: (0, 0.265), 6: (0, 0.235), 5: (0, 0.16),
         4: (0.01, 0.09), 3: (0.01, 0.035), "jaw_side": (0.02, 0.17), "mouth_side": (0.02, 0.06),
         "chin": (0, 0.28), "neck": (0, 0.10)},
}  # fmt: skip

# Action units of an emotion with their share of a full expression; contempt is one-sided. They
# follow the prototypes of the FACS Investigator's Guide (Ekman, Friesen & Hager, 2002).
PROTOTYPES = {
    "anger": {4: 1.0, 5: 0.6, 7: 0.8, 17: 0.3, 23: 1.0},
    "contempt": {(12, "right"): 0.45, (14, "right"): 1.0},
    "disgust": {4: 0.3, 7: 0.5, 9: 1.0, 15: 0.6, 16: 0.55},
    "fear": {1: 1.0, 2: 0.55, 4: 0.55, 5: 1.0, 7: 0.3, 20: 1.0, 25: 0.5, 26: 0.35},
    "happy": {6: 1.0, 12: 1.0, 25: 0.9},
    "sad": {1: 0.9, 4: 0.5, 15: 1.0, 17: 0.4},
    "surprise": {1: 1.0, 2: 1.0, 5: 1.0, 26: 1.0},
}


def _mirror() -> np.ndarray:
    mirror = np.arange(LANDMARKS)
    mirror[:17] = np.arange(16, -1, -1)
    mirror[17:27] = np.arange(26, 16, -1)
    mirror[31:36] = [35, 34, 33, 32, 31]
    mirror[36:48] = [45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40]
    mirror[48:60] = [54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55]
    mirror[60:68] = [64, 63, 62, 61, 60, 67, 66, 65]
    return mirror


MIRROR = _mirror()  # landmark i and landmark MIRROR[i] are each other's mirror image


def interocular(landmarks: np.ndarray) -> float:
    """Distance between the centres of the two eyes of landmarks (68, 2)."""
    return float(np.linalg.norm(landmarks[36:42].mean(0) - landmarks[42:48].mean(0)))


def between_eyes(landmarks: np.ndarray) -> np.ndarray:
    """Return the point midway between the centres of the two eyes."""
    return (landmarks[36:42].mean(0) + landmarks[42:48].mean(0)) / 2


def both_sides(units: Mapping) -> dict[tuple[int, str], float]:
    """Spell out a recipe such as a prototype: every unit as (unit, side) with its value."""
    spelled = {}
    for unit, value in units.items():
        for key in [unit] if isinstance(unit, tuple) else [(unit, side) for side in SIDES]:
            spelled[key] = value
    return spelled


def control_names() -> list:
    """Names of the points that move a face: landmarks 0–67, then (name, side), then None.

    The points named None stand still and hold the hair, the shoulders and the background.
    """
    sided = [(name, side) for name in SIDE_POINTS for side in SIDES]
    middle = [(name, None) for name in MIDDLE_POINTS]
    return [*range(LANDMARKS), *sided, *middle, *[None] * len(_still_points())]


def control_points(landmarks: np.ndarray) -> np.ndarray:
    """Positions of the points of `control_names` on a face with these landmarks (68, 2)."""
    sided = [(x * sign, y) for x, y in SIDE_POINTS.values() for sign in (1, -1)]
    offsets = np.array([*sided, *MIDDLE_POINTS.values(), *_still_points()], float)
    around = between_eyes(landmarks) + interocular(landmarks) * offsets
    return np.vstack([landmarks, around])


@functools.cache
def displacements() -> dict[tuple[int, str], np.ndarray]:
    """Displacement of every control point by one side of each action unit at full intensity.

    Returns
    -------
    dict from (unit, side) to float array (points of `control_names`, 2)
        In interocular distances. Points on the midline move by half for each side.
    """
    row = {name: i for i, name in enumerate(control_names()) if name is not None}
    fields = {key: np.zeros((len(control_names()), 2)) for key in both_sides(ACTION_UNITS)}
    for unit, moves in ACTION_UNITS.items():
        left, right = (fields[unit, side] for side in SIDES)
        for name, (x, y) in moves.items():
            if name in MIDDLE_POINTS or (name not in SIDE_POINTS and MIRROR[name] == name):
                point = row[name, None] if name in MIDDLE_POINTS else name
                left[point] = right[point] = (x / 2, y / 2)
            elif name in SIDE_POINTS:
                left[row[name, "left"]], right[row[name, "right"]] = (x, y), (-x, y)
            else:
                left[name], right[MIRROR[name]] = (x, y), (-x, y)
    return fields


@functools.cache
def _still_points() -> tuple[tuple[float, float], ...]:
    around = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    ellipse = [(1.9 * np.cos(t), 0.55 + 2.2 * np.sin(t)) for t in around]
    hair = [(0, -1.1), (-0.7, -1.0), (0.7, -1.0)]
    ears = [(-1.25, 0.0), (1.25, 0.0), (-1.3, 0.8), (1.3, 0.8)]
    return (*ellipse, *hair, *ears)
