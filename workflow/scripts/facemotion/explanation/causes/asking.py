"""Query a trained network about landmark tracks: the log-odds of classes."""

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
    """A network that can be queried on modified clips.

    Attributes
    ----------
    network : nn.Module
        Any torch module that returns logits (N, K) for its inputs.
    settings : dict
        `input`, one of `facemotion.models.inputs.INPUTS`; maps also need `network`.
    classes : Classes
        The K classes, in the order of the logits.
    temperature : float
        Divisor of the logits, for calibration.
    frames : int
        Number of frames per clip.
    """

    network: nn.Module
    settings: dict
    classes: Classes
    temperature: float = 1.0
    frames: int = 20

    def see(self, landmarks: np.ndarray, size: np.ndarray) -> torch.Tensor:
        """Make inputs from tracks (N, T, 68, 2) in px, of images of (2,) or (N, 2) px."""
        make, size = INPUTS[self.settings["input"]], np.broadcast_to(size, (len(landmarks), 2))
        parts = [slice(start, start + BATCH) for start in range(0, len(landmarks), BATCH)]
        return torch.cat([torch.from_numpy(make(as_clips(landmarks[p], size[p]))) for p in parts])

    def say(self, seen: torch.Tensor) -> np.ndarray:
        """Return logits (N, K) for inputs made by `see`."""
        said = predict(self.network, seen, np.arange(len(seen)))
        return said.numpy().astype("f8") / self.temperature

    def answer(self, landmarks: np.ndarray, size: np.ndarray) -> np.ndarray:
        """Return logits (N, K) for tracks."""
        return self.say(self.see(landmarks, size))


def log_odds(logits: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return the log-odds (N,) of a target class against all others, from logits (N, K)."""
    rows = np.arange(len(logits))
    others = logits.copy()
    others[rows, target] = -np.inf
    return logits[rows, target] - logsumexp(others, axis=1)


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Return softmax probabilities (N, K)."""
    return softmax(logits, axis=1)


def load_asked(weights: str | Path, summary: str | Path, model: str, settings: dict) -> Asked:
    """Load a trained network, with the classes, clip length and temperature in its summary.

    Parameters
    ----------
    weights, summary
        Files of the trained network (`weights.safetensors`, `summary.json`).
    model, settings
        Name of the model, and its settings in the config.

    Raises
    ------
    InputError
        The model has pixel input, but generated people have only landmarks.
    """
    check_input(model, settings)
    about = read_json(summary, "summary")
    classes = Classes.of(about["dataset"]["classes"])
    frames = about["dataset"]["frames"]
    clips = as_clips(_face(frames), (640, 480), classes)
    network = load_network(weights, settings, read_inputs(clips, None, settings), clips)
    return Asked(network, settings, classes, about["temperature"], frames)


def _face(frames: int) -> np.ndarray:
    """Return a placeholder clip, from which inputs get their shape: (1, frames, 68, 2)."""
    return np.tile(100 * mean_face()[:, :2] + 300, (1, frames, 1, 1))
