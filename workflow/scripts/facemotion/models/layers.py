"""Layers of a network, read from the network itself."""

import torch
from torch import nn

# Modules that count as layers, in words; others belong to the layer before them.
KINDS = {
    nn.Conv2d: lambda m: f"conv {m.out_channels} × {_by(m.kernel_size)}",
    nn.MaxPool2d: lambda m: f"max-pool {_by(m.kernel_size)}, stride {m.stride}",
    nn.AdaptiveAvgPool2d: lambda m: f"average-pool to {_by(m.output_size)}",
    nn.Linear: lambda m: f"dense {m.out_features}",
    nn.LSTM: lambda m: f"LSTM {m.hidden_size}",
}
PARTS = {nn.BatchNorm1d: "batch norm", nn.BatchNorm2d: "batch norm", nn.ReLU: "ReLU"}


def describe_layers(network: nn.Module, shape: tuple[int, ...]) -> list[dict]:
    """Describe the layers in the order in which a clip passes them.

    Parameters
    ----------
    network
        Network in any mode; it is run on a clip of zeros.
    shape
        Shape of a clip, without N.

    Returns
    -------
    list of dict
        `words`, such as "conv 64 × 3 × 3, batch norm, ReLU"; `output`, the shape of what it gives,
        without N; `parameters`. The first is the input.
    """
    layers = [{"words": "input", "output": list(shape), "parameters": 0}]

    def watch(module: nn.Module, _, output) -> None:
        parameters = sum(p.numel() for p in module.parameters(recurse=False))
        describe = next((words for kind, words in KINDS.items() if isinstance(module, kind)), None)
        if describe:
            output = output[0] if isinstance(output, tuple) else output
            words, given = describe(module), list(output.shape[1:])
            layers.append({"words": words, "output": given, "parameters": parameters})
        elif type(module) in PARTS:
            layers[-1]["words"] += f", {PARTS[type(module)]}"
            layers[-1]["parameters"] += parameters

    hooks = [m.register_forward_hook(watch) for m in network.modules() if not [*m.children()]]
    device = next(network.parameters()).device
    with torch.inference_mode():
        network.eval()(torch.zeros(1, *shape, device=device))
    for hook in hooks:
        hook.remove()
    return layers


def _by(size: int | tuple[int, ...]) -> str:
    pair = size if isinstance(size, tuple) else (size, size)
    return " × ".join(map(str, pair))
