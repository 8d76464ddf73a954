"""The file in a folder of landmark tracks, version 1: N clips of T frames, as HDF5.

The demo writes one for generated people; users with landmarks as arrays can write their own,
without the optional arrays on the motion of generated faces. Attributes: `au_codes`, the action
units in the columns of `expression` and `intensities`; `source`, in words.
"""

from facemotion.files.hdf5_layout import TEXT, Array, Layout
from facemotion.landmarks.face import N_LANDMARKS

FILE = "tracks.h5"
LAYOUT = Layout(
    version=1,
    arrays={
        "sequence_id": Array(("clip",), TEXT, "unique name"),
        "subject": Array(("clip",), TEXT, "person"),
        "emotion": Array(("clip",), TEXT, "label of the clip; empty if there is none"),
        "landmarks": Array(
            ("clip", "frame", "landmark", "axis"), "f4", "x, y in pixels; NaN where a frame failed",
            may_be_nan=True,
        ),
        "image_size": Array(("clip", "axis"), "i4", "width, height in pixels", low=1),
        "expression": Array(
            ("clip", "au"), "f4", "action units of the emotion at full strength; 1 is level E",
            optional=True,
        ),
        "intensities": Array(
            ("clip", "frame", "au"), "f4", "everything that the face shows", optional=True
        ),
        "angles": Array(
            ("clip", "frame", "angle"), "f4", "yaw, pitch, roll of the head in radians",
            optional=True,
        ),
        "speaks": Array(("clip",), "u1", "whether the person speaks", high=1, optional=True),
        "closed": Array(
            ("clip", "frame"), "f4", "how far a blink closes the eyes, 0 to 1", optional=True
        ),
    },
    sizes={"landmark": N_LANDMARKS, "axis": 2},
    scales={"au": "i4"},
    attributes=("source",),
)  # fmt: skip
