"""SCN: a convolutional network over stacked frames (Gund et al., section IV-B-1).

The grey frames of a clip (20 in the paper) are the channels of one image. The parameter count of
the paper, 5,647,943, cannot be reached from its text: without pooling before the dense layer,
224 × 224 pixels give 52,539,271. An adaptive average pooling to 8 × 8, the setting `pooling_px`,
comes nearest.

========= ==================================================== ====================
layer     (20 frames, height, width)                           parameters
========= ==================================================== ====================
block1    twice 64 filters 3 × 3, batch norm, ReLU; max 2 × 2  48,512 + 256
block2    twice 128, as above                                  221,440 + 512
block3    twice 256, as above                                  885,248 + 1,024
pool      average to pooling_px × pooling_px, if larger
dense1    256, ReLU                                            4,194,560 (8 × 8)
dense2    7                                                    1,799
========= ==================================================== ====================

Together 5,353,351. Of 32 × 32 pixels the last map is 4 × 4, so there dense1 has 1,048,832.
"""

from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional

FILTERS = (64, 128, 256)

INPUTS = ("frames",)
SETTINGS = {"pooling_px": {"type": ["integer", "null"], "minimum": 1}}
# Where activation maps are taken: the last layer that keeps the input's size, and the last one.
LAYERS = {"conv1": "features.block1.1", "conv3": "features.block3.1"}


class SCN(nn.Module):
    """The text's SCN.

    Parameters
    ----------
    frames, height, width
        Size of the input.
    n_classes
        Size of the output.
    pooling_px
        Largest side of the map that the dense layer sees; None keeps the last block's.
    """

    def __init__(
        self, frames: int, height: int, width: int, n_classes: int, pooling_px: int | None
    ):
        super().__init__()
        blocks = OrderedDict()
        for k, (inputs, outputs) in enumerate(zip((frames, *FILTERS), FILTERS, strict=False), 1):
            blocks[f"block{k}"] = nn.Sequential(
                _conv(inputs, outputs), _conv(outputs, outputs), nn.MaxPool2d(2)
            )
        self.features = nn.Sequential(blocks)
        side = tuple(_pooled(size // 8, pooling_px) for size in (height, width))
        self.classifier = nn.Sequential(
            OrderedDict(
                pool=AveragePool((height // 8, width // 8), side),
                flatten=nn.Flatten(),
                dense1=nn.Linear(FILTERS[-1] * side[0] * side[1], 256),
                relu=nn.ReLU(),
                dense2=nn.Linear(256, n_classes),
            )
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give logits (N, n_classes) for frames (N, T, height, width) between 0 and 1."""
        return self.classifier(self.features(x))


class AveragePool(nn.AdaptiveAvgPool2d):
    """Adaptive average pooling by matrices, since torch's gradient is not deterministic on a GPU.

    Parameters
    ----------
    size, side
        Height and width of the maps, before and after. Maps of the right size pass as they are.
    """

    def __init__(self, size: tuple[int, int], side: tuple[int, int]):
        super().__init__(side)
        self._passes = size == side
        for name, before, after in zip(("rows", "columns"), size, side, strict=True):
            cells = functional.adaptive_avg_pool1d(torch.eye(before)[None], after)[0]
            self.register_buffer(name, cells.T.contiguous(), persistent=False)

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Average maps (N, C, height, width) over cells that cover them evenly."""
        return maps if self._passes else self.rows @ maps @ self.columns.T


def build(shape: tuple[int, ...], n_classes: int, settings: dict) -> nn.Module:
    """Make the network with fresh weights; `settings` gives `pooling_px`."""
    frames, height, width = shape
    return SCN(frames, height, width, n_classes, settings["pooling_px"])


def _pooled(size: int, most: int | None) -> int:
    """Give the side of the pooled map; averaging to a larger one would only repeat cells."""
    return size if most is None else min(size, most)


def _conv(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()
    )
