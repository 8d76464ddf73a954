"""Lashes: darkened lid margins, more so on the upper lids."""

from functools import cache
from itertools import pairwise

import cv2
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from facemotion.demo.people.landmarks import landmark_rows
from facemotion.demo.people.mesh import head_mesh
from facemotion.demo.rendering.geometry import TEXTURE_PX, edges, on_face, to_texture

# Landmarks along the margins, from corner to corner; width in px, and darkness.
UPPER = ((36, 37, 38, 39), (42, 43, 44, 45)), 7, 1.0
LOWER = ((39, 40, 41, 36), (45, 46, 47, 42)), 2, 0.45
SUBPIXEL_BITS = 4


def paint_lashes(skin: np.ndarray, colour: np.ndarray, strength: float) -> None:
    """Darken the lid margins of a texture, in place."""
    for chains, width, share in (UPPER, LOWER):
        layer = np.zeros((TEXTURE_PX, TEXTURE_PX), "uint8")
        lines = [np.round(_margin(c) * 2**SUBPIXEL_BITS).astype("int32") for c in chains]
        cv2.polylines(layer, lines, False, 255, width, cv2.LINE_AA, SUBPIXEL_BITS)
        soft = cv2.GaussianBlur(layer, (0, 0), 1.2).astype("float32")[..., None] / 255
        skin += strength * share * soft * ((0.3 * colour).astype("float32") - skin)


@cache
def _margin(chain: tuple[int, ...]) -> np.ndarray:
    """Return the line through landmarks along the mesh's edges, (n, 2) in px of the texture."""
    mesh, rows = head_mesh(), landmark_rows()
    uv = mesh.uv[mesh.face_uv]
    shown = on_face(uv)
    ends = edges(mesh.faces[shown])
    length = np.linalg.norm(mesh.base[ends[:, 0]] - mesh.base[ends[:, 1]], axis=1) + 1e-6
    size = (len(mesh.base),) * 2
    graph = csr_matrix((length, ends.T), size).maximum(csr_matrix((length, ends[:, ::-1].T), size))
    place = np.zeros((len(mesh.base), 2))
    place[mesh.faces[shown].ravel()] = uv[shown].reshape(-1, 2)
    path = []
    for start, end in pairwise(chain):
        _, before = dijkstra(graph, indices=rows[start], return_predecessors=True)
        leg = [rows[end]]
        while leg[-1] != rows[start]:
            leg.append(before[leg[-1]])
        path += leg[::-1]
    return to_texture(place[path])
