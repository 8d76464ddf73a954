"""Which class and which network each map is of."""

import numpy as np
import pytest
import torch

from dataset_builder import make_clips, random_face
from facemotion.explanation.attribution import attribute
from facemotion.explanation.computing import compute_maps
from facemotion.explanation.maps import PREDICTED, TRUE
from facemotion.models.prediction import build_network, predict
from maps_builder import made

TCN = {"network": "tcn", "input": "motion"}
SETTINGS = {"steps": 2, "random_networks": 3, "seed": 1}


@pytest.fixture
def explained():
    """Four clips, of which the network gets none right."""
    rng = np.random.default_rng(0)
    clips = make_clips(random_face() + rng.normal(0, 3, (4, 20, 68, 2)))
    torch.manual_seed(0)
    network = build_network(TCN, torch.zeros(1, 2, 68, 20), 7).eval()
    x = torch.randn(4, 2, 68, 20)
    predicted = predict(network, x, np.arange(4)).argmax(1)
    clips.label[:] = (predicted + 2) % 7
    maps = made(compute_maps(network, clips, x, np.arange(4), TCN, SETTINGS, fold=0))
    return network, x, predicted, maps


def test_maps_are_of_the_predicted_and_of_the_true_class(explained):
    network, x, predicted, maps = explained
    for row, target in ((PREDICTED, predicted), (TRUE, (predicted + 2) % 7)):
        for m, method in enumerate(maps.method):
            expected = attribute(network, TCN, method, x, target, steps=2)
            np.testing.assert_allclose(maps.maps[:, m, row], expected.numpy(), atol=1e-6)


def test_random_networks_are_several_and_map_the_predicted_class(explained):
    _, x, predicted, maps = explained
    assert maps.random_maps.shape == (4, 5, 3, 68, 20)
    for k in range(3):
        torch.manual_seed(1 + k)
        network = build_network(TCN, x, 7).eval()
        expected = attribute(network, TCN, "hirescam_conv2", x, predicted, steps=2)
        np.testing.assert_allclose(maps.random_maps[:, 1, k], expected.numpy(), atol=1e-6)
    assert not np.allclose(maps.random_maps[:, :, 0], maps.random_maps[:, :, 1])
