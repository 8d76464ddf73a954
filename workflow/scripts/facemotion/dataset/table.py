"""The table of a dataset's clips: `results/dataset/{dataset}.tsv`."""

from pathlib import Path

import pandas as pd

from facemotion.files import tsv

COLUMNS = {
    "clip_id": tsv.NAME,
    "subject": tsv.NAME,
    "emotion": tsv.TEXT,
    "class": tsv.TEXT,
    "failed_frames": tsv.WHOLE,
    "status": ("ok|interpolated|excluded", "one of ok, interpolated, excluded"),
    "reason": tsv.TEXT,
}


def read_clip_table(path: str | Path) -> pd.DataFrame:
    """Read the table: one row per clip, with its status and reason."""
    return tsv.read_table(path, COLUMNS)
