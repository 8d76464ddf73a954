"""Landmarks from OpenFace's CSV: `FeatureExtraction`, and `FaceLandmarkVidMulti` of several faces.

Format: github.com/TadasBaltrusaitis/OpenFace/wiki/Output-Format. Older versions write no `face_id`.
A frame that failed has `success` 0, and coordinates all the same.
"""

from facemotion.files.landmark_cells import Dialect
from facemotion.landmarks.backends import table


class Backend(table.Backend):
    """Reads one CSV a sequence; without the option ``-2Dfp`` it has no landmarks."""

    DIALECT = Dialect(needs=("confidence", "success"))
