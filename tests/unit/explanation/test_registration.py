"""Maps at a layer, where they belong on the input."""

import pytest
import torch
from torch import nn

from facemotion.explanation.registration import cell_centres, to_input_grid
from facemotion.models.prediction import build_network

TCN = ({"network": "tcn", "input": "motion"}, (2, 68, 20))
SCN = ({"network": "scn", "input": "frames", "pooling_px": 2}, (20, 32, 32))


def plain_network(settings, shape):
    """Build a network that adds up what it sees: every convolution has weights of 1."""
    network = build_network(settings, torch.zeros(1, *shape), 7).eval()
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.constant_(module.weight, 1 / module.weight[0].numel())
            nn.init.zeros_(module.bias)
    return network


def response(network, layer, shape, cell):
    """Give what an impulse at a cell of the input does at the layer, on the grid of the input."""
    seen = {}
    hook = layer.register_forward_hook(lambda *parts: seen.update(at=parts[2].sum(1)))
    x = torch.zeros(1, *shape)
    x[(0, slice(None), *cell)] = 1
    with torch.no_grad():
        network(x)
    hook.remove()
    return to_input_grid(seen["at"], network, layer, shape[1:])[0]


def test_centres_by_hand():
    """A 2 × 2 kernel padded after its cell sees half a cell later; pooling by 3 / 2 adds one."""
    network = build_network(TCN[0], torch.zeros(1, *TCN[1]), 7)
    assert cell_centres(network, network.features.conv1) == [(1, 0), (1, 0)]
    assert cell_centres(network, network.features.conv2) == [(1, 0.5), (1, 0.5)]
    assert cell_centres(network, network.features.conv3) == [(2, 2.5), (2, 2.5)]
    network = build_network(SCN[0], torch.zeros(1, *SCN[1]), 7)
    assert cell_centres(network, network.features.block1[1]) == [(1, 0), (1, 0)]
    assert cell_centres(network, network.features.block3[1]) == [(4, 1.5), (4, 1.5)]


@pytest.mark.parametrize("cell", [(30, 9), (31, 10), (40, 7), (9, 12)])
@pytest.mark.parametrize(
    ("kind", "layer"),
    [
        (TCN, "features.conv2"), (TCN, "features.conv3"),
        (SCN, "features.block1.1"), (SCN, "features.block3.1"),
    ],
)  # fmt: skip
def test_an_impulse_peaks_where_it_is(kind, layer, cell):
    settings, shape = kind
    cell = tuple(min(at, size - 12) for at, size in zip(cell, shape[1:], strict=True))
    network = plain_network(settings, shape)
    found = response(network, network.get_submodule(layer), shape, cell)
    assert found[cell] > 0.7 * found.max()
    rows, columns = (torch.arange(size, dtype=torch.float32) for size in shape[1:])
    total = found.sum()
    step = cell_centres(network, network.get_submodule(layer))[0][0]
    assert (found.sum(1) @ rows / total).item() == pytest.approx(cell[0], abs=step / 2 - 0.4)
    assert (found.sum(0) @ columns / total).item() == pytest.approx(cell[1], abs=step / 2 - 0.4)


def test_linear_between_centres_and_constant_beyond():
    network = nn.Sequential(nn.MaxPool2d(2))
    cam = torch.tensor([[[0.0, 4.0]]])
    found = to_input_grid(cam, network, network[0], (2, 4))
    assert found[0].tolist() == [[0, 1, 3, 4], [0, 1, 3, 4]]  # centres at 0.5 and 2.5
