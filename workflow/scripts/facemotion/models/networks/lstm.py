"""LSTM over the landmarks of successive frames: the usual alternative to convolution in time.

One layer reads 136 numbers a frame; the dense layer sees its state after the last one.

======= ======================================== =====================================
layer   parameters                               for 64 hidden units, 7 classes
======= ======================================== =====================================
lstm    4 H (136 + H + 2)                        51,712
dense   7 (H + 1)                                455
======= ======================================== =====================================
"""

import torch
from torch import nn

INPUTS = ("image", "motion", "frontal", "differences")
SETTINGS = {"hidden": {"type": "integer", "minimum": 1}}


class LSTM(nn.Module):
    """LSTM and a dense layer.

    Parameters
    ----------
    features
        Numbers a frame.
    hidden
        Units of the LSTM.
    n_classes
        Size of the output.
    """

    def __init__(self, features: int, hidden: int, n_classes: int):
        super().__init__()
        # The scale of the input is free, of motion as small as 0.01; a batch norm sets it.
        self.norm = nn.BatchNorm1d(features, affine=False)
        self.lstm = nn.LSTM(features, hidden, batch_first=True)
        self.dense = nn.Linear(hidden, n_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give logits (N, n_classes) for (N, channels, landmarks, frames)."""
        frames = self.norm(x.flatten(1, 2))  # (N, features, frames)
        _, (state, _) = self.lstm(frames.transpose(1, 2))
        return self.dense(state[-1])


def build(shape: tuple[int, ...], n_classes: int, settings: dict) -> nn.Module:
    """Make the network with fresh weights; `settings` gives `hidden`, units."""
    channels, landmarks, _ = shape
    return LSTM(channels * landmarks, settings["hidden"], n_classes)
