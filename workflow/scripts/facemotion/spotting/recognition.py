"""Classify each interval as a clip from onset to apex (rule `recognise_intervals`)."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import numpy as np
import pandas as pd
from torch import nn

from facemotion.clips.resampling import choose_frames
from facemotion.clips.table import join_clips, make_clip
from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.dataset.frames import stack_frames
from facemotion.dataset.normalization import normalize_landmarks
from facemotion.files.tsv import Named, Rows
from facemotion.landmarks.store import LandmarkRows
from facemotion.models.prediction import Inputs, load_network, read_inputs
from facemotion.provenance import settings_digest
from facemotion.sequences.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Recogniser:
    """A network that classifies clips, with its inputs for the given intervals.

    Attributes
    ----------
    network
        Trained network, in evaluation mode.
    clips, inputs
        One clip per interval, and the network's input made from each.
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
        root: str | None = None,
    ) -> "Recogniser":
        """Load the network described by a summary, and make its inputs (see `make_clips`).

        Parameters
        ----------
        root
            Folder of the images, for networks that read pixels; None if there are none.

        Raises
        ------
        DamagedFileError
            The weights are damaged, or belong to another network.
        InputError
            The network reads pixels, and there are no images.
        """
        about = summary["dataset"]
        classes = Classes.of(about["classes"])
        clips = make_clips(intervals, videos, faces, classes, about["frames"], max_failed_share)
        inputs = _see(clips, videos, model, root)
        return cls(load_network(weights, model, inputs, clips), clips, inputs)


def _see(clips: Clips, videos: pd.DataFrame, model: dict, root: str | None) -> Inputs:
    """Return the network's input for clips; frames are stacked in a temporary file."""
    if model["input"] != "frames":
        return read_inputs(clips, None, model)
    with TemporaryDirectory() as folder:
        file = Path(folder, "frames.h5")
        clips = replace(clips, has_images=root is not None)
        settings = model["frames"]
        stack_frames(
            clips, _sequences(videos), Path(root or ""), settings, file,
            settings_digest=settings_digest(settings),
        )  # fmt: skip
        return read_inputs(clips, file, model)


def make_clips(
    intervals: pd.DataFrame,
    videos: pd.DataFrame,
    faces: LandmarkRows,
    classes: Classes,
    frames: int,
    max_failed_share: float,
) -> Clips:
    """Make a clip of every interval, in the same order.

    Parameters
    ----------
    intervals
        Table with columns `video`, `first` and `apex`.
    videos, faces
        The table of videos, and the landmarks of every frame.
    classes, frames
        Classes of the network, and frames per clip.
    max_failed_share
        Largest share of frames without a face in a usable clip.
    """
    of_video = Rows(videos, "video")
    grouped = pd.Series(faces.frame_number).groupby(faces.sequence_id.astype(str))
    numbers = Named(((name, part.to_numpy()) for name, part in grouped), "sequence_id")
    clips = []
    for row in intervals.itertuples():
        known = numbers[row.video]
        inside = known[(known >= row.first) & (known <= row.apex)]
        inside = inside if len(inside) else known[[np.abs(known - row.apex).argmin()]]
        source = SimpleNamespace(sequence_id=row.video, subject=of_video[row.video]["subject"])
        clips.append(make_clip(f"interval{row.Index}", source, "", choose_frames(inside, frames)))
    dataset = Dataset("videos", "", "", "", False, False, True, "", False, faces.backend, {})
    table = join_clips(clips)
    return normalize_landmarks(
        table, _sequences(videos), faces, dataset, classes, max_failed_share
    )[0]


def _sequences(videos: pd.DataFrame) -> pd.DataFrame:
    """Return videos in the form of a sequence table."""
    return pd.DataFrame(
        {"sequence_id": videos["video"], "frame_pattern": videos["frame_pattern"], "aus": ""}
    )


def name_emotions(
    intervals: pd.DataFrame, clips: Clips, predictions: pd.DataFrame, certain_from: float
) -> pd.DataFrame:
    """Add `emotion`, `probability` and `uncertain` to intervals.

    Parameters
    ----------
    intervals
        Intervals that `clips` were made from.
    clips
        Clips of the intervals; excluded ones get no emotion.
    predictions
        One row per clip that is not excluded, in their order, as `prediction_table` returns it.
    certain_from
        Predictions with a lower probability are uncertain.
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
