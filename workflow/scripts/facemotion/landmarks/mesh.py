"""The 68 landmarks from MediaPipe's face mesh, by a table of corresponding points."""

from functools import cache
from pathlib import Path

import numpy as np

from facemotion.landmarks.face import N_LANDMARKS

RESOURCE = "resources/mediapipe_landmarks.tsv"
FILE = Path(__file__).resolve().parents[3] / RESOURCE


def landmarks_of_mesh(points: np.ndarray) -> np.ndarray:
    """Return the landmarks (n, 68, 2) of meshes (n, 468 or 478, 2): means of one or two points."""
    return np.stack([points[:, list(of)].mean(axis=1) for of in mesh_points()], axis=1)


@cache
def mesh_points() -> tuple[tuple[int, ...], ...]:
    """Return the mesh points, from 0, that correspond to each landmark."""
    lines = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    cells = [line.split("\t")[1] for line in lines[1:]]
    assert len(cells) == N_LANDMARKS
    return tuple(tuple(map(int, cell.split("+"))) for cell in cells)
