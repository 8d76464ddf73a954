"""TimeConvNet: windows of successive frames, convolved as one picture (Lee and Wong 2020).

After the abstract, since no code is public: "spatiotemporal encoding of time windowed video frame
sub-sequences" by convolution, in front of the backbone of an image network. Here the frames of a
window are the channels of its first convolution; the backbone is mini-Xception (Arriaga et al.
2017), one of its size for real time; a clip is cut into windows that do not overlap, the last of
which ends with the clip; the logits of its windows are averaged. Windows, backbone and averaging
are ours. The order of the frames matters within a window, that of the windows does not.

============ ==================================================== ======================
layer        (window, height, width)                              parameters (window of 5)
============ ==================================================== ======================
encoding     8 filters 3 × 3 over the window's frames, batch      376
             norm, ReLU
conv         8 filters 3 × 3, batch norm, ReLU                    592
blocks 1–4   twice depthwise 3 × 3 and pointwise, to 16, 32, 64,  824 + 2,672 + 9,440 +
             128 filters, max 3 × 3, beside a shortcut 1 × 1      35,264
classes      7 filters 3 × 3, averaged                            8,071
============ ==================================================== ======================

Together 57,239.
"""

import torch
from torch import nn

INPUTS = ("frames",)
SETTINGS = {"window": {"type": "integer", "minimum": 1}}
STEM, WIDTHS = 8, (16, 32, 64, 128)


class TimeConvNet(nn.Module):
    """mini-Xception over windows of frames.

    Parameters
    ----------
    window
        Frames of a window; a shorter clip is one window.
    n_classes
        Size of the output.
    """

    def __init__(self, window: int, n_classes: int):
        super().__init__()
        self.window = window
        self.encoding = _conv(window, STEM)
        self.backbone = nn.Sequential(
            _conv(STEM, STEM),
            *(Separable(a, b) for a, b in zip((STEM, *WIDTHS), WIDTHS, strict=False)),
            nn.Conv2d(WIDTHS[-1], n_classes, 3, padding=1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give logits (N, n_classes) for frames (N, T, height, width) between 0 and 1."""
        windows = x.shape[1] // self.window
        frames = x[:, -windows * self.window :].unflatten(1, (windows, self.window))
        maps = self.backbone(self.encoding(frames.flatten(0, 1)))
        return maps.mean((2, 3)).unflatten(0, (len(x), windows)).mean(1)


class Separable(nn.Module):
    """Xception's block: two separable convolutions and a pooling beside a shortcut.

    Parameters
    ----------
    inputs, outputs
        Channels.
    """

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.convolutions = nn.Sequential(
            *_separable(inputs, outputs),
            nn.ReLU(),
            *_separable(outputs, outputs),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        self.shortcut = nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride=2, bias=False), nn.BatchNorm2d(outputs)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give (N, outputs, height / 2, width / 2), rounded up, for (N, inputs, height, width)."""
        return self.convolutions(x) + self.shortcut(x)


def build(shape: tuple[int, ...], n_classes: int, settings: dict) -> nn.Module:
    """Make the network with fresh weights; `settings` gives `window`, frames."""
    return TimeConvNet(min(settings["window"], shape[0]), n_classes)


def _conv(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )


def _separable(inputs: int, outputs: int) -> tuple[nn.Module, ...]:
    return (
        nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs),
    )
