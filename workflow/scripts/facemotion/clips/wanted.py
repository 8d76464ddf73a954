"""The frames in which landmarks are needed, for clips or for whole videos.

One row per sequence: `sequence_id`, and `frame_numbers` as ranges (``1-9,11-20``).
"""

from pathlib import Path

import pandas as pd

from facemotion.files import tsv
from facemotion.sequences.table import format_ranges

COLUMNS = {
    "sequence_id": tsv.NAME,
    "frame_numbers": (r"[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*", "ranges such as 1-9,11-20"),
}


def want_frames(clips: pd.DataFrame) -> pd.DataFrame:
    """List the distinct frames that the clips use, sorted by sequence.

    Parameters
    ----------
    clips
        The clip table (`facemotion.clips.table`).
    """
    used = clips.groupby("sequence_id")["frame_number"].agg(lambda n: format_ranges(map(int, n)))
    return used.sort_index().rename("frame_numbers").reset_index()[[*COLUMNS]]


def read_wanted(path: str | Path) -> pd.DataFrame:
    """Read a table of requested frames."""
    return tsv.read_table(path, COLUMNS)
