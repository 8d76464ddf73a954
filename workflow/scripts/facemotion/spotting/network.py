"""A temporal convolutional network that labels every frame: rest, macro- or micro-expression.

The network for clips would not do: its dense layers need a whole clip, so that sliding it over a
video would cost a hundred times as much, with a receptive field of one clip. Here, all layers are
convolutions in time with doubling dilation, so that each frame sees 2.5 seconds on both sides.
"""

import torch
from torch import nn

from facemotion.spotting.features import FEATURES
from facemotion.spotting.intervals import TYPES

CLASSES = ("rest", *TYPES)
WIDTH, DILATIONS = 48, (1, 2, 4, 8, 16, 32, 64)
DROPPED = 0.2  # dropout rate of channels


class FrameLabeller(nn.Module):
    """Residual network of dilated convolutions in time."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(FEATURES, affine=False)
        self.enter = nn.Conv1d(FEATURES, WIDTH, 1)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(WIDTH, WIDTH, 3, padding=step, dilation=step),
                nn.BatchNorm1d(WIDTH),
                nn.ReLU(),
                nn.Dropout1d(DROPPED),
                nn.Conv1d(WIDTH, WIDTH, 1),
            )
            for step in DILATIONS
        )
        self.leave = nn.Conv1d(WIDTH, len(CLASSES), 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return logits (N, classes, T) for inputs (N, FEATURES, T)."""
        x = self.enter(self.norm(x))
        for block in self.blocks:
            x = x + block(x)
        return self.leave(torch.relu(x))


def describe_labeller() -> dict:
    """Describe the network, for storage with its weights."""
    return {"network": "frame labeller", "features": FEATURES, "classes": list(CLASSES)}
