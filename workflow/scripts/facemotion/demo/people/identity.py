"""The identity of a generated person: the head at rest, and the gain of each action unit."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import numpy as np

from facemotion.demo.people.action_units import (
    CODES,
    INDEX,
    unit_displacements,
)
from facemotion.demo.people.mesh import EYE_TO_ORIGIN, EYES, HeadMesh, add_target, head_mesh

ORIGINS = ("african", "asian", "caucasian")
MUSCLES = ("minmuscle", "averagemuscle", "maxmuscle")
WEIGHTS = ("minweight", "averageweight", "maxweight")
# Standard deviation of the weight, from -1 to 1, of a pair of opposite targets, by folder.
SPREAD = {
    "head": 0.14, "forehead": 0.16, "eyebrows": 0.25, "eyes": 0.20, "nose": 0.20, "mouth": 0.18,
    "cheek": 0.25, "chin": 0.20, "ears": 0.15, "asym": 0.10,
}  # fmt: skip
ASYMMETRY = 0.10  # share of the weight that differs between the two sides of a face
# Unnatural in adults, or a motion of the whole head.
UNUSED = (
    "head-trans", "head-age", "head-back", "nose-trans", "mouth-trans", "ear-shape-pointed",
    "eyes-trans", "asymm", "head-angle", "head-fat", "head-scale-depth", "asym-top",
    "chin-jaw-drop", "chin-triangle", "ear-rot",
)  # fmt: skip
OPPOSED = (
    ("decr", "incr"), ("down", "up"), ("in", "out"), ("backward", "forward"),
    ("concave", "convex"), ("compress", "uncompress"),
)  # fmt: skip
GAIN_SPREAD, GAIN_ASYMMETRY = 0.12, 0.06  # standard deviations of the logarithm


@dataclass(frozen=True, eq=False)
class Person:
    """One identity.

    Attributes
    ----------
    seed : int
        Seed of the identity, and of what a renderer adds to it.
    vertices : ndarray of float32, shape (V, 3)
        The head at rest, dm.
    age, male : float
        Age in years; sex from 0 for a female to 1 for a male shape.
    origins : ndarray, shape (3,)
        Shares of `ORIGINS`.
    gains : ndarray, shape (A, 2)
        Gain of each action unit on the left and on the right.
    """

    seed: int
    vertices: np.ndarray
    age: float
    male: float
    origins: np.ndarray
    gains: np.ndarray

    def show(self, sides: np.ndarray) -> np.ndarray:
        """Return the vertices (V, 3), head-fixed in dm, of the head with action units (A, 2)."""
        shown = (self.gains * sides).astype("float32").ravel()
        active = np.flatnonzero(shown)
        moves = unit_displacements().reshape(len(shown), -1)
        return self.vertices + (shown[active] @ moves[active]).reshape(-1, 3)


def draw_person(seed: int) -> Person:
    """Draw an adult; the same seed always yields the same person."""
    mesh = head_mesh()
    rng = np.random.default_rng([7, seed])
    age = float(np.clip(18 + rng.gamma(2.0, 9.0), 18, 75))
    male = float(np.clip(rng.choice([0.08, 0.92]) + rng.normal(0, 0.08), 0, 1))
    origins = rng.dirichlet([0.35, 0.35, 0.5])
    muscle = float(np.clip(rng.normal(0.5, 0.15), 0, 1))
    weight = float(np.clip(rng.normal(0.5, 0.2), 0, 1))
    points = mesh.base.astype("float64")
    for name, share in _macro_weights(age, male, origins, muscle, weight).items():
        if name in mesh.macro:
            add_target(points, mesh.macro[name], share)
    for name, share in _detail_weights(rng).items():
        add_target(points, mesh.detail[name], share)
    points -= points[mesh.vertices_of(*EYES)].mean(axis=0) + EYE_TO_ORIGIN
    gains = np.exp(rng.normal(0, GAIN_SPREAD, (len(CODES), 1)))
    gains = gains * np.exp(rng.normal(0, GAIN_ASYMMETRY, (len(CODES), 2)))
    gains[INDEX[43]] = 1.0  # everyone can close the eyes
    return Person(seed, points.astype("float32"), age, male, origins, gains)


def _macro_weights(age, male, origins, muscle, weight) -> dict[str, float]:
    old = np.clip((age - 25) / 65, 0, 1)
    weights = {}
    for age_name, of_age in (("young", 1 - old), ("old", old)):
        for sex, of_sex in (("female", 1 - male), ("male", male)):
            for origin, share in zip(ORIGINS, origins, strict=True):
                weights[f"{origin}-{sex}-{age_name}"] = of_age * of_sex * share
            for muscles, of_muscle in _between(MUSCLES, muscle).items():
                for mass, of_mass in _between(WEIGHTS, weight).items():
                    name = f"universal-{sex}-{age_name}-{muscles}-{mass}"
                    weights[name] = of_age * of_sex * of_muscle * of_mass
    return weights


def _between(names: tuple[str, str, str], value: float) -> dict[str, float]:
    """Interpolate between three targets by a value from 0 (the first) over 0.5 to 1 (the last)."""
    shares = (max(0.0, 1 - 2 * value), 1 - abs(2 * value - 1), max(0.0, 2 * value - 1))
    return dict(zip(names, shares, strict=True))


def _detail_weights(rng: np.random.Generator) -> dict[str, float]:
    """Draw the weight of every trait; its left and right halves have nearly the same."""
    single, pairs = _traits()
    weights = {name: max(0.0, rng.normal(0, SPREAD[name.split("/")[0]])) for name in single}
    drawn: dict[str, float] = {}
    for stem, (low, high) in pairs.items():
        folder, name = stem.split("/")
        spread = SPREAD[folder]
        both = f"{folder}/{name[2:]}" if name[:2] in ("l-", "r-") else stem
        if both not in drawn:
            drawn[both] = float(np.clip(rng.normal(0, spread), -2 * spread, 2 * spread))
        own = drawn[both] + (rng.normal(0, ASYMMETRY * spread) if both != stem else 0)
        end = high if own > 0 else low
        if end is not None:
            weights[end] = abs(own)
    return weights


@cache
def _traits() -> tuple[list[str], dict[str, list[str | None]]]:
    """Sort the traits into single ones and pairs of opposites (decrease, increase)."""
    single, pairs = [], defaultdict(lambda: [None, None])
    for name in head_mesh().detail:
        folder, target = name.split("/")
        if any(unused in target for unused in UNUSED):
            continue
        stem, _, end = target.rpartition("-")
        places = [ends.index(end) for ends in OPPOSED if end in ends]
        if places and folder != "asym":
            pairs[f"{folder}/{stem}"][places[0]] = name
        else:
            single.append(name)
    return single, dict(pairs)


def mean_shape(mesh: HeadMesh, count: int, first_seed: int) -> np.ndarray:
    """Average the heads at rest of `count` people, (V, 3) in dm."""
    total = np.zeros(mesh.base.shape)
    for seed in range(first_seed, first_seed + count):
        total += draw_person(seed).vertices
    return total / count
