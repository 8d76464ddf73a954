"""The appearance of a person's surface, drawn from the person's seed."""

from dataclasses import dataclass

import numpy as np

from facemotion.demo.people.identity import Person
from facemotion.demo.rendering.hair import draw_hair
from facemotion.demo.rendering.skin import paint_skin

# Skin tones by melanin from light to dark, then colours of hair and iris: linear RGB.
SKIN_TONES = np.array([
    [0.80, 0.56, 0.44], [0.70, 0.45, 0.33], [0.58, 0.36, 0.24], [0.40, 0.23, 0.14],
    [0.24, 0.13, 0.08], [0.15, 0.08, 0.055],
])  # fmt: skip
HAIR_COLOURS = np.array([
    [0.012, 0.010, 0.009], [0.035, 0.02, 0.012], [0.09, 0.05, 0.025], [0.26, 0.16, 0.07],
    [0.20, 0.07, 0.03],
])  # fmt: skip
GREY_HAIR = np.array([0.30, 0.29, 0.28])
IRIS_COLOURS = np.array([
    [0.05, 0.025, 0.012], [0.12, 0.06, 0.025], [0.12, 0.13, 0.06], [0.10, 0.17, 0.25],
    [0.16, 0.2, 0.22],
])  # fmt: skip
GLASSES_SHARE, BEARD_SHARE = 0.12, 0.25


@dataclass(frozen=True, eq=False)
class Looks:
    """The appearance of a person's surface; colours are linear RGB.

    Attributes
    ----------
    skin : ndarray of float32, shape (512, 512, 3)
        Albedo, in the texture of `facemotion.demo.rendering.geometry`.
    hair, iris, cloth : ndarray of float32, shape (3,)
    hair_weight : ndarray of float32, shape (V,)
        Share of hair on the surface.
    hair_dm : float
        Thickness of the hair above the surface.
    gloss : float
        Gloss of the skin.
    glasses : bool
    """

    skin: np.ndarray
    hair: np.ndarray
    iris: np.ndarray
    cloth: np.ndarray
    hair_weight: np.ndarray
    hair_dm: float
    gloss: float
    glasses: bool


def draw_looks(person: Person) -> Looks:
    """Draw a person's looks, always the same for the same person; takes about 0.3 s."""
    rng = np.random.default_rng([11, person.seed])
    african, asian, european = person.origins
    darkness = np.clip(4.2 * african + 1.4 * asian + 0.5 * european + rng.normal(0, 0.35), 0, 5)
    tone = np.array([np.interp(darkness, range(6), SKIN_TONES[:, c]) for c in range(3)])
    dark = african + asian > 0.45
    shares = [0.6, 0.3, 0.1] if dark else [0.1, 0.25, 0.3, 0.25, 0.1]
    own_hair = HAIR_COLOURS[rng.choice(len(shares), p=shares)]
    grey = np.clip((person.age - 45) / 30 + rng.normal(0, 0.2), 0, 1)
    hair = (1 - grey) * own_hair + grey * GREY_HAIR
    # Darker than the hair, because a tracker loses pale brows.
    brow = (1 - 0.5 * grey) * (np.minimum(0.35 * own_hair, 0.05) + 0.07 * tone)
    brow = brow + 0.5 * grey * 0.4 * GREY_HAIR
    bearded = person.male > 0.5 and rng.random() < BEARD_SHARE
    skin = paint_skin(person, tone, hair, brow, bearded, rng)
    hair_weight, hair_dm = draw_hair(person, rng)
    return Looks(
        skin=skin,
        hair=hair.astype("float32"),
        iris=IRIS_COLOURS[rng.integers(2 if dark else 5)].astype("float32"),
        cloth=np.clip(np.exp(rng.normal(-1.6, 0.8, 3)), 0.01, 0.8).astype("float32"),
        hair_weight=hair_weight,
        hair_dm=hair_dm,
        gloss=float(rng.uniform(0.10, 0.28)),
        glasses=bool(rng.random() < GLASSES_SHARE),
    )
