"""Ask a trained network about landmark tracks: what it says of a clip, in log-odds of a class."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.special import logsumexp, softmax
from torch import nn

from facemotion.dataset.classes import Classes
from facemotion.explanation.causes.possible import check_input
from facemotion.explanation.causes.tracked import BATCH, as_clips
from facemotion.files.json_file import read_json
from facemotion.models.frontal import mean_face
from facemotion.models.inputs import INPUTS
from facemotion.models.prediction import load_network, predict, read_inputs


@dataclass(frozen=True)
class Asked:
    """A network that can be asked again.

    Attributes
    ----------
    network : nn.Module
        Gives logits (N, K) of what it sees; any module of torch.
    settings : dict
        `input`, one of `facemotion.models.inputs.INPUTS`: what it sees. Maps need `network` too.
    classes : Classes
        The K classes in order.
    temperature : float
        That logits are divided by.
    frames : int
        Of a clip.
    """

    network: nn.Module
    settings: dict
    classes: Classes
    temperature: float = 1.0
    frames: int = 20

    def see(self, landmarks: np.ndarray, size: np.ndarray) -> torch.Tensor:
        """Give what the network sees of tracks (N, T, 68, 2) px of images (2,) or (N, 2) px."""
        make, size = INPUTS[self.settings["input"]], np.broadcast_to(size, (len(landmarks), 2))
        parts = [slice(start, start + BATCH) for start in range(0, len(landmarks), BATCH)]
        return torch.cat([torch.from_numpy(make(as_clips(landmarks[p], size[p]))) for p in parts])

    def say(self, seen: torch.Tensor) -> np.ndarray:
        """Give logits (N, K) of what `see` gave."""
        said = predict(self.network, seen, np.arange(len(seen)))
        return said.numpy().astype("f8") / self.temperature

    def answer(self, landmarks: np.ndarray, size: np.ndarray) -> np.ndarray:
        """Give logits (N, K) of tracks."""
        return self.say(self.see(landmarks, size))


def log_odds(logits: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Give the log-odds (N,) of a class against all others, of logits (N, K)."""
    rows = np.arange(len(logits))
    others = logits.copy()
    others[rows, target] = -np.inf
    return logits[rows, target] - logsumexp(others, axis=1)


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Give softmax probabilities (N, K)."""
    return softmax(logits, axis=1)


def load_asked(weights: str | Path, summary: str | Path, model: str, settings: dict) -> Asked:
    """Load a trained network with the classes, frames and temperature of its summary.

    Raises
    ------
    InputError
        The model sees pixels, of which generated people have none.
    """
    check_input(model, settings)
    about = read_json(summary, "summary")
    classes = Classes.of(about["dataset"]["classes"])
    frames = about["dataset"]["frames"]
    clips = as_clips(_face(frames), (640, 480), classes)
    network = load_network(weights, settings, read_inputs(clips, None, settings), clips)
    return Asked(network, settings, classes, about["temperature"], frames)


def _face(frames: int) -> np.ndarray:
    """Give a clip of nobody, of which inputs have their shape: (1, frames, 68, 2)."""
    return np.tile(100 * mean_face()[:, :2] + 300, (1, frames, 1, 1))
