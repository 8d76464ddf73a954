"""Class probabilities over time, computed by the network that labels frames."""

from pathlib import Path

import numpy as np
import torch

from facemotion.files.weights import read_weights
from facemotion.spotting.features import PIECE, RATE, cut_pieces
from facemotion.spotting.intervals import TYPES
from facemotion.spotting.network import FrameLabeller, describe_labeller


class Curves:
    """The network that labels frames, with trained weights.

    Raises
    ------
    DamagedFileError
        The weights are damaged, or belong to another network.
    """

    def __init__(self, weights: str | Path):
        network = FrameLabeller()
        network.load_state_dict(read_weights(weights, describe_labeller(), network.state_dict()))
        self._network = network.eval()

    def curves(self, points: np.ndarray, fps: float) -> np.ndarray:
        """Return the probability of each type, (2, T') at `RATE`, for a track (T, 68, 2).

        Pieces overlap, and are averaged with weights that decrease from the middle of a piece to
        its ends; without a face, the probability is 0.
        """
        count = max(1, round(len(points) / fps * RATE))
        sums, weights = np.zeros((len(TYPES), count)), np.full(count, 1e-9)
        for piece in cut_pieces(points, fps):
            with torch.inference_mode():
                logits = self._network(torch.from_numpy(piece.values[None]))
            shares = logits.softmax(1)[0, 1:].numpy() * piece.seen
            length = shares.shape[1]
            near = 0.05 + 1 - np.abs(np.linspace(-1, 1, length)) * min(1, length / PIECE)
            part = slice(piece.start, piece.start + length)
            sums[:, part] += shares * near
            weights[part] += near
        return sums / weights
