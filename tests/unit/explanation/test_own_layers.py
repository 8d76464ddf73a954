"""Where maps of a user's network are taken."""

import pytest
import torch
from torch import nn

from facemotion.errors import InputError
from facemotion.explanation.attribution import attribute, hires_cam, method_names
from facemotion.explanation.own_layers import choose_layers
from facemotion.explanation.registration import cell_centres, cell_counts, to_input_grid

SHAPE = (2, 68, 20)


class Net(nn.Module):
    """Modules are defined in another order than they are called in, as people do."""

    def __init__(self, turned=False):
        super().__init__()
        self.turned = turned
        self.conv1 = nn.Conv2d(20 if turned else 2, 3, 3, padding="same")
        self.norm1 = nn.BatchNorm2d(3)
        self.act1 = nn.ReLU()
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.conv2 = nn.Conv2d(3, 4, (3, 1), dilation=(2, 1))
        self.act = nn.ReLU()
        self.gate = nn.Conv2d(4, 4, 1)
        self.dense = nn.LazyLinear(7)

    def forward(self, x):
        x = x.permute(0, 3, 1, 2) if self.turned else x
        x = self.pool(self.act1(self.norm1(self.conv1(x))))
        if self.turned:
            return self.dense(x.flatten(1))
        x = self.conv2(x)
        weight = self.gate(self.act(x).mean((2, 3), keepdim=True))
        return self.dense((x * weight).flatten(1))


@pytest.fixture
def network():
    torch.manual_seed(0)
    made = Net()
    made(torch.zeros(2, *SHAPE))
    return made.eval()


def test_the_last_layer_of_the_input_s_size_and_the_last_one_are_found(network):
    """With the norm and activation after them; the gate has one cell, which is no map."""
    assert choose_layers(network, SHAPE, None, "mine:Net") == ["act1", "act"]
    settings = {"network": "mine:Net", "input": "motion"}
    methods = method_names(network, settings, SHAPE)
    assert methods == [
        "gradcam_act1", "hirescam_act1", "gradcam_act", "hirescam_act", "integrated_gradients",
    ]  # fmt: skip
    x, target = torch.randn(2, *SHAPE), torch.tensor([1, 2])
    for method in methods:
        assert attribute(network, settings, method, x, target, 2).shape == (2, 68, 20)


def test_layers_that_are_named_are_taken(network):
    settings = {"network": "mine:Net", "input": "motion", "layers": ["conv2"]}
    assert method_names(network, settings, SHAPE)[:-1] == ["gradcam_conv2", "hirescam_conv2"]
    x, target = torch.randn(2, *SHAPE), torch.tensor([1, 2])
    raw = hires_cam(network, network.conv2, x, target)
    expected = to_input_grid(raw, network, network.conv2, (68, 20))
    assert torch.equal(attribute(network, settings, "hirescam_conv2", x, target, 2), expected)


def test_parts_of_parts_have_names_without_dots():
    network = nn.Sequential(nn.Sequential(nn.Conv2d(2, 1, 1)), nn.Flatten(), nn.Linear(1360, 7))
    settings = {"network": "mine:Net", "input": "motion"}
    methods = method_names(network, settings, SHAPE)
    assert methods == ["gradcam_0_0", "hirescam_0_0", "integrated_gradients"]
    x, target = torch.randn(2, *SHAPE), torch.tensor([1, 2])
    found = attribute(network, settings, "hirescam_0_0", x, target, 2)
    assert torch.allclose(found, hires_cam(network, network[0][0], x, target))


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("conv9", r"mine:Net has no layer 'conv9'; its layers with maps over two axes: conv1, nor"),
        ("gate", r"layer 'gate' gives \(1, 4, 1, 1\), whose cells do not match the input \(68, 2"),
        ("dense", r"layer 'dense' gives \(1, 7\), whose cells do not match the input"),
    ],
)
def test_a_layer_without_maps_is_one_sentence(network, named, sentence):
    with pytest.raises(InputError, match=sentence):
        choose_layers(network, SHAPE, [named], "mine:Net")


def test_a_network_that_turns_its_input_has_integrated_gradients_alone():
    """Its convolutions see landmark × axis; a map of these would be read as landmark × frame."""
    turned = Net(turned=True)
    turned(torch.zeros(2, *SHAPE))
    assert choose_layers(turned, SHAPE, None, "mine:Net") == []


def test_the_network_is_left_as_it_was(network):
    for training in (True, False):
        choose_layers(network.train(training), SHAPE, None, "mine:Net")
        assert network.training is training
        assert network.norm1.num_batches_tracked == 1  # of the fixture
    assert not any(module._forward_hooks for module in network.modules())


def test_cells_by_hand(network):
    """68 × 20; pooled to 34 × 10; a kernel of 3 with gaps of one reaches 5: 30 × 10."""
    assert cell_counts(network, network.act1, (68, 20)) == (68, 20)
    assert cell_counts(network, network.conv2, (68, 20)) == (30, 10)
    assert cell_counts(network, network.pool, (67, 19)) == (34, 10)  # ceil_mode
    assert cell_centres(network, network.conv1) == [(1, 0), (1, 0)]
    # Pooling: 0.5, 2.5, …; the first of five such rows is two steps before the cell's centre.
    assert cell_centres(network, network.conv2) == [(2, 0.5 + 2 * 2), (2, 0.5)]
