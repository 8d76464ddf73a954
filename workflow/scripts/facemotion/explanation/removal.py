"""Does the network rely on what a map marks? Deletion and insertion (Petsiuk et al. 2018).

Deleting a landmark means freezing it at its first-frame position. Landmarks are deleted in the
order of the map, most evidence first, while the probability of the predicted class is watched: the
faster it falls, the better the map. Insertion begins with the frozen clip. Pixels are frozen by
patches.
"""

import numpy as np
import torch
from torch import nn

from facemotion.explanation.attribution import freeze
from facemotion.models.prediction import predict

PATCHES = 8  # a side; an image has 64 patches where a face has 68 landmarks


def removal_curves(
    network: nn.Module,
    x: torch.Tensor,
    target: np.ndarray,
    order: np.ndarray,
    steps: int,
    insert: bool,
    pixels: bool,
) -> np.ndarray:
    """Watch the probability of the target classes while more and more places are frozen.

    Parameters
    ----------
    network
        Network in evaluation mode.
    x
        Clips (n, 2, 68, T), or of pixels (n, T, height, width).
    target
        Class of each clip (n,).
    order
        Places in the order of their removal, int (n, P): landmarks, or patches row by row.
    steps
        So many equal steps from no place to all.
    insert
        Begin with the frozen clip and give its places their motion back, in the same order.
    pixels
        Whether the clips are of pixels.

    Returns
    -------
    ndarray, shape (n, steps + 1)
    """
    still, everyone = freeze(x, pixels), np.arange(len(x))
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(order.shape[1])[None], axis=1)
    curves = []
    for step in range(steps + 1):
        taken = torch.from_numpy(
            spread_places(rank < round(step * order.shape[1] / steps), x.shape, pixels)
        )
        frozen = ~taken if insert else taken
        logits = predict(network, torch.where(frozen, still, x), everyone)
        curves.append(logits.softmax(1).numpy()[everyone, target])
    return np.stack(curves, axis=1)


def place_weights(maps: np.ndarray, pixels: bool) -> np.ndarray:
    """Add evidence up by place: landmarks of (n, 68, T), or patches of (n, y, x); (n, P)."""
    if not pixels:
        return maps.sum(axis=2)
    rows, columns = (_patch(size) for size in maps.shape[1:])
    weights = np.zeros((len(maps), PATCHES * PATCHES))
    np.add.at(weights.T, rows[:, None] * PATCHES + columns, maps.transpose(1, 2, 0))
    return weights


def spread_places(places: np.ndarray, shape: tuple[int, ...], pixels: bool) -> np.ndarray:
    """Mark what of clips of `shape` belongs to marked places (n, P); broadcasts over the clips."""
    if not pixels:
        return places[:, None, :, None]
    rows, columns = (_patch(size) for size in shape[2:])
    return places[:, rows[:, None] * PATCHES + columns][:, None]


def _patch(size: int) -> np.ndarray:
    """Return the patch number, 0 to 7, of each pixel along a side."""
    return np.arange(size) * PATCHES // size
