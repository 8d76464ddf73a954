"""Ask a trained network about landmark tracks: what it says of a clip, in log-odds of a class."""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.special import logsumexp
from torch import nn

from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import Clips
from facemotion.models.inputs import INPUTS
from facemotion.models.prediction import predict

BATCH = 256  # clips that are made inputs of at a time


@dataclass(frozen=True)
class Asked:
    """A network that can be asked again.

    Attributes
    ----------
    network : nn.Module
    settings : dict
        Of the model.
    classes : Classes
        That it tells apart.
    """

    network: nn.Module
    settings: dict
    classes: Classes

    def see(self, landmarks: np.ndarray, size: np.ndarray) -> torch.Tensor:
        """Give what the network sees of tracks (N, T, 68, 2) px of images (2,) or (N, 2) px."""
        make = INPUTS[self.settings["input"]]
        return torch.from_numpy(make(as_clips(landmarks, size, self.classes)))

    def say(self, seen: torch.Tensor) -> np.ndarray:
        """Give logits (N, K) of what `see` gave."""
        return predict(self.network, seen, np.arange(len(seen))).numpy().astype("f8")

    def answer(self, landmarks: np.ndarray, size: np.ndarray) -> np.ndarray:
        """Give logits (N, K) of tracks."""
        return self.say(self.see(landmarks, size))


def log_odds(logits: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Give the log-odds (N,) of a class against all others, of logits (N, K)."""
    rows = np.arange(len(logits))
    others = logits.copy()
    others[rows, target] = -np.inf
    return logits[rows, target] - logsumexp(others, axis=1)


def as_clips(landmarks: np.ndarray, size: np.ndarray, classes: Classes) -> Clips:
    """Make clips without a label of tracks (N, T, 68, 2) px, for inputs to be made of."""
    count, frames = landmarks.shape[:2]
    size = np.broadcast_to(np.asarray(size, "int32"), (count, 2))
    ids = np.array([f"clip{k}" for k in range(count)], object)
    nothing, status = np.full(count, "", object), np.zeros((count, frames), "uint8")
    return Clips(
        landmarks=(landmarks / size[:, None, None]).astype("float32"),
        frame_number=np.tile(np.arange(1, frames + 1, dtype="int32"), (count, 1)),
        frame_status=status,
        content=status.astype("uint64"),
        source=nothing,
        image_size=size,
        label=np.full(count, -1, "int8"),
        clip_status=status[:, 0],
        clip_id=ids,
        sequence_id=ids,
        subject=ids,
        emotion=nothing,
        aus=np.zeros((count, 0), "int8"),
        au_codes=np.zeros(0, "int32"),
        dataset="generated",
        classes=classes,
        has_images=False,
        rendered=True,
        backend="generated",
    )
