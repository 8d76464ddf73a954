"""A temporal convolutional network that labels every frame: rest, macro- or micro-expression.

Not the network of the clips, whose dense layers need a whole clip: slid over a video it would cost
a hundred times as much, and see no more than a clip. Here all layers are convolutions in time, with
steps that double, so that each frame sees 2.5 seconds on both sides.
"""

import torch
from torch import nn

from facemotion.spotting.features import FEATURES
from facemotion.spotting.intervals import TYPES

CLASSES = ("rest", *TYPES)
WIDTH, DILATIONS = 48, (1, 2, 4, 8, 16, 32, 64)
DROPPED = 0.2  # share of channels while training


class FrameLabeller(nn.Module):
    """Residual convolutions in time."""

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
        """Give logits (N, classes, T) for (N, FEATURES, T)."""
        x = self.enter(self.norm(x))
        for block in self.blocks:
            x = x + block(x)
        return self.leave(torch.relu(x))


def describe_labeller() -> dict:
    """Say which network weights belong to."""
    return {"network": "frame labeller", "features": FEATURES, "classes": list(CLASSES)}
