"""Train the network that labels frames (rule `train_spotter`)."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import nn

from facemotion.errors import InputError
from facemotion.files.tsv import write_table
from facemotion.files.weights import write_weights
from facemotion.progress import track as progress
from facemotion.spotting.features import PIECE, RATE, cut_pieces
from facemotion.spotting.intervals import Interval
from facemotion.spotting.network import CLASSES, FrameLabeller, describe_labeller
from facemotion.spotting.tracks import Track

log = logging.getLogger(__name__)

# Factors by which the frame rate of every video is reduced as well, down to the lowest rate, since
# the network is used for cameras from webcams to 200 frames per second.
SLOWER, LOWEST_FPS = (1, 2, 4, 7), 24
WEIGHTS = (1.0, 1.0, 4.0)  # of the classes in the loss: micro-expressions are rare
BATCH = 8


def train_labeller(
    tracks: Iterable[Track], truth: Sequence[Interval], settings: Mapping, out: Path
) -> None:
    """Train on videos with known intervals.

    Parameters
    ----------
    tracks
        Tracks of all videos.
    truth
        True intervals.
    settings
        "epochs", "learning_rate" (the peak rate of AdamW), "seed".
    out
        Folder for `weights.safetensors` and `history.tsv`, which has one row per epoch.

    Raises
    ------
    InputError
        There are no videos, or no expressions in them.
    """
    inputs, labels = collect(tracks, truth)
    if not len(inputs) or not (labels > 0).any():
        raise InputError("spotting.tcn.trained_on has no video with an expression; name others.")
    torch.manual_seed(settings["seed"])
    network = FrameLabeller()
    steps = settings["epochs"] * -(-len(inputs) // BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), settings["learning_rate"])
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings["learning_rate"], steps)
    order = torch.Generator().manual_seed(settings["seed"])
    loss_of = nn.CrossEntropyLoss(torch.tensor(WEIGHTS), ignore_index=-1)
    history = []
    for epoch in progress(range(1, settings["epochs"] + 1), "training", "epochs"):
        network.train()
        losses = []
        for batch in torch.randperm(len(inputs), generator=order).split(BATCH):
            optimizer.zero_grad()
            loss = loss_of(network(inputs[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        history.append({"epoch": epoch, "train_loss": round(float(np.mean(losses)), 6)})
        log.info("epoch %d: loss %.4f", epoch, history[-1]["train_loss"])
    write_weights(network.state_dict(), describe_labeller(), out / "weights.safetensors")
    write_table(pd.DataFrame(history), out / "history.tsv")


def collect(
    tracks: Iterable[Track], truth: Sequence[Interval]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Collect the pieces of all videos at several frame rates, with the class of each frame.

    Returns
    -------
    inputs : float32 (N, FEATURES, PIECE)
    labels : int64 (N, PIECE)
        Index into `CLASSES`; -1 for frames without a face or after the end of the video.
    """
    of_video: dict[str, list[Interval]] = {}
    for interval in truth:
        of_video.setdefault(interval.video, []).append(interval)
    inputs, labels = [], []
    for number, track in enumerate(tracks):
        for step in (1, SLOWER[1:][number % len(SLOWER[1:])]):
            fps = track.fps / step
            if step > 1 and fps < LOWEST_FPS:
                continue
            for piece in cut_pieces(track.points[::step], fps):
                inputs.append(_padded(piece.values, 0.0))
                known = _label(piece.start, piece.values.shape[1], track, of_video)
                labels.append(_padded(np.where(piece.seen, known, -1), -1))
    if not inputs:
        return torch.zeros(0, 1, PIECE), torch.zeros(0, PIECE, dtype=torch.int64)
    return torch.from_numpy(np.stack(inputs)), torch.from_numpy(np.stack(labels))


def _label(start: int, count: int, track: Track, of_video: Mapping) -> np.ndarray:
    """Return the class of each frame, at `RATE`."""
    classes = np.zeros(count, "int64")
    numbers = track.first + (start + np.arange(count) + 0.5) / RATE * track.fps - 0.5
    for interval in of_video.get(track.video, ()):
        inside = (numbers >= interval.first) & (numbers <= interval.last)
        classes[inside] = CLASSES.index(interval.type)
    return classes


def _padded(values: np.ndarray, fill: float) -> np.ndarray:
    """Pad the last axis to the length of a piece."""
    missing = PIECE - values.shape[-1]
    widths = [(0, 0)] * (values.ndim - 1) + [(0, missing)]
    return np.pad(values, widths, constant_values=fill)
