"""Where maps of a user's network are taken: layers that it names, or that are found in it."""

from collections import Counter

import torch
from torch import nn

from facemotion.errors import InputError
from facemotion.explanation.registration import cell_counts

# What follows a convolution and belongs to it.
PARTS = (
    nn.modules.batchnorm._NormBase, nn.GroupNorm, nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.ELU,
    nn.GELU, nn.SiLU, nn.Mish, nn.Tanh, nn.Sigmoid,
)  # fmt: skip


def choose_layers(
    network: nn.Module, shape: tuple[int, ...], named: list[str] | None, choice: str
) -> list[str]:
    """Choose the modules of a network where activation maps are taken.

    Found are the last convolution that keeps the input's size, and the last one, each with the norm
    and activation that follow; none whose cells do not lie on the input as the convolutions and
    poolings before it would have them (`facemotion.explanation.registration.cell_counts`).

    Parameters
    ----------
    network
        Any; it is shown a clip of zeros.
    shape
        Of a clip: (2, 68, T) or (T, height, width).
    named
        Modules of the network, as `features.conv2`; None: found.
    choice
        The network, for an error.

    Raises
    ------
    InputError
        A named module is not there, or gives no map over the input's axes.
    """
    order, shapes = _watch(network, shape)
    size = tuple(shape[1:])
    if named is None:
        mapped = _convolutions(network, order, shapes, size)
        same = [name for name, cells in mapped.items() if cells == size]
        return list(dict.fromkeys([*same[-1:], *list(mapped)[-1:]]))
    for name in named:
        _check(network, name, shapes, size, choice)
    return named


def _convolutions(network, order: list[str], shapes: dict, size) -> dict[str, tuple[int, ...]]:
    """Return the last part of each convolution that has maps, with their height and width."""
    modules, calls = dict(network.named_modules()), Counter(order)
    defined = {name: place for place, name in enumerate(modules)}
    found = {}
    for at, name in enumerate(order):
        convolves = isinstance(modules[name], nn.Conv2d) and calls[name] == 1
        if not convolves or not _is_mapped(network, name, shapes, size):
            continue
        last = name
        for part in order[at + 1 :]:
            belongs = isinstance(modules[part], PARTS) and calls[part] == 1
            if not belongs or defined[part] < defined[last]:
                break
            last = part
        found[last] = shapes[name][2:]
    return found


def _is_mapped(network: nn.Module, name: str, shapes: dict, size: tuple[int, ...]) -> bool:
    shape = shapes.get(name, ())
    return len(shape) == 4 and shape[2:] == cell_counts(network, network.get_submodule(name), size)


def _check(network: nn.Module, name: str, shapes: dict, size, choice: str) -> None:
    if name not in dict(network.named_modules()) or not name:
        known = [n for n, shape in shapes.items() if len(shape) == 4]
        raise InputError(
            f"{choice} has no layer {name!r}; its layers with maps over two axes: "
            f"{', '.join(known) or 'none'}."
        )
    if not _is_mapped(network, name, shapes, size):
        raise InputError(
            f"{choice}: layer {name!r} gives {shapes.get(name, 'nothing')}, whose cells do not "
            f"match the input {size} under the convolutions and poolings before it, so it has no "
            "map; name another layer, or none: integrated gradients are always available."
        )


def _watch(network: nn.Module, shape: tuple[int, ...]) -> tuple[list[str], dict[str, tuple]]:
    """Give the modules without parts in the order of their calls, and the shapes that all give."""
    order: list[str] = []
    shapes: dict[str, tuple[int, ...]] = {}

    def watcher(name: str, leaf: bool):
        def watch(_module, _input, output) -> None:
            if leaf:
                order.append(name)
            if isinstance(output, torch.Tensor):
                shapes[name] = tuple(output.shape)

        return watch

    hooks = [
        module.register_forward_hook(watcher(name, not [*module.children()]))
        for name, module in network.named_modules()
        if name
    ]
    device = next(network.parameters()).device
    training = network.training
    with torch.no_grad():
        network.eval()(torch.zeros(1, *shape, device=device))
    network.train(training)
    for hook in hooks:
        hook.remove()
    return order, shapes
