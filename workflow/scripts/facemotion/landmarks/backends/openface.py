"""Landmarks from OpenFace's CSV files: of `FeatureExtraction` and `FaceLandmarkVidMulti`.

Format: github.com/TadasBaltrusaitis/OpenFace/wiki/Output-Format. Older versions write no `face_id`.
A frame in which tracking failed has `success` 0, but coordinates nevertheless.
"""

from facemotion.files.landmark_cells import Dialect
from facemotion.landmarks.backends import table


class Backend(table.Backend):
    """Reads one CSV per sequence, written with the option ``-2Dfp``, which adds the landmarks."""

    DIALECT = Dialect(needs=("confidence", "success"))
