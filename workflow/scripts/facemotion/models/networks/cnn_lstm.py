"""CNN-LSTM: a convolution over the landmarks of each frame, then an LSTM over the frames.

========= ========================================= =================================
layer     what                                      parameters (64 hidden, 7 classes)
========= ========================================= =================================
conv      32 filters 3 × 1 over landmarks, batch    224 + 64
          norm, ReLU, max-pool 4 × 1
lstm      32 × 17 numbers a frame, 4 H (544 + H +   156,160
          2)
dense     7 (H + 1)                                 455
========= ========================================= =================================
"""

import torch
from torch import nn

INPUTS = ("image", "motion", "frontal", "differences")
SETTINGS = {"hidden": {"type": "integer", "minimum": 1}}
FILTERS, POOL = 32, 4


class CNNLSTM(nn.Module):
    """A convolution within frames, an LSTM across them, a dense layer.

    Parameters
    ----------
    channels, landmarks
        Size of the input.
    hidden
        Units of the LSTM.
    n_classes
        Size of the output.
    """

    def __init__(self, channels: int, landmarks: int, hidden: int, n_classes: int):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(channels, FILTERS, (3, 1), padding=(1, 0)),
            nn.BatchNorm2d(FILTERS),
            nn.ReLU(),
            nn.MaxPool2d((POOL, 1)),
        )
        self.lstm = nn.LSTM(FILTERS * (landmarks // POOL), hidden, batch_first=True)
        self.dense = nn.Linear(hidden, n_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give logits (N, n_classes) for (N, channels, landmarks, frames)."""
        frames = self.conv(x).flatten(1, 2).transpose(1, 2)
        _, (state, _) = self.lstm(frames)
        return self.dense(state[-1])


def build(shape: tuple[int, ...], n_classes: int, settings: dict) -> nn.Module:
    """Make the network with fresh weights; `settings` gives `hidden`, units."""
    channels, landmarks, _ = shape
    return CNNLSTM(channels, landmarks, settings["hidden"], n_classes)
