"""The table of a dataset's clips as text: `results/dataset/{dataset}.tsv`."""

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
    """Read one row per clip, with status and reason."""
    return tsv.read_table(path, COLUMNS)
