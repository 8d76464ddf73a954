"""Maps of tiny networks with weights that one can check on paper."""

import numpy as np
import pytest
import torch
from torch import nn

from facemotion.errors import InputError
from facemotion.explanation.agreement import Evidence, evidence
from facemotion.explanation.attribution import (
    attribute,
    check_explainable,
    freeze,
    grad_cam,
    hires_cam,
    integrated_gradients,
    method_names,
)
from facemotion.models.declarations import network_names, read_declaration
from facemotion.models.prediction import build_network

X = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
TARGET = torch.tensor([0])
TCN = {"network": "tcn", "input": "motion"}


@pytest.fixture
def tiny():
    """One logit reads x at the top left, less 2 x, the second channel, at the bottom right."""
    conv = nn.Conv2d(1, 2, 1, bias=False)
    dense = nn.Linear(8, 2, bias=False)
    with torch.no_grad():
        conv.weight[:] = torch.tensor([1.0, 2.0])[:, None, None, None]
        dense.weight[0] = torch.tensor([1.0, 0, 0, 0, 0, 0, 0, -1.0])
        dense.weight[1] = 0
    return nn.Sequential(conv, nn.Flatten(), dense).eval()


def test_hires_cam_by_hand(tiny):
    """Gradients are the weights: 1 · x at the top left, -1 · 2 x at the bottom right."""
    found = hires_cam(tiny, tiny[0], X, TARGET)
    assert found.tolist() == [[[1, 0], [0, -8]]]


def test_grad_cam_by_hand(tiny):
    """The mean gradients are 1/4 and -1/4, so the map is x/4 - 2 x/4, whatever place counts."""
    found = grad_cam(tiny, tiny[0], X, TARGET)
    assert found.tolist() == [[[-0.25, -0.5], [-0.75, -1.0]]]


def test_integrated_gradients_by_hand():
    """A linear logit: weight times what has changed since the first frame, x and y added."""
    weight = torch.tensor([[[1.0, 2.0, 3.0]], [[0.0, -1.0, 1.0]]])  # (x and y, landmark, frame)
    network = nn.Sequential(nn.Flatten(), nn.Linear(6, 1, bias=False))
    network[1].weight.data = weight.reshape(1, 6)
    clip = torch.tensor([[[[5.0, 6.0, 9.0]], [[1.0, 1.0, 3.0]]]])
    found = integrated_gradients(network, clip, TARGET, steps=4, pixels=False)
    assert found.numpy() == pytest.approx(np.array([[[0, 2 * 1, 3 * 4 + 1 * 2]]]))


def test_integrated_gradients_add_up_to_the_difference_of_logits():
    torch.manual_seed(0)
    network = build_network(TCN, torch.zeros(1, 2, 68, 20), 7).eval()
    clips = torch.randn(3, 2, 68, 20).cumsum(-1) / 10
    target = torch.tensor([0, 3, 6])
    maps = integrated_gradients(network, clips, target, steps=200, pixels=False)
    with torch.no_grad():
        change = (network(clips) - network(freeze(clips, False)))[torch.arange(3), target]
    assert maps.sum((1, 2)).numpy() == pytest.approx(change.numpy(), abs=0.01)


def test_a_frozen_clip_has_no_evidence_of_motion():
    torch.manual_seed(0)
    network = build_network(TCN, torch.zeros(1, 2, 68, 20), 7).eval()
    still = freeze(torch.randn(1, 2, 68, 20), False)
    assert not integrated_gradients(network, still, TARGET, steps=8, pixels=False).any()


def test_freezing_repeats_the_first_frame():
    clip = torch.arange(2 * 3 * 20.0).reshape(1, 2, 3, 20)
    assert (freeze(clip, False) == clip[..., :1]).all()
    stack = torch.arange(20 * 4.0).reshape(1, 20, 2, 2)
    assert (freeze(stack, True) == stack[:, :1]).all()


class Planted(nn.Module):
    """Heeds landmarks 40 to 44 in frames 10 to 14 alone, by hand-set weights."""

    CELLS = (slice(40, 45), slice(10, 15))

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(2, 1, 1, bias=False), nn.ReLU())
        nn.init.ones_(self.features[0].weight)
        self.dense = nn.Linear(68 * 20, 2, bias=False)
        weight = torch.zeros(2, 68, 20)
        weight[0][self.CELLS] = 1
        self.dense.weight.data = weight.flatten(1)

    def forward(self, x):
        return self.dense(self.features(x).flatten(1))


