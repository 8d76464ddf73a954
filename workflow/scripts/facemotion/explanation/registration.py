"""Bring a map at a layer to the input's grid, each cell to the centre of what it sees.

A layer that pads on one side only, or pools, sees with its cell k not the k-th part of the input:
each cell is put where the centre of its receptive field lies (Araujo, Norris and Sim 2019), and
between the cells the map is interpolated linearly.
"""

from collections.abc import Iterator
from typing import NamedTuple

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
        Network and layer of the map.
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
    for window in _windows(network, layer):
        starts += steps * ((window.reach - 1) / 2 - window.before)
        steps *= window.stride
    return list(zip(steps.tolist(), starts.tolist(), strict=True))


def cell_counts(network: nn.Module, layer: nn.Module, size: tuple[int, int]) -> tuple[int, int]:
    """Count the cells of a layer over an input of `size`, by the assumption of `cell_centres`."""
    cells = np.array(size)
    for window in _windows(network, layer):
        steps = (cells + window.before + window.after - window.reach) / window.stride
        cells = (np.ceil(steps) if window.ceil else np.floor(steps)).astype(int) + 1
    return int(cells[0]), int(cells[1])


class _Window(NamedTuple):
    """What one module looks at for a cell, by axis; padding alone reaches one cell."""

    reach: np.ndarray
    stride: np.ndarray
    before: np.ndarray
    after: np.ndarray
    ceil: bool = False


def _windows(network: nn.Module, layer: nn.Module) -> Iterator[_Window]:
    """Return the windows of the modules up to a layer, in the order of their definition."""
    last = [*layer.modules()][-1]
    one = np.ones(2, int)
    for module in network.modules():
        if isinstance(module, nn.ZeroPad2d):
            left, right, top, bottom = module.padding
            yield _Window(one, one, np.array([top, left]), np.array([bottom, right]))
        elif isinstance(module, WINDOWED):
            kernel, stride, dilation = (
                np.broadcast_to(getattr(module, name, 1), 2)
                for name in ("kernel_size", "stride", "dilation")
            )
            reach = dilation * (kernel - 1) + 1
            before, after = _padding(module.padding, reach)
            yield _Window(reach, stride, before, after, getattr(module, "ceil_mode", False))
        if module is last:
            break


def _padding(padding: str | int | tuple, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what is padded before and after each axis."""
    if padding == "same":
        return (reach - 1) // 2, (reach - 1) - (reach - 1) // 2
    both = np.broadcast_to(0 if padding == "valid" else padding, 2)
    return both, both
