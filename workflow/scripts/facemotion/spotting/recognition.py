"""The emotion of each interval: from onset to apex, as any clip (rule `recognise_intervals`)."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from torch import nn

from facemotion.clips.resampling import choose_frames
from facemotion.clips.table import join_clips, make_clip
from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.dataset.normalization import normalize_landmarks
from facemotion.files.tsv import Rows
from facemotion.landmarks.store import LandmarkRows
from facemotion.models.prediction import Inputs, load_network, read_inputs
from facemotion.sequences.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Recogniser:
    """A network that says which emotion a clip shows, with what it sees of the intervals.

    Attributes
    ----------
    network
        Trained, in evaluation mode.
    clips, inputs
        A clip an interval, and what the network sees of each.
    """

    network: nn.Module
    clips: Clips
    inputs: Inputs

    @classmethod
    def load(
        cls,
        weights: str | Path,
        summary: dict,
        model: dict,
        intervals: pd.DataFrame,
        videos: pd.DataFrame,
        faces: LandmarkRows,
        max_failed_share: float,
    ) -> "Recogniser":
        """Load the network of a summary, and make clips as it sees them; see `make_clips`.

        Raises
        ------
        DamagedFileError
            The weights are damaged, or of another network.
        """
        about = summary["dataset"]
        classes = Classes.of(about["classes"])
        clips = make_clips(intervals, videos, faces, classes, about["frames"], max_failed_share)
        inputs = read_inputs(clips, None, model)
        return cls(load_network(weights, model, inputs, clips), clips, inputs)


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
        Classes of the network, and frames per clip.
    max_failed_share
        Share of frames without a face above which a clip is excluded.
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
        Intervals that `clips` were made from.
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
