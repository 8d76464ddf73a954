"""Bring a map at a layer to the input's grid, each cell to the centre of what it sees.

A layer that pads on one side only, or pools, sees with its cell k not the k-th part of the input:
each cell is put where the centre of its receptive field lies (Araujo, Norris and Sim 2019), and
between the cells the map is interpolated linearly.
"""

import numpy as np
import torch
from torch import nn

WINDOWED = (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)


def to_input_grid(cam: torch.Tensor, network: nn.Module, layer: nn.Module, size) -> torch.Tensor:
    """Interpolate maps at a layer on the grid of the input.

    Parameters
    ----------
    cam
        (n, height, width) of the layer.
    network, layer
        What the map was taken of.
    size
        Height and width of the input.

    Returns
    -------
    Tensor of float32, shape (n, *size)
        Beyond the outermost centres, the outermost cells.
    """
    for axis, (step, start) in enumerate(cell_centres(network, layer)):
        cells, places = cam.shape[axis + 1], np.arange(size[axis])
        at = np.clip((places - start) / step, 0, cells - 1)
        left = np.minimum(at.astype(int), max(cells - 2, 0))
        weight = np.zeros((size[axis], cells), "f4")
        weight[places, np.minimum(left + 1, cells - 1)] = at - left
        weight[places, left] += 1 - (at - left)
        cam = torch.moveaxis(cam, axis + 1, -1) @ torch.from_numpy(weight.T).to(cam)
        cam = torch.moveaxis(cam, -1, axis + 1)
    return cam.float()


def cell_centres(network: nn.Module, layer: nn.Module) -> list[tuple[float, float]]:
    """Say where on the input a layer's cells are centred: at start + step k, for both axes.

    The modules of the network up to the layer must work one after the other, in the order of their
    definition.
    """
    steps, starts = np.ones(2), np.zeros(2)
    last = [*layer.modules()][-1]
    for module in network.modules():
        if isinstance(module, nn.ZeroPad2d):
            left, _, top, _ = module.padding
            starts -= steps * [top, left]
        elif isinstance(module, WINDOWED):
            kernel, stride, padding = (
                np.broadcast_to(getattr(module, name), 2)
                for name in ("kernel_size", "stride", "padding")
            )
            starts += steps * ((kernel - 1) / 2 - padding)
            steps *= stride
        if module is last:
            break
    return list(zip(steps.tolist(), starts.tolist(), strict=True))
