"""FAN: frames weighted by two attentions (Meng et al. 2019, "Frame Attention Networks", ICIP).

A small ResNet-18 turns each frame into a vector f. Self-attention weighs frames by
α = sigmoid(q·f), which gives the clip's vector f' = Σ αf / Σ α; relation-attention weighs them
again, by β = sigmoid(q'·[f, f']), and the class is read off Σ αβ [f, f'] / Σ αβ. The order of the
frames does not matter.

=========== ================================================== ==================
layer       what                                               parameters
=========== ================================================== ==================
stem        16 filters 3 × 3, stride 2, batch norm, ReLU       144 + 32
stages 1–4  two residual blocks each, of 16, 32, 64, 128       699,712
alpha       one dense unit of f                                129
beta        one dense unit of [f, f']                          257
dense1      7 classes of f'                                    903
dense2      7 classes of the last sum                          1,799
=========== ================================================== ==================

Together 702,976, a sixteenth of the paper's. Ours, for about 135 training clips of 32-pixel frames:
a quarter of ResNet-18's widths, grey frames, a stem without its 7 × 7 kernel and max-pool. The
authors' code (Open-Debin/Emotion-FAN) has both dense layers and trains one, by the kind of
attention; here both are added up. The last sum holds f', so that this is the same family of
functions. As in that code, a clip in training is a random frame of each of its thirds; tested are
all frames. Its weights come from FER+ and MS-Celeb-1M, and are not to be had: here all start
random, with which the authors' last point is out of reach.
"""

from typing import NamedTuple

import torch
from torch import nn

INPUTS = ("frames",)
SETTINGS = {
    "train_frames": {"type": "integer", "minimum": 1},
    "dropout": {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
}
WIDTHS = (16, 32, 64, 128)


class Attention(NamedTuple):
    """What the frames of clips weigh, and what comes of it.

    Attributes
    ----------
    self_weights, weights
        Of the first attention, and of both together, (N, T); a clip's add up to 1.
    clip, both
        f' (N, F), and the weighted sum of [f, f'] (N, 2 F).
    """

    self_weights: torch.Tensor
    weights: torch.Tensor
    clip: torch.Tensor
    both: torch.Tensor


class FAN(nn.Module):
    """A residual network within frames, two attentions across them.

    Parameters
    ----------
    n_classes
        Size of the output.
    train_frames
        Of a clip that are seen in training, drawn anew each time.
    dropout
        Share of the features that training hides from the attentions and the dense layers.
    """

    def __init__(self, n_classes: int, train_frames: int, dropout: float):
        super().__init__()
        self.train_frames = train_frames
        self.stem = nn.Sequential(
            nn.Conv2d(1, WIDTHS[0], 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(WIDTHS[0]),
            nn.ReLU(),
        )
        blocks, before = [], WIDTHS[0]
        for width in WIDTHS:
            blocks += [Residual(before, width, 1 if width == before else 2), Residual(width, width)]
            before = width
        self.stages = nn.Sequential(*blocks)
        self.dropout = nn.Dropout(dropout)
        self.alpha, self.beta = nn.Linear(before, 1), nn.Linear(2 * before, 1)
        self.dense1 = nn.Linear(before, n_classes)
        self.dense2 = nn.Linear(2 * before, n_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give logits (N, n_classes) for frames (N, T, height, width) between 0 and 1."""
        attention = self.attend(self.embed(self.draw_frames(x) if self.training else x))
        return self.dense1(self.dropout(attention.clip)) + self.dense2(self.dropout(attention.both))

    def draw_frames(self, x: torch.Tensor) -> torch.Tensor:
        """Draw a frame of each of `train_frames` equal parts of a clip (N, T, height, width)."""
        clips, frames = x.shape[:2]
        parts = min(self.train_frames, frames)
        starts = torch.arange(parts) * frames / parts
        drawn = starts + torch.rand(clips, parts) * frames / parts
        return x[torch.arange(clips)[:, None], drawn.long().clamp(max=frames - 1)]

    def embed(self, x: torch.Tensor) -> torch.Tensor:
        """Give each frame's features, (N, T, F)."""
        maps = self.stages(self.stem(x.flatten(0, 1)[:, None]))
        return maps.mean((2, 3)).unflatten(0, x.shape[:2])

    def attend(self, features: torch.Tensor) -> Attention:
        """Weigh frames by their features (N, T, F)."""
        alpha = self.alpha(self.dropout(features)).sigmoid()
        self_weights = alpha / alpha.sum(1, keepdim=True)
        clip = (self_weights * features).sum(1)
        pairs = torch.cat([features, clip[:, None].expand_as(features)], dim=2)
        weights = alpha * self.beta(self.dropout(pairs)).sigmoid()
        weights = weights / weights.sum(1, keepdim=True)
        both = (weights * pairs).sum(1)
        return Attention(self_weights[..., 0], weights[..., 0], clip, both)


class Residual(nn.Module):
    """ResNet's basic block: two convolutions 3 × 3 beside a shortcut.

    Parameters
    ----------
    inputs, outputs
        Channels.
    stride
        Of the first convolution; 2 halves the map.
    """

    def __init__(self, inputs: int, outputs: int, stride: int = 1):
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut.append(nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False))
            self.shortcut.append(nn.BatchNorm2d(outputs))
        self.relu = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give (N, outputs, height / stride, width / stride) for (N, inputs, height, width)."""
        return self.relu(self.convolutions(x) + self.shortcut(x))


def build(shape: tuple[int, ...], n_classes: int, settings: dict) -> nn.Module:
    """Make the network with fresh weights; `settings` gives `train_frames` and `dropout`."""
    return FAN(n_classes, settings["train_frames"], settings["dropout"])
