"""A short video with three made-up intervals, of which one smiles, and its timeline."""

from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import torch

from facemotion.explanation.causes.units import NAMES
from facemotion.files.weights import write_weights
from facemotion.models.frontal import mean_face
from facemotion.spotting.explained import Explained
from facemotion.spotting.network import FrameLabeller, describe_labeller
from facemotion.spotting.timeline import describe_videos, render_timeline, time_table
from facemotion.spotting.tracks import Track
from facemotion.spotting.videos import VideoRow, make_videos

FRAMES = 300
ABOUT = {
    "spotter": "tcn",
    "spotter_trained_on": "practice (generated people)",
    "model": "lstm_people",
    "model_trained_on": "people (generated people)",
    "certain_from": 0.6,
}


def chosen() -> pd.DataFrame:
    rows = [
        ("a", "macro", 61, 91, 120, "happy", "0.910000", "no"),
        ("a", "micro", 201, 205, 210, "fear", "0.400000", "yes"),
        ("a", "macro", 250, 255, 300, "", "", ""),
    ]
    columns = ["video", "type", "first", "apex", "last", "emotion", "probability", "uncertain"]
    return pd.DataFrame(rows, columns=columns)


def explained() -> Explained:
    """The first: AU12 by 0.5, AU6 by 0.3, lip corner 48; the second: nothing clear; no third."""
    amount, error = np.zeros((3, len(NAMES))), np.full((3, len(NAMES)), 0.1)
    amount[0, NAMES.index("AU12")], amount[0, NAMES.index("AU6")] = 0.5, 0.3
    amount[0, NAMES.index("AU4")], amount[1, NAMES.index("AU1")] = -0.9, 0.19  # less; two errors
    evidence = np.zeros((3, 68, 20), "float32")
    evidence[0, 48, 10:], evidence[0, 17] = 1.0, -0.25
    for values in (amount, error, evidence):
        values[2] = np.nan
    return Explained(evidence, amount, error)


def make_video(folder: Path) -> pd.DataFrame:
    """Draw the frames: a face of dots on grey."""
    (folder / "a").mkdir()
    picture = np.full((300, 300), 90, "uint8")
    for x, y in (points()[0]).round().astype(int).tolist():
        cv2.circle(picture, (x, y), 2, 200, -1)
    for number in range(1, FRAMES + 1):
        cv2.imwrite(str(folder / f"a/{number:04d}.png"), picture)
    row = VideoRow("a", "s", "a/{frame:04d}.png", [*range(1, FRAMES + 1)], 30.0, "0", reason="odd")
    return make_videos([row], "test")


def points() -> np.ndarray:
    return np.repeat(mean_face()[None, :, :2] * 60 + 150, FRAMES, axis=0).astype("float32")


def make_timeline(
    folder: Path, consenting: list[str] | None = None, probability: str = "0.910000"
) -> tuple[dict, str]:
    """Give what is said of the video, and the page; no face is found in frames 31 to 60.

    `probability` is that of the first interval's emotion.
    """
    videos, found = make_video(folder), points()
    found[30:60] = np.nan
    torch.manual_seed(1)
    weights = folder / "weights.safetensors"
    write_weights(FrameLabeller().state_dict(), describe_labeller(), weights)
    intervals = chosen()
    intervals.loc[0, "probability"] = probability
    table = time_table(intervals, videos, explained())
    pictures = {"root": folder, "consenting": consenting, "frame_px": 96, "quality": 50}
    track = Track("a", "s", 1, found, 30.0)
    (video,) = describe_videos(iter([track]), table, explained(), videos, weights, pictures)
    return video, render_timeline("mine", [video], ABOUT)
