"""Hair on the scalp: a short cut with a hairline that recedes with age in men; some are bald."""

import numpy as np

from facemotion.demo.people.identity import Person
from facemotion.demo.people.mesh import EYES, head_mesh
from facemotion.demo.rendering.geometry import head_geometry

BALD_SHARE, BALD_DM = 0.12, 0.02
THICKNESS_DM = (0.05, 0.22)
FRINGE_DM = 0.09  # distance over which hair thins out at the hairline
EAR = ((0.80, 0.14), (0.08, 0.32), (0.08, 0.28))  # centre and half-size, dm: x, y, z
EAR_FROM = 0.665  # x; the scalp is closer to the middle


def draw_hair(person: Person, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Return the share of hair at each vertex, (V,) from 0 to 1, and its thickness in dm."""
    mesh = head_mesh()
    x, y, z = mesh.base.T
    recedes = (person.male > 0.5) * np.clip((person.age - 30) / 40, 0, 1) * rng.uniform(0, 0.5)
    recedes += rng.uniform(0, 0.12)
    forehead = 0.86 + recedes - 0.25 * np.clip(np.abs(x) - 0.35, 0, 0.3) * (1 - recedes)
    temple = np.interp(z, [0.05, 0.25, 0.45, 0.62, 0.8], [-0.35, 0.12, 0.28, 0.62, 0.86])
    temple = temple + 0.5 * recedes * (z > 0.3)
    line = np.where(z > 0.8, forehead, np.minimum(temple, forehead))
    nape = np.interp(z, [-0.8, 0.05], [-0.75, -0.35])
    line = np.where(z < 0.05, nape, line)
    weight = np.clip((y - line) / FRINGE_DM + 0.5, 0, 1)
    bare = _ears(mesh.base)
    bare[mesh.vertices_of(*EYES)] = True
    weight[bare] = 0
    for _ in range(2):
        around = head_geometry().neighbours @ weight.astype("float32")
        weight = np.where(bare, 0, 0.5 * weight + 0.5 * around)
    bald = person.male > 0.5 and rng.random() < BALD_SHARE
    thickness = BALD_DM if bald else rng.uniform(*THICKNESS_DM)
    return ((0.12 if bald else 1.0) * weight).astype("float32"), float(thickness)


def _ears(base: np.ndarray) -> np.ndarray:
    outward = np.abs(base[:, 0])
    ear = outward > EAR_FROM
    for values, (centre, half) in zip((outward, base[:, 1], base[:, 2]), EAR, strict=True):
        ear &= np.abs(values - centre) < half
    return ear
