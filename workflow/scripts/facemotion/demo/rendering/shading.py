"""Shade every pixel of a head, compiled by numba; colours are linear RGB until the end."""

from functools import cache

import numpy as np
from numba import njit as numba_njit

from facemotion.demo.rendering.geometry import CAVITY, CLOTH, EYE, SKIN, TEETH, TONGUE

# Compiled code is cached next to the source, because compilation takes ten seconds.
# Sums may be contracted, but not reordered, for the same bytes on all machines of one kind.
njit = numba_njit(
    error_model="numpy", fastmath={"contract", "arcp", "nnan", "ninf", "nsz"}, cache=True
)

# Columns of the vertex attributes.
NORMAL, HOLLOW, HAIR, DEPTH, BALL, ATTRIBUTES = 0, 3, 4, 5, 6, 9
# One double would make numba compute in double precision, so all numbers are single precision.
F = np.float32
ZERO, HALF, ONE = F(0), F(0.5), F(1)
TEETH_RGB = (F(0.62), F(0.58), F(0.50))
TONGUE_RGB = (F(0.35), F(0.12), F(0.12))
CAVITY_RGB = (F(0.08), F(0.018), F(0.015))
WHITE_RGB = (F(0.52), F(0.48), F(0.45))  # of the eye
PUPIL, IRIS = 0.17, 0.43  # half-angles, radians
# Light scatters in skin and reaches into the shadow, red farthest.
WRAP = (F(0.28), F(0.14), F(0.10))
GAMMA, LEVELS = 2.2, 4096
SKIN_SHARPNESS, EYE_SHARPNESS = 4, 7  # of highlights: how often a cosine is squared


@cache
def tone_curve() -> np.ndarray:
    """Return the grey level for each of `LEVELS` steps of linear light."""
    return np.round(255 * np.linspace(0, 1, LEVELS) ** (1 / GAMMA)).astype("uint8")


@njit
def shade(picture, seen, share, mesh, attributes, surface, light, tones):
    """Shade the pixels that show a head, in place.

    Parameters
    ----------
    picture : ndarray of uint8, shape (height, width, 3)
        Channels are blue, green, red.
    seen, share
        As returned by `rasterise`.
    mesh
        Triangles, their corners in the texture, their materials.
    attributes : ndarray of float32, shape (V, ATTRIBUTES)
    surface
        Textures of skin and wrinkles, strength of the wrinkles, noise that frays the hairline,
        colours of hair, iris and cloth, gloss.
    light
        Directions and colours of key and fill light, half vector for highlights, ambient light.
    tones : ndarray of uint8, shape (LEVELS,)
        As returned by `tone_curve`.
    """
    triangles, texture, material = mesh
    skin, wrinkles, furrows, fray, hair, iris, cloth, gloss = surface
    key, key_rgb, fill, fill_rgb, half, ambient = light
    mixed = np.empty(ATTRIBUTES, np.float32)
    rgb = np.empty(3, np.float32)
    teeth = _front_of_teeth(triangles, material, attributes)
    for y in range(seen.shape[0]):
        for x in range(seen.shape[1]):
            number = seen[y, x]
            if number < 0:
                continue
            second, third = share[y, x, 0], share[y, x, 1]
            _mix(mixed, attributes, triangles, number, second, third, NORMAL, BALL)
            _normalise(mixed)
            kind = material[number]
            dim, shine, sharpness = _hollow(mixed[HOLLOW]), gloss, SKIN_SHARPNESS
            if kind == SKIN:
                u, v = _texture_at(texture, number, second, third)
                dim *= _skin(rgb, skin, wrinkles, furrows, u, v)
                covered = _hair(rgb, mixed[HAIR], hair, fray, u, v)
                shine *= ONE - F(0.6) * covered
            elif kind == EYE:
                _mix(mixed, attributes, triangles, number, second, third, BALL, ATTRIBUTES)
                _eye(rgb, mixed, iris)
                dim, shine, sharpness = ONE, F(1.2), EYE_SHARPNESS
            else:
                _plain(rgb, kind, cloth)
                shine = F(0.3) if kind == TEETH else ZERO
                if kind != CLOTH:  # the inside of the mouth gets darker towards the back
                    dim = min(ONE, max(F(0.08), ONE - F(1.8) * (teeth - mixed[DEPTH])))
            bright = shine * _highlight(mixed, half, sharpness) * dim * HALF
            across, beside = _dot(mixed, key), _dot(mixed, fill)
            for c in range(3):
                lit = ambient[c] * (F(0.75) + F(0.25) * mixed[1])
                lit += max(ZERO, across + WRAP[c]) * key_rgb[c] / (ONE + WRAP[c])
                lit += max(ZERO, beside + WRAP[c]) * fill_rgb[c] / (ONE + WRAP[c])
                value = rgb[c] * lit * dim + bright * key_rgb[c]
                level = int(min(max(value, ZERO), ONE) * F(LEVELS - 1))
                picture[y, x, 2 - c] = tones[level]


