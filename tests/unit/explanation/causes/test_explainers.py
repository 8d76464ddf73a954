"""Explanations as one number a unit, of a network whose causes are known."""

import numpy as np
import pytest
import torch

from causes_builder import HAPPY, Smile, smile
from facemotion.demo.shots import draw_shots, film
from facemotion.errors import InputError
from facemotion.explanation.causes.asking import Asked, load_asked, log_odds
from facemotion.explanation.causes.basis import read_units
from facemotion.explanation.causes.effects import absence_effects
from facemotion.explanation.causes.explainers import (
    Case,
    explainers,
    pooled,
)
from facemotion.explanation.causes.map_methods import in_log_odds, region_mask
from facemotion.explanation.causes.units import NAMES, footprint


def test_a_map_is_pooled_by_where_a_unit_moves():
    maps = np.zeros((1, 68, 3))
    maps[0, 48] = [0, 1, -3]
    found = pooled(maps)
    np.testing.assert_allclose(found.value[0], -2 * footprint()[:, 48])
    np.testing.assert_allclose(found.course[0, :, 2], -3 * footprint()[:, 48])


def test_a_network_in_log_odds_says_log_odds():
    logits = torch.tensor([[1.0, 3.0, -1.0], [0.0, 0.5, 2.0]])
    said = in_log_odds(torch.nn.Identity(), 2.0)(logits).numpy()
    for k in range(3):
        np.testing.assert_allclose(said[:, k], log_odds(logits.numpy() / 2, [k, k]), rtol=1e-5)


def test_regions_and_windows_cover_every_landmark_and_frame():
    mask = region_mask(20, 4)
    assert mask.shape == (1, 1, 68, 20) and mask.unique().tolist() == list(range(36))
    assert mask[0, 0, 0, 0] == mask[0, 0, 16, 4] != mask[0, 0, 16, 5]


@pytest.fixture(scope="module")
def explained(basis):
    shots = draw_shots(["happy"] * 8, np.arange(41, 49), np.random.default_rng(7), frames=8)
    landmarks, target = film(shots), np.full(8, HAPPY)
    reading = read_units(basis, landmarks)
    case = Case(landmarks, np.array([640, 480]), target, reading)
    true = absence_effects(smile(), shots, target)
    methods = explainers(smile(), case, 4, landmarks, 0)
    return true, {name: explain() for name, explain in methods.items()}


def test_what_is_removed_by_units_has_the_effect_of_its_absence(explained):
    true, found = explained
    units = [NAMES.index(name) for name in ("AU12", "AU4", "AU1")]
    off = np.abs(found["unit_removal"].value - true)[:, units].mean(axis=0)
    assert off[0] < 0.25 * true[:, units[0]].mean() and off[1:].max() < 0.05


def test_gradients_along_units_find_the_effects_of_a_linear_network(explained):
    found = explained[1]
    np.testing.assert_allclose(
        found["unit_gradients"].value, found["unit_removal"].value, atol=0.02
    )


def test_integrated_gradients_lie_on_the_lip_corners(explained):
    found = explained[1]
    value = found["integrated_gradients_mean"].value
    assert value.shape == (8, len(NAMES)) and np.isfinite(value).all()
    for method in ("gradient_x_input", "occlusion", "shapley_regions"):
        smiles = found[method].value[:, NAMES.index("AU12")]
        assert (smiles > found[method].value[:, NAMES.index("AU1")]).all()


def test_a_network_on_pixels_is_refused():
    settings = {"network": "scn", "input": "frames"}
    with pytest.raises(InputError, match=r"models.scn.input is 'frames', but causes"):
        load_asked("w", "s", "scn", settings)


def test_any_module_can_be_asked():
    asked = Asked(Smile().eval(), {"input": "frontal"}, smile().classes)
    shots = draw_shots(["happy"], np.array([3]), np.random.default_rng(0), frames=6)
    assert asked.answer(film(shots), (640, 480)).shape == (1, 7)
