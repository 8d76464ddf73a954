"""The emotion of each interval: from onset to apex, as any clip (rule `recognise_intervals`)."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from facemotion.clips.resampling import choose_frames
from facemotion.clips.table import join_clips, make_clip
from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.dataset.normalization import normalize_landmarks
from facemotion.files.tsv import Rows
from facemotion.landmarks.store import LandmarkRows
from facemotion.sequences.dataset import Dataset


def make_clips(
    intervals: pd.DataFrame,
    videos: pd.DataFrame,
    faces: LandmarkRows,
    classes: Classes,
    frames: int,
    max_failed_share: float,
) -> Clips:
    """Make a clip of every interval, in their order.

    Parameters
    ----------
    intervals
        With columns `video`, `first` and `apex`.
    videos, faces
        The table of videos, and the landmarks of every frame.
    classes, frames
        Of the network: its classes, and how many frames it sees.
    max_failed_share
        Of frames without a face; with more of them a clip is excluded.
    """
    of_video = Rows(videos, "video")
    grouped = pd.Series(faces.frame_number).groupby(faces.sequence_id.astype(str))
    numbers = {name: part.to_numpy() for name, part in grouped}
    clips = []
    for row in intervals.itertuples():
        known = numbers[row.video]
        inside = known[(known >= row.first) & (known <= row.apex)]
        inside = inside if len(inside) else known[[np.abs(known - row.apex).argmin()]]
        source = SimpleNamespace(sequence_id=row.video, subject=of_video[row.video]["subject"])
        clips.append(make_clip(f"interval{row.Index}", source, "", choose_frames(inside, frames)))
    sequences = pd.DataFrame(
        {"sequence_id": videos["video"], "frame_pattern": videos["frame_pattern"], "aus": ""}
    )
    dataset = Dataset("videos", "", "", "", False, False, True, "", False, faces.backend, {})
    table = join_clips(clips)
    return normalize_landmarks(table, sequences, faces, dataset, classes, max_failed_share)[0]


def name_emotions(
    intervals: pd.DataFrame, clips: Clips, predictions: pd.DataFrame, certain_from: float
) -> pd.DataFrame:
    """Add `emotion`, `probability` and `uncertain` to intervals.

    Parameters
    ----------
    intervals
        Of which `clips` were made.
    clips
        Those that were excluded get nothing.
    predictions
        A row for every other one, in their order, as `prediction_table` gives it.
    certain_from
        A lower probability is uncertain.
    """
    result = intervals.assign(emotion="", probability="", uncertain="")
    usable = np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
    surest = predictions.filter(regex="^p_").astype(float).max(axis=1).to_numpy()
    for column, values in (
        ("emotion", predictions["predicted"].to_numpy()),
        ("probability", [f"{p:.6f}" for p in surest]),
        ("uncertain", np.where(surest < certain_from, "yes", "no")),
    ):
        cells = result[column].to_numpy(dtype=object).copy()
        cells[usable] = values
        result[column] = cells
    return result
