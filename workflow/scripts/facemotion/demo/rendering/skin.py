"""The skin's texture: tone, mottling, lips, lids, freckles, stubble or a beard, lashes, brows."""

from functools import cache

import cv2
import numpy as np

from facemotion.demo.people.identity import Person
from facemotion.demo.people.mesh import data_folder, head_mesh
from facemotion.demo.rendering.brows import paint_brows
from facemotion.demo.rendering.geometry import (
    SAMPLED_PX,
    SKIN,
    TEXTURE_PX,
    TEXTURE_SQUARE,
    head_geometry,
)
from facemotion.demo.rendering.lashes import paint_lashes

SHAPE = (TEXTURE_PX, TEXTURE_PX)
MOTTLING = ((60, 0.03), (14, 0.03), (4, 0.03), (2, 0.025))  # size of spots in px, amplitude
FRECKLED, MADE_UP, UNSHAVEN = 0.3, 0.4, 0.6  # shares of Europeans, women, men
REDDER = np.array([0.5, -0.6, -0.6])


def paint_skin(person: Person, tone, hair, brow, bearded: bool, rng) -> np.ndarray:
    """Paint the albedo of a person's skin.

    Parameters
    ----------
    tone, hair, brow : ndarray, shape (3,)
        Colours, linear RGB.
    bearded : bool
        Whether to paint a beard.

    Returns
    -------
    ndarray of float32, shape (SAMPLED_PX, SAMPLED_PX, 3)
    """
    skin = np.ones((*SHAPE, 3), "float32") * tone.astype("float32")
    mottle = 1 + sum(strength * _spots(size, rng) for size, strength in MOTTLING)
    skin *= mottle[..., None]
    red = 0.1 * np.clip(0.5 + 0.35 * _spots(90, rng), 0, 1)
    skin *= 1 + red[..., None] * REDDER.astype("float32")
    if rng.random() < FRECKLED * person.origins[2]:
        dots = (rng.random(SHAPE) < 0.002).astype("float32")
        freckles = np.clip(12 * cv2.GaussianBlur(dots, (0, 0), 2.2), 0, 0.3)
        skin *= 1 - freckles[..., None] * np.array([0.5, 0.8, 1.0], "float32")
    _paint_lips(skin, person, tone, rng)
    shadow = cv2.GaussianBlur(_mask("eyelids"), (0, 0), 5)[..., None]
    skin *= 1 - shadow * np.array([0.08, 0.11, 0.10], "float32")
    if bearded:
        _paint_beard(skin, hair, rng)
    elif person.male > 0.5 and rng.random() < UNSHAVEN:
        stubble = rng.uniform(0.1, 0.45) * beard_area()
        skin *= 1 - stubble[..., None] * np.array([1, 0.9, 0.75], "float32")
    paint_lashes(skin, np.minimum(hair, 0.08), 0.97 - 0.15 * person.male)
    paint_brows(skin, brow, person.male, rng)
    small = cv2.resize(skin, (SAMPLED_PX, SAMPLED_PX), interpolation=cv2.INTER_AREA)
    return np.clip(small, 0.004, 1)


def _spots(size_px: float, rng: np.random.Generator) -> np.ndarray:
    """Return smooth noise of unit variance with spots of the given size."""
    small = rng.normal(0, 1, (max(4, int(TEXTURE_PX / size_px)),) * 2).astype("float32")
    return cv2.resize(small, SHAPE, interpolation=cv2.INTER_CUBIC)


def _paint_lips(skin: np.ndarray, person: Person, tone: np.ndarray, rng) -> None:
    lip = tone * np.array([0.80, 0.52, 0.55]) + np.array([0.03, 0.0, 0.01])
    if person.male < 0.5 and rng.random() < MADE_UP:
        lip = lip * np.array([1.0, 0.6, 0.65])
    edge = cv2.GaussianBlur(_mask("lips"), (0, 0), 2.0)[..., None]
    grain = 1 + 0.06 * _spots(3, rng)[..., None]
    skin += edge * ((lip * grain).astype("float32") - skin)


def _paint_beard(skin: np.ndarray, hair: np.ndarray, rng: np.random.Generator) -> None:
    """Blend hair over the beard's area, thinning out at its border."""
    hairs = cv2.GaussianBlur(rng.normal(0, 1, SHAPE).astype("float32"), (0, 0), 0.7, sigmaY=3.0)
    hairs /= hairs.std()
    cover = np.clip(rng.uniform(0.4, 0.75) * (1.6 * beard_area() - 0.2) + 0.12 * hairs, 0, 0.93)
    cover *= beard_area() > 0.05
    colour = (0.6 * hair + 0.01).astype("float32") * (1 + 0.3 * np.clip(hairs, -2, 2))[..., None]
    skin += cover[..., None] * (colour - skin)


@cache
def beard_area() -> np.ndarray:
    """Return where a beard grows, `SHAPE` from 0 to 1, by positions on the base mesh."""
    geometry, base = head_geometry(), head_mesh().base
    x, y, z = np.moveaxis(base[geometry.triangles].mean(axis=1), -1, 0)
    # Above the lip and along the jaw; on the cheeks its edge rises to the ears.
    edge = np.interp(np.abs(x), [0.0, 0.22, 0.36, 0.55, 0.75], [-0.10, -0.20, -0.44, -0.42, -0.10])
    chin = (y < edge) & (y > -0.95) & (z > 0.1)
    sideburns = (y < 0.15) & (y > -0.6) & (np.abs(z - 0.28) < 0.10)
    area = np.zeros(SHAPE, "uint8")
    grows = (geometry.material == SKIN) & (chin | sideburns)
    corners = geometry.texture[grows] * TEXTURE_PX / SAMPLED_PX
    cv2.fillPoly(area, list(np.round(corners).astype("int32")), 255)
    soft = cv2.GaussianBlur(area, (0, 0), 14).astype("float32") / 255
    return soft * (1 - cv2.GaussianBlur(_mask("lips"), (0, 0), 3))


@cache
def _mask(name: str) -> np.ndarray:
    """Read one of MakeHuman's masks, cropped to the texture: `SHAPE` from 0 to 1."""
    path = data_folder() / f"mpfb2/textures/mpfb_{name}.jpg"
    image = cv2.imdecode(np.fromfile(path, "uint8"), cv2.IMREAD_GRAYSCALE)
    left, bottom, side = (round(share * len(image)) for share in TEXTURE_SQUARE)
    top = len(image) - bottom - side
    cut = image[top : top + side, left : left + side]
    return cv2.resize(cut, SHAPE, interpolation=cv2.INTER_CUBIC).astype("float32") / 255
