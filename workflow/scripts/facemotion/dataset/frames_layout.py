"""The contract of the frames file, `results/dataset/{dataset}_frames.h5`, version 2.

`LAYOUT` describes each array. Attributes: `crop`, `settings_digest`. Each clip is one HDF5 chunk.
The layout is separate from the code that writes the file, so that networks do not need OpenCV.
"""

from facemotion.dataset.contract import CLIP_TEXTS
from facemotion.files import hdf5
from facemotion.files.hdf5_layout import Array

LAYOUT = hdf5.Layout(
    version=2,
    arrays={
        "frames": Array(("clip", "frame", "y", "x"), "u1", "grey levels; 0 in an excluded clip"),
        "filled": Array(
            ("clip", "frame"),
            "u1",
            "1 where the clip's nearest readable frame is used instead",
        ),
        "clip_id": CLIP_TEXTS["clip_id"],
    },
    attributes=("crop", "settings_digest"),
)
