"""Living neutral clips: which are drawn, and which fold's network predicts them."""

import numpy as np
import pytest
import torch

from dataset_builder import NAMES, make_clips, random_face
from facemotion.errors import InputError
from facemotion.evaluation.living import predict_living
from facemotion.files.tsv import write_table
from facemotion.files.weights import write_weights
from facemotion.models.prediction import build_network, describe_network, read_inputs
from facemotion.models.tables import read_living

MODEL = {"network": "lstm", "input": "motion", "hidden": 2}
NEUTRAL = NAMES.index("neutral")
SPLIT = {
    "scheme": "grouped",
    "folds": [{"test": ["c0", "c1", "c2"]}, {"test": ["c3", "c4"]}, {"test": ["c5"]}],
}


@pytest.fixture
def clips():
    """Two neutral clips in the first fold, one in the second, none in the third."""
    made = make_clips(np.tile(random_face(), (6, 20, 1, 1)))
    made.label[:] = [NEUTRAL, 0, NEUTRAL, NEUTRAL, 1, 2]
    return made


@pytest.fixture
def living():
    rng = np.random.default_rng(0)
    made = make_clips(random_face() + rng.normal(0, 1, (8, 20, 68, 2)))
    made.label[:] = [NEUTRAL, NEUTRAL, 3, NEUTRAL, 3, NEUTRAL, 3, 3]
    return made


@pytest.fixture
def weights(living, tmp_path):
    """Networks that say the class of their fold's number, whatever they see."""
    inputs = read_inputs(living, None, MODEL)
    paths = []
    for fold in range(3):
        network = build_network(MODEL, inputs, 7)
        with torch.no_grad():
            network.dense.weight.zero_()
            network.dense.bias.copy_(torch.eye(7)[fold])
        paths.append(tmp_path / f"{fold}.safetensors")
        write_weights(network.state_dict(), describe_network(MODEL, inputs, living), paths[-1])
    return paths


def test_as_many_as_a_fold_tests_by_the_network_of_that_fold(clips, living, weights):
    inputs = read_inputs(living, None, MODEL)
    table = predict_living(clips, living, inputs, weights, SPLIT, MODEL, seed=1)
    assert table["fold"].tolist() == [0, 0, 1]
    assert table["predicted"].tolist() == [NAMES[0], NAMES[0], NAMES[1]]
    assert set(table["class"]) == {"neutral"}
    assert table["clip_id"].is_unique


def test_folds_without_neutral_clips_test_no_living_ones(clips, living, weights, tmp_path):
    clips.label[:] = 1
    inputs = read_inputs(living, None, MODEL)
    table = predict_living(clips, living, inputs, weights, SPLIT, MODEL, seed=1)
    write_table(table, tmp_path / "living.tsv")
    assert len(read_living(tmp_path / "living.tsv", clips.classes)) == 0


def test_too_few_living_clips_are_a_sentence(clips, living, weights):
    living.label[:4] = 3
    inputs = read_inputs(living, None, MODEL)
    with pytest.raises(InputError, match="grouped has 3 neutral test clips, but the dataset"):
        predict_living(clips, living, inputs, weights, SPLIT, MODEL, seed=1)
