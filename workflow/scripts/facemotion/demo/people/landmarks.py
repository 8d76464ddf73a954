"""The 68 landmarks (iBUG) as vertices of the mesh.

The vertices were chosen with dlib on frontal renders of 40 people at rest. Of the anatomically
correct surface (lips by MakeHuman's own mask, lid margins that move with a blink), they are the
vertices nearest to dlib's landmarks, chosen symmetrically. Those of the jaw are not moved by the
cheek raiser. On a turned head, a tracker follows the outline instead, as `slide_contour` imitates.
"""

from functools import cache

import numpy as np

from facemotion.demo.people.action_units import CODES, unit_displacements
from facemotion.demo.people.identity import Person
from facemotion.demo.people.mesh import head_mesh

# Indices in MakeHuman's base mesh, by landmark number from 0.
VERTICES = (
    5767, 5612, 5092, 5242, 895, 893, 5295, 913, 747, 7615, 11901, 7595, 7597, 11851, 11707, 12209,
    12364, 5262, 232, 222, 223, 228, 7001, 6997, 6996, 7005, 11870, 132, 131, 201, 294, 325, 313,
    317, 7076, 7087, 1088, 0, 1073, 6769, 47, 6776, 13365, 7765, 6784, 7780, 13372, 6831, 3733,
    5351, 450, 466, 7210, 11953, 10401, 7239, 7241, 492, 486, 484, 419, 462, 474, 7221, 7179, 7279,
    540, 534,
)  # fmt: skip
# Landmarks i and MIRROR[i] are mirror images of each other.
MIRROR = np.array([
    *range(16, -1, -1), *range(26, 16, -1), *range(27, 31), *range(35, 30, -1), 45, 44, 43, 42, 47,
    46, 39, 38, 37, 36, 41, 40, *range(54, 47, -1), *range(59, 54, -1), *range(64, 59, -1), 67, 66,
    65,
])  # fmt: skip
RIGHT_EYE, LEFT_EYE = slice(36, 42), slice(42, 48)  # the person's
LIDS = ((37, 41), (38, 40), (43, 47), (44, 46))  # pairs of upper and lower landmarks
CLOSED_GAP = 0.014  # dm: distance between the lids of a closed eye, as a tracker reports it
# How far the jaw's landmarks slide towards the outline of the cheek, as a share of the distance,
# and the position of this outline outside the outer corner of the eye, in inter-ocular distances.
SLIDE, EDGE, EDGE_AT_ENDS = 0.5, 0.18, 0.12


@cache
def landmark_rows() -> np.ndarray:
    """Return the row of each landmark in the mesh's vertices, (68,)."""
    return np.searchsorted(head_mesh().original, VERTICES)


@cache
def landmark_displacements() -> np.ndarray:
    """Return the displacements of the landmarks by each side of each unit, (2 A, 68 * 3) in dm."""
    moves = unit_displacements()[:, :, landmark_rows()]
    return np.ascontiguousarray(moves.reshape(2 * len(CODES), -1))


def landmarks_at(person: Person, sides: np.ndarray) -> np.ndarray:
    """Return the landmarks (..., 68, 3), head-fixed in dm, of a face with units (..., A, 2)."""
    shown = (person.gains * sides).astype("float32")
    return move_landmarks(person.vertices[landmark_rows()], shown)


def move_landmarks(rest: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """Move landmarks at rest (..., 68, 3) by units (..., A, 2); closed lids stop each other."""
    flat = sides.reshape(-1, 2 * len(CODES)) @ landmark_displacements()
    points = rest + flat.reshape(*sides.shape[:-2], 68, 3)
    for upper, lower in LIDS:
        floor = points[..., lower, 1] + CLOSED_GAP
        np.maximum(points[..., upper, 1], floor, out=points[..., upper, 1])
    return points


def slide_contour(screen: np.ndarray) -> None:
    """Move the hidden jaw landmarks of turned heads towards the outline, in place.

    Parameters
    ----------
    screen : ndarray, shape (..., 68, 2)
        Image positions in pixels.
    """
    length = interocular_distance(screen)
    for points, corner, outward in ((range(6), 36, -1), (range(11, 17), 45, 1)):
        for point in points:
            edge = EDGE if 1 < point < 15 else EDGE_AT_ENDS
            limit = screen[..., corner, 0] + outward * edge * length
            hidden = np.maximum(outward * (limit - screen[..., point, 0]), 0)
            screen[..., point, 0] += outward * SLIDE * hidden


def interocular_distance(points: np.ndarray) -> np.ndarray:
    """Return the inter-ocular distance, (...), of landmarks (..., 68, 2 or 3)."""
    between = points[..., LEFT_EYE, :].mean(-2) - points[..., RIGHT_EYE, :].mean(-2)
    return np.linalg.norm(between, axis=-1)


def mirrored(points: np.ndarray) -> np.ndarray:
    """Return the landmarks (..., 68, 3) of the mirrored face."""
    return points[..., MIRROR, :] * [-1, 1, 1]
