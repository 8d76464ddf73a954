"""Landmarks from tables of MediaPipe's face mesh: 468 points, or 478 with the irises.

MediaPipe itself writes no tables, so the columns are those of `table`, but more of them: ``x_0`` to
``x_477`` and ``y_0`` to ``y_477``. MediaPipe's coordinates are fractions of the image's width and
height; a table in pixels is recognised by its larger values.
"""

from pathlib import Path

import numpy as np

from facemotion.errors import InputError
from facemotion.files.landmark_cells import MESH, Dialect
from facemotion.landmarks import mesh
from facemotion.landmarks.backends import table

SHARES = (-1.0, 2.0)  # range of fractions, with room for a face partly outside the image


class Backend(table.Backend):
    """Reads one table per sequence."""

    DIALECT = Dialect(points=MESH)
    RESOURCES = (mesh.RESOURCE,)

    def as_landmarks(self, path: Path, points: np.ndarray) -> np.ndarray:
        """Select the 68 landmarks from the mesh, and convert fractions to pixels.

        Raises
        ------
        InputError
            The coordinates are fractions, and the config does not state the image size.
        """
        landmarks = super().as_landmarks(path, points)
        known = landmarks[~np.isnan(landmarks)]
        if not known.size or known.min() < SHARES[0] or known.max() > SHARES[1]:
            return landmarks
        if self.settings["image_size"] is None:
            raise InputError(
                f"{path}: found coordinates from {known.min():.2f} to {known.max():.2f}, which are "
                "fractions of the image's width and height; set landmarks.image_size of the "
                "dataset in config.yaml, [width, height] in pixels."
            )
        # The centre of the first pixel is (0, 0), so its edge, where fractions start, is at -0.5.
        return landmarks * np.array(self.settings["image_size"], "float32") - np.float32(0.5)
