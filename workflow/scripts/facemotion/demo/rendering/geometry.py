"""Geometry shared by all heads: triangles, their materials and their texture coordinates."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.sparse import csr_matrix

from facemotion.demo.people.mesh import EYES, PARTS, head_mesh

TEXTURE_PX = 1024  # size at which the texture is painted
SAMPLED_PX = 512  # size at which it is stored: it has to fit into a processor's cache
# Square of texture coordinates covered by the skin's texture: left, bottom, side.
TEXTURE_SQUARE = (0.70, 0.335, 0.30)
SKIN, EYE, TEETH, TONGUE, CAVITY, CLOTH = range(6)
MATERIALS = (SKIN, EYE, EYE, TEETH, TEETH, TONGUE, -1, -1, -1, -1)  # of `PARTS`; lashes are painted
SOCKETS = (0.7, 0.16)  # texture coordinates to the right of and below these belong to the inside
SHIRT, SHIRT_SLOPE = -1.45, 0.28  # height of the shirt's collar in dm, and its slope to the sides


@dataclass(frozen=True, eq=False)
class Geometry:
    """Triangles of the head; T triangles, V vertices.

    Attributes
    ----------
    triangles : ndarray of int32, shape (T, 3)
    texture : ndarray of float32, shape (T, 3, 2)
        Corners of the triangles in the skin's texture, px of `SAMPLED_PX`.
    material : ndarray of uint8, shape (T,)
    faces : ndarray of int, shape (F, 4)
        The quads that the triangles are halves of.
    gather : csr_matrix, shape (V, F)
        Sums over the quads around each vertex.
    neighbours : csr_matrix, shape (V, V)
        Averages over the neighbours of each vertex.
    eye : ndarray of float32, shape (V, 3)
        Direction from the centre of the eyeball; zero elsewhere.
    """

    triangles: np.ndarray
    texture: np.ndarray
    material: np.ndarray
    faces: np.ndarray
    gather: csr_matrix
    neighbours: csr_matrix
    eye: np.ndarray

    def normals(self, points: np.ndarray) -> np.ndarray:
        """Return the unit normals (V, 3) of vertices."""
        first, second, third, fourth = (points[corner] for corner in self.faces.T)
        across = np.cross(third - first, fourth - second)
        normal = self.gather @ across.astype("float32")
        return normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)


@cache
def head_geometry() -> Geometry:
    """Prepare the triangles; the result is cached."""
    mesh = head_mesh()
    uv = mesh.uv[mesh.face_uv]
    material = np.array(MATERIALS)[mesh.face_part]
    middle, place = uv.mean(axis=1), mesh.base[mesh.faces].mean(axis=1)
    skin = mesh.face_part == PARTS.index("body")
    inside = skin & (middle[:, 0] > SOCKETS[0]) & (middle[:, 1] < SOCKETS[1])
    material[inside] = CAVITY
    collar = SHIRT + SHIRT_SLOPE * np.abs(place[:, 0])
    material[skin & ~inside & (place[:, 1] < collar)] = CLOTH
    kept = material >= 0
    faces, corners = mesh.faces[kept], to_texture(uv[kept])
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    texture = np.concatenate([corners[:, [0, 1, 2]], corners[:, [0, 2, 3]]])
    material = np.concatenate([material[kept], material[kept]])
    solid = (triangles[:, 1] != triangles[:, 2]) & (triangles[:, 0] != triangles[:, 2])
    count, quads = len(mesh.base), np.repeat(np.arange(len(faces)), 4)
    gather = csr_matrix((np.ones(faces.size, "float32"), (faces.ravel(), quads)))
    gather.resize(count, len(faces))
    return Geometry(
        triangles[solid].astype("int32"),
        np.ascontiguousarray(texture[solid] * SAMPLED_PX / TEXTURE_PX, "float32"),
        material[solid].astype("uint8"),
        faces,
        gather,
        _neighbours(faces, count),
        _eye_directions(mesh),
    )


def to_texture(uv: np.ndarray) -> np.ndarray:
    """Convert texture coordinates to pixels (..., 2) of the skin's texture."""
    left, bottom, side = TEXTURE_SQUARE
    x, y = (uv[..., 0] - left) / side, (uv[..., 1] - bottom) / side
    return np.stack([x, 1 - y], axis=-1) * TEXTURE_PX


def on_face(uv: np.ndarray) -> np.ndarray:
    """Return whether faces (F, k, 2) are in the texture.

    Eye sockets and the inside of the mouth share vertices, but not texture, with the face.
    """
    place = to_texture(uv) / TEXTURE_PX
    return ((place > 0) & (place < 1)).all(axis=(1, 2))


def edges(faces: np.ndarray) -> np.ndarray:
    """Return the edges (4 F, 2) of quads."""
    return np.concatenate([faces[:, [k, (k + 1) % 4]] for k in range(4)])


def _neighbours(faces: np.ndarray, count: int) -> csr_matrix:
    both = edges(faces)
    both = np.concatenate([both, both[:, ::-1]])
    links = csr_matrix((np.ones(len(both), "float32"), both.T), shape=(count, count))
    links.data[:] = 1
    degree = np.maximum(np.asarray(links.sum(axis=1)), 1)
    return csr_matrix(links.multiply(1 / degree), dtype="float32")


def _eye_directions(mesh) -> np.ndarray:
    eye = np.zeros((len(mesh.base), 3), "float32")
    for part in EYES:
        rows = mesh.vertices_of(part)
        ball = mesh.base[rows] - mesh.base[rows].mean(axis=0)
        eye[rows] = ball / np.linalg.norm(ball, axis=1, keepdims=True)
    return eye