@njit
def _mix(mixed, attributes, triangles, number, second, third, start, stop):
    first = ONE - second - third
    a, b, c = triangles[number, 0], triangles[number, 1], triangles[number, 2]
    for k in range(start, stop):
        value = first * attributes[a, k] + second * attributes[b, k] + third * attributes[c, k]
        mixed[k] = value


@njit
def _normalise(mixed):
    length = max(np.sqrt(_dot(mixed, mixed)), F(1e-6))
    for k in range(3):
        mixed[k] /= length


@njit
def _texture_at(texture, n, second, third):
    first = ONE - second - third
    u = first * texture[n, 0, 0] + second * texture[n, 1, 0] + third * texture[n, 2, 0]
    v = first * texture[n, 0, 1] + second * texture[n, 1, 1] + third * texture[n, 2, 1]
    return u, v


@njit
def _skin(rgb, skin, wrinkles, furrows, u, v):
    """Sample the skin bilinearly; return by how much wrinkles darken it."""
    last = skin.shape[0] - 2
    column, row = min(max(int(u), 0), last), min(max(int(v), 0), last)
    right, down = min(max(u - F(column), ZERO), ONE), min(max(v - F(row), ZERO), ONE)
    for c in range(3):
        above = skin[row, column, c] + right * (skin[row, column + 1, c] - skin[row, column, c])
        column_below = skin[row + 1, column, c]
        below = column_below + right * (skin[row + 1, column + 1, c] - column_below)
        rgb[c] = above + down * (below - above)
    dark = ZERO
    for k in range(furrows.shape[0]):
        if furrows[k] > ZERO:
            dark += furrows[k] * wrinkles[row, column, k]
    return ONE - min(dark, F(0.6))


@njit
def _hair(rgb, weight, hair, fray, u, v):
    """Blend hair over the skin; the hairline is frayed by noise attached to the surface."""
    if weight <= F(0.1):
        return ZERO
    size = fray.shape[0]
    noise = fray[int(F(6) * v) % size, int(F(6) * u) % size]
    covered = min(max((weight - F(0.45) + F(0.3) * noise) * F(4), ZERO), ONE)
    for c in range(3):
        rgb[c] += covered * ((ONE + F(0.6) * noise) * hair[c] - rgb[c])
    return covered


@njit
def _eye(rgb, mixed, iris):
    """Shade an eyeball by the direction from its centre; the upper lid casts a shadow."""
    x, y, z = mixed[BALL], mixed[BALL + 1], mixed[BALL + 2]
    length = max(np.sqrt(x * x + y * y + z * z), 1e-6)
    angle, around = np.arccos(min(max(z / length, -1.0), 1.0)), np.arctan2(y, x)
    rays = 1 + 0.25 * np.sin(around * 23 + 3 * np.sin(around * 7))
    ring = rays * (1.5 - 1.1 * min(max((angle - 0.16) / 0.27, 0.0), 1.0))
    outside = min(max((angle - IRIS + 0.02) / 0.05, 0.0), 1.0)
    pupil = min(max((PUPIL - angle) / 0.04, 0.0), 1.0)
    fade = 1 - 0.25 * min(max(angle - 0.5, 0.0), 1.0)
    shadow = min(max(1.05 - 1.6 * min(max(y / length - 0.02, 0.0), 1.0), 0.45), 1.0)
    for c in range(3):
        colour = (1 - outside) * iris[c] * ring + outside * WHITE_RGB[c] * fade
        rgb[c] = shadow * ((1 - pupil) * colour + pupil * 0.006)
    for k in range(2):  # a wet surface, rounder than the mesh
        mixed[k] *= 0.5
    mixed[2] = 0.5 * mixed[2] + 0.5


@njit
def _plain(rgb, kind, cloth):
    for c in range(3):
        if kind == TEETH:
            rgb[c] = TEETH_RGB[c]
        elif kind == TONGUE:
            rgb[c] = TONGUE_RGB[c]
        elif kind == CAVITY:
            rgb[c] = CAVITY_RGB[c]
        else:
            rgb[c] = cloth[c]


@njit
def _hollow(depth):
    """Darken what is deeper than its surroundings, in dm."""
    deep = min(max(depth, F(-0.004)), F(0.03))
    return min(max(ONE - F(11) * deep, HALF), F(1.05))


@njit
def _front_of_teeth(triangles, material, attributes):
    front = np.float32(-1e9)
    for number in range(len(triangles)):
        if material[number] == TEETH:
            for k in range(3):
                front = max(front, attributes[triangles[number, k], DEPTH])
    return front


@njit
def _dot(a, b):
    """Return the dot product of the first three numbers, which in the attributes are the normal."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@njit
def _highlight(mixed, half, sharpness):
    value = min(max(_dot(mixed, half), ZERO), ONE)
    for _ in range(sharpness):
        value *= value
    return value
