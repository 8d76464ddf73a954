"""Landmarks from the CSV files of Py-Feat's detectors (Cheong et al. 2023; versions 0.5 to 2.1).

Frames are numbered from 0. A frame without a face is a row without coordinates, or with `FaceScore`
0; a frame with several faces has several rows, which newer versions tell apart by `Identity`. A
detector of MediaPipe's mesh saves the mesh instead of 68 landmarks, or, as ``mesh_x_0``, next to 68
landmarks with an asymmetric jaw; in the latter case the mesh is used.
"""

from facemotion.files.landmark_cells import MESH, N_LANDMARKS, Dialect
from facemotion.landmarks import mesh
from facemotion.landmarks.backends import table


class Backend(table.Backend):
    """Reads one CSV per sequence."""

    SETTINGS = table.SETTINGS | {"first_frame": table.SETTINGS["first_frame"] | {"default": 0}}
    DIALECT = Dialect(
        confidence="FaceScore",
        face="Identity",
        source="input",
        needs=("FaceScore",),
        prefix="mesh_",
        points=(N_LANDMARKS, *MESH),
    )
    RESOURCES = (mesh.RESOURCE,)
