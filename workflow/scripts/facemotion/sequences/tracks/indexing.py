"""List the clips in a file of landmark tracks."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.files import hdf5
from facemotion.sequences.table import OK, make_table
from facemotion.sequences.tracks.layout import FILE, LAYOUT

LEVELS = 5  # FACS levels a to e
SHOWN = 0.05  # intensity from which a FACS coder notices a unit


def index_tracks(path: str | Path) -> pd.DataFrame:
    """Return the sequence table; every clip is a sequence from its first to its last frame.

    Raises
    ------
    DamagedFileError
        The file is missing, or does not match its layout.
    """
    file = Path(path) / FILE
    with hdf5.opened(file, LAYOUT) as opened:
        frames = opened["landmarks"].shape[1]
    names = ["sequence_id", "subject", "emotion", "expression"]
    arrays, _ = hdf5.read(file, LAYOUT, names)
    shown = arrays.get("expression")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return make_table(
        {
            "sequence_id": sequence_id,
            "subject": arrays["subject"][row],
            "emotion": arrays["emotion"][row],
            "label_source": FILE if arrays["emotion"][row] else "",
            "n_frames": frames,
            "frame_pattern": f"{FILE}#{sequence_id}",  # unique, because clips share no frames
            "frame_numbers": f"1-{frames}",
            "onset": 1,
            "apex": frames,
            "aus": "" if shown is None else in_facs(arrays["au"], shown[row]),
            "fingerprint": hashlib.sha256(f"{digest} {sequence_id}".encode()).hexdigest()[:16],
            "status": OK,
        }
        for row, sequence_id in enumerate(arrays["sequence_id"])
    )


def in_facs(codes: np.ndarray, shown: np.ndarray) -> str:
    """Format intensities, of which 1 is level E, as ``1=2 2=5``."""
    levels = np.minimum(LEVELS, np.ceil(LEVELS * shown)).astype(int)
    return " ".join(f"{codes[i]}={levels[i]}" for i in np.flatnonzero(shown >= SHOWN))
