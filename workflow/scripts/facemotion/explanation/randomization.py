"""Does a map depend on what the network has learned? Cascading randomisation (Adebayo et al. 2018).

Layer by layer, from the output down, weights are redrawn, and each map is compared with the one
of the trained network. A map that hardly changes shows the clip, not the network.
"""

import copy
from collections.abc import Iterator

import numpy as np
import torch
from scipy.stats import rankdata
from torch import nn


def randomize_cascade(network: nn.Module, seed: int) -> Iterator[tuple[str, nn.Module]]:
    """Return copies of a network in which one layer more has random weights, from the output down.

    Yields
    ------
    name
        Name of the layer randomised last. A batch norm belongs to the layer before it.
    network
        Network in evaluation mode; the same object is changed further in the next step.
    """
    torch.manual_seed(seed)
    changed = copy.deepcopy(network).eval()
    waiting = []
    for name, module in reversed(_layers(changed)):
        waiting.append(module)
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            continue
        for layer in waiting:
            _draw_anew(layer)
        waiting = []
        yield name, changed


def rank_correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return Spearman's rank correlation of each pair of maps (n, …), as an ndarray (n,).

    A constant map has no ranks: its correlation is 0, as with a map that has nothing to do with it.
    """
    x, y = (rankdata(m.reshape(len(m), -1), axis=1) for m in (a, b))
    x, y = x - x.mean(1, keepdims=True), y - y.mean(1, keepdims=True)
    size = np.sqrt((x**2).sum(1) * (y**2).sum(1))
    return np.divide((x * y).sum(1), size, out=np.zeros(len(x)), where=size > 0)


def _draw_anew(layer: nn.Module) -> None:
    """Draw weights as when the layer was made; shuffle them where it does not say how that is."""
    if hasattr(layer, "reset_parameters"):
        layer.reset_parameters()
        return
    with torch.no_grad():
        for weight in layer.parameters(recurse=False):
            flat = weight.flatten()
            weight.copy_(flat[torch.randperm(len(flat))].view_as(weight))


def _layers(network: nn.Module) -> list[tuple[str, nn.Module]]:
    """Return the modules that hold weights of their own, in the order of the definition."""
    return [(n, m) for n, m in network.named_modules() if list(m.parameters(recurse=False))]
