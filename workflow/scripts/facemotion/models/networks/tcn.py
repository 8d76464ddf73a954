"""TCN: a small convolutional network over landmark × time (Gund et al., section IV-B-2).

The paper gives the layers in words and 330,119 trainable parameters. The count fixes what the
words leave open: "same" padding (which for the even 2 × 2 kernel pads right and bottom, as Keras
does), pooling without padding, and a second pooling that the text does not mention.

========= ============================================== ================ ==========
layer     (input channels, landmarks, frames)            output           parameters
========= ============================================== ================ ==========
conv1     64 filters 3 × 3, batch norm, ReLU             (64, 68, 20)     1,216 + 128
conv2     128 filters 2 × 2, batch norm, ReLU            (128, 68, 20)    32,896 + 256
pool1     max 3 × 3, stride 2                            (128, 33, 9)
conv3     64 filters 2 × 2, batch norm, ReLU             (64, 33, 9)      32,832 + 128
pool2     max 3 × 3, stride 2                            (64, 16, 4)
dense1    64, ReLU                                       64               262,208
dense2    7                                              7                455
========= ============================================== ================ ==========

That is for 20 frames and 7 classes; dense1 grows with the frames. conv2 keeps landmark × frame, but
for the half cell by which its one-sided padding shifts it; conv3 has a cell for two by two.
"""

from collections import OrderedDict

import torch
from torch import nn

INPUTS = ("image", "motion", "frontal", "differences")
MIN_FRAMES = 7  # what the two poolings leave one of
# Where activation maps are taken: the last layer that keeps the input's size, and the last one.
LAYERS = {"conv2": "features.conv2", "conv3": "features.conv3"}


class TCN(nn.Module):
    """The paper's TCN.

    Parameters
    ----------
    channels, landmarks, frames
        Size of the input.
    n_classes
        Size of the output.
    """

    def __init__(self, channels: int, landmarks: int, frames: int, n_classes: int):
        super().__init__()
        self.features = nn.Sequential(
            OrderedDict(
                conv1=_block(channels, 64, 3),
                conv2=_block(64, 128, 2),
                pool1=nn.MaxPool2d(3, stride=2),
                conv3=_block(128, 64, 2),
                pool2=nn.MaxPool2d(3, stride=2),
            )
        )
        self.classifier = nn.Sequential(
            OrderedDict(
                flatten=nn.Flatten(),
                dense1=nn.Linear(64 * _pooled(landmarks) * _pooled(frames), 64),
                relu=nn.ReLU(),
                dense2=nn.Linear(64, n_classes),
            )
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give logits (N, n_classes) for (N, channels, landmarks, frames)."""
        return self.classifier(self.features(x))


def build(shape: tuple[int, ...], n_classes: int, settings: dict) -> nn.Module:
    """Make the network with fresh weights; it has no settings."""
    return TCN(*shape, n_classes)


def _pooled(size: int) -> int:
    """Give what both poolings leave of an axis."""
    for _ in range(2):
        size = (size - 3) // 2 + 1
    return size


def _block(inputs: int, outputs: int, kernel: int) -> nn.Sequential:
    """Convolve without changing the size; what an even kernel leaves over is padded at the end."""
    before, after = (kernel - 1) // 2, kernel // 2
    return nn.Sequential(
        nn.ZeroPad2d((before, after, before, after)),
        nn.Conv2d(inputs, outputs, kernel),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )
