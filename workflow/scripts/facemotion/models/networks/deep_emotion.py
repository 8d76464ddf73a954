"""Deep-Emotion: a small network with a spatial transformer (Minaee et al. 2019, 2021).

It sees one picture of 48 × 48 pixels, here the last frame of a clip, which is resized for it. A
localisation network looks at the picture and says which part of the feature map counts: the 9 × 9
map is sampled on a grid that an affine transform moved, at first the identity.

============ ================================================ ==================
layer        (channels, height, width)                        parameters
============ ================================================ ==================
features     twice 10 filters 3 × 3, max 2 × 2; twice again   100 + 3 × 910
localisation 8 filters 3 × 3, max 4 × 4, 10 filters 3 × 3,    80 + 730
             max 4 × 4
regression   dense 32, dense 6                                2,912 + 198
dense1       50 of the (10, 9, 9) sampled features            40,550
dense2       7                                                357
============ ================================================ ==================

Together 47,657. The authors have published no code. The reading is that of the public
re-implementation kaushal-k/Deep-Emotion: the text leaves open the size of the localisation's
kernels and poolings, which there are such that 90 numbers reach the regression, and has the
features, not the picture, sampled. Which frame of a clip is seen is our choice, the apex of CK+'s.
"""

import torch
from torch import nn
from torch.nn import functional

INPUTS = ("frames",)
SETTINGS = {"dropout": {"type": "number", "minimum": 0, "exclusiveMaximum": 1}}
SIDE, MAP = 48, 9  # pixels of the picture, and of the feature map
FILTERS = 10


class DeepEmotion(nn.Module):
    """Features of one picture, sampled where a localisation network says, and two dense layers.

    Parameters
    ----------
    height, width
        Of the input's frames, in pixels.
    n_classes
        Size of the output.
    dropout
        Share of the feature map that is hidden in training.
    """

    def __init__(self, height: int, width: int, n_classes: int, dropout: float):
        super().__init__()
        # Fixed matrices, since torch's own resizing has no gradient on a GPU that is the same
        # every time.
        self.register_buffer("rows", _resizing(height), persistent=False)
        self.register_buffer("columns", _resizing(width), persistent=False)
        self.features = nn.Sequential(
            nn.Conv2d(1, FILTERS, 3),
            nn.ReLU(),
            nn.Conv2d(FILTERS, FILTERS, 3),
            nn.MaxPool2d(2),
            nn.ReLU(),
            nn.Conv2d(FILTERS, FILTERS, 3),
            nn.ReLU(),
            nn.Conv2d(FILTERS, FILTERS, 3),
            nn.MaxPool2d(2),
            nn.ReLU(),
            nn.Dropout(dropout),
        )
        self.localisation = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1),
            nn.MaxPool2d(4),
            nn.ReLU(),
            nn.Conv2d(8, 10, 3, padding=1),
            nn.MaxPool2d(4),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(90, 32),
            nn.ReLU(),
            nn.Linear(32, 6),
        )
        nn.init.zeros_(self.localisation[-1].weight)
        self.localisation[-1].bias.data.copy_(torch.tensor([1.0, 0, 0, 0, 1, 0]))
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(FILTERS * MAP * MAP, 50),
            nn.ReLU(),
            nn.Linear(50, n_classes),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give logits (N, n_classes) for frames (N, T, height, width) between 0 and 1."""
        picture = (2 * (self.rows @ x[:, -1] @ self.columns.T) - 1)[:, None]
        transform = self.localisation(picture).float().unflatten(1, (2, 3))
        return self.classifier(sample(self.features(picture), transform))


def sample(maps: torch.Tensor, transform: torch.Tensor) -> torch.Tensor:
    """Sample maps bilinearly on a grid that is moved (Jaderberg et al. 2015, equations 1 and 5).

    As `torch.nn.functional.grid_sample`, whose gradient on a GPU is not the same every time.

    Parameters
    ----------
    maps
        (N, C, height, width).
    transform
        (N, 2, 3): from a place (x, y, 1) of the result to the place in `maps`, where the centres
        of the corners are at -1 and 1. Outside, maps are zero.
    """
    height, width = maps.shape[2:]
    y, x = torch.meshgrid(
        torch.linspace(-1, 1, height, device=maps.device),
        torch.linspace(-1, 1, width, device=maps.device),
        indexing="ij",
    )
    grid = torch.stack([x, y, torch.ones_like(x)]).flatten(1)  # (3, height × width)
    # In elementwise products, which mixed precision leaves alone.
    places = (transform[..., None] * grid).sum(2)  # (N, 2, height × width)
    across = _weights(places[:, 0], width)
    down = _weights(places[:, 1], height)
    weights = (down[..., :, None] * across[..., None, :]).flatten(2)
    return torch.einsum("ncp,nqp->ncq", maps.flatten(2).float(), weights).unflatten(
        2, (height, width)
    )


def _weights(places: torch.Tensor, size: int) -> torch.Tensor:
    """Give how much each of `size` cells counts at places (N, P) between -1 and 1: (N, P, size)."""
    cells = torch.arange(size, device=places.device)
    return (1 - ((places + 1) * (size - 1) / 2)[..., None].sub(cells).abs()).clamp(min=0)


def _resizing(size: int) -> torch.Tensor:
    """Make the matrix (SIDE, size) that resizes an axis linearly, as torch does."""
    resized = functional.interpolate(torch.eye(size)[None], SIDE, mode="linear")
    return resized[0].T.contiguous()


def build(shape: tuple[int, ...], n_classes: int, settings: dict) -> nn.Module:
    """Make the network with fresh weights; `settings` gives `dropout`."""
    _, height, width = shape
    return DeepEmotion(height, width, n_classes, settings["dropout"])