def planted_scores(maps: np.ndarray) -> tuple[float, float]:
    cells = np.zeros((1, 68, 20), bool)
    cells[0][Planted.CELLS] = True
    found = Evidence(evidence(maps).reshape(1, -1)).agreement(cells.reshape(1, -1))
    return found["mass"][0], found["rank"][0]


@pytest.mark.parametrize("method", [hires_cam, integrated_gradients])
def test_a_planted_region_is_found_and_swapped_axes_are_not(method):
    network = Planted().eval()
    clip = torch.rand(1, 2, 68, 20, generator=torch.Generator().manual_seed(1))
    clip[..., 0] = 0
    last = (network.features, clip, TARGET) if method is hires_cam else (clip, TARGET, 8, False)
    maps = method(network, *last).numpy()
    assert maps.shape == (1, 68, 20)
    precision, recall = planted_scores(maps)
    assert precision == pytest.approx(1, abs=1e-6)
    assert recall == 1
    # The same numbers, read along the wrong axes: (frame, landmark) taken for (landmark, frame).
    swapped = maps.transpose(0, 2, 1).reshape(1, 68, 20)
    precision, recall = planted_scores(swapped)
    assert precision < 0.5
    assert recall < 0.5


def test_every_method_of_a_network_gives_maps_of_its_input():
    torch.manual_seed(0)
    tcn = build_network(TCN, torch.zeros(1, 2, 68, 20), 7).eval()
    clips = torch.randn(2, 2, 68, 20)
    methods = method_names(tcn, TCN, (2, 68, 20))
    assert methods == [
        "gradcam_conv2", "hirescam_conv2", "gradcam_conv3", "hirescam_conv3",
        "integrated_gradients",
    ]  # fmt: skip
    for method in methods:
        maps = attribute(tcn, TCN, method, clips, torch.tensor([1, 2]), steps=2)
        assert maps.shape == (2, 68, 20)
        assert maps.dtype == torch.float32
    scn_settings = {"network": "scn", "input": "frames", "pooling_px": 2}
    scn = build_network(scn_settings, torch.zeros(1, 20, 16, 16), 7).eval()
    frames = torch.rand(2, 20, 16, 16)
    for method in method_names(scn, scn_settings, (20, 16, 16)):
        maps = attribute(scn, scn_settings, method, frames, torch.tensor([1, 2]), steps=2)
        expected = (2, 20, 16, 16) if method == "integrated_gradients" else (2, 16, 16)
        assert maps.shape == expected


def test_maps_keep_their_sign():
    torch.manual_seed(0)
    network = build_network(TCN, torch.zeros(1, 2, 68, 20), 7).eval()
    clips = torch.randn(4, 2, 68, 20)
    for method in method_names(network, TCN, (2, 68, 20)):
        maps = attribute(network, TCN, method, clips, torch.tensor([0, 1, 2, 3]), steps=4)
        assert maps.min() < 0 < maps.max()


def test_a_network_without_named_layers_has_integrated_gradients():
    settings = {"network": "lstm", "input": "motion", "hidden": 4}
    network = build_network(settings, torch.zeros(1, 2, 68, 20), 7).eval()
    assert method_names(network, settings, (2, 68, 20)) == ["integrated_gradients"]
    clips = torch.randn(1, 2, 68, 20)
    assert attribute(network, settings, "integrated_gradients", clips, TARGET, 2).shape == (
        1,
        68,
        20,
    )


def test_a_model_without_frames_is_refused_in_a_sentence():
    with pytest.raises(
        InputError, match=r"models.gravity_svm.input is 'gravity', which has no tim"
    ):
        check_explainable("gravity_svm", {"input": "gravity"})


@pytest.mark.parametrize("network", network_names())
def test_every_input_of_a_network_with_layers_to_explain_has_maps(network):
    declared = read_declaration(network)
    for kind in declared.inputs if declared.layers else ():
        check_explainable("mine", {"input": kind})
