"""Landmarks from the CSV that Py-Feat's detectors save (Cheong et al. 2023; versions 0.5 to 2.1).

Frames are counted from 0. A frame without a face is a line without coordinates, or with `FaceScore`
0; one with several faces is several lines, which `Identity` names in newer versions. A detector
that finds MediaPipe's mesh saves that instead of 68 landmarks, or, as ``mesh_x_0``, next to 68 of
its own choice, whose jaw is not symmetric: then the mesh is what is read.
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
