"""Training against steps computed by hand, and what a fold writes."""

from copy import deepcopy

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from dataset_builder import NAMES, make_clips, random_face
from facemotion.errors import InputError
from facemotion.files.json_file import read_json
from facemotion.files.tsv import read_cells
from facemotion.models import batch_norm
from facemotion.models.batch_norm import set_norms
from facemotion.models.descent import train_network
from facemotion.models.prediction import (
    build_network,
    load_network,
    predict,
    prediction_table,
    read_inputs,
)
from facemotion.models.settling import final_fall
from facemotion.models.training import fit_all, fit_fold

SETTINGS = {
    "network": "tcn",
    "input": "motion",
    "learning_rate": 0.001,
    "decay": 0.0001,
    "momentum": 0.3,
    "batch_size": 4,
    "epochs": 2,
    "seeds": [1],
}


class OneWeight(torch.nn.Module):
    """Logits (w, 0), whatever the input; with label 0 the loss is log(1 + exp(-w))."""

    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return torch.stack([self.w.expand(len(x)), torch.zeros(len(x))], dim=1)


def test_two_updates_by_hand():
    """The gradient is -1 / (1 + exp(w)); decay and momentum act on the second update, as Keras'."""
    network = OneWeight()
    inputs, labels, rows = torch.zeros(2, 1), torch.zeros(2, dtype=torch.int64), np.arange(2)
    settings = {"learning_rate": 0.4, "decay": 0.25, "momentum": 0.5, "batch_size": 1, "epochs": 1}
    (row,) = train_network(network, inputs, labels, rows, settings, seed=0)
    # First: gradient -0.5, rate 0.4, velocity 0.2: w = 0.2.
    # Second: gradient -1 / (1 + e^0.2) = -0.450166, rate 0.4 / (1 + 0.25) = 0.32, velocity
    # 0.5 * 0.2 + 0.32 * 0.450166 = 0.244053: w = 0.444053. (torch's own would give 0.424053.)
    assert network.w.item() == pytest.approx(0.444053, abs=1e-5)
    assert row["learning_rate"] == pytest.approx(0.4 / 1.5)  # of the next update
    assert row["train_loss"] == pytest.approx((np.log(2) + np.log(1 + np.exp(-0.2))) / 2, abs=1e-6)


@pytest.fixture
def clips():
    """Twelve clips of two classes that differ in the way that the chin moves."""
    rng = np.random.default_rng(0)
    pixels = np.array([np.tile(random_face(k), (20, 1, 1)) for k in range(12)])
    pixels += rng.normal(0, 0.3, pixels.shape)
    label = np.arange(12) % 2
    pixels[label == 1, :, 8, 1] += np.linspace(0, 40, 20)
    made = make_clips(pixels)
    made.label[:] = label
    made.backend = "dlib 20"
    return made


SPLIT = {"folds": [{"train": [f"c{k}" for k in range(9)], "test": ["c9", "c10", "c11"]}]}


def seen(clips):
    return read_inputs(clips, None, SETTINGS)


def test_a_fold_writes_the_predictions_of_its_last_weights(clips, tmp_path):
    fit_fold(clips, seen(clips), SPLIT, 0, SETTINGS, 1, tmp_path)
    predictions = read_cells(tmp_path / "predictions.tsv")
    assert predictions["clip_id"].tolist() == ["c9", "c10", "c11"]
    assert predictions["class"].tolist() == [NAMES[1], NAMES[0], NAMES[1]]
    network = load_network(tmp_path / "weights.safetensors", SETTINGS, seen(clips), clips)
    again = prediction_table(network, clips, seen(clips), np.array([9, 10, 11]))
    assert again.astype(str).equals(predictions.astype(str))
    summary = read_json(tmp_path / "summary.json", "summary")
    assert (summary["parameters"], summary["train_clips"], summary["test_clips"]) == (330_119, 9, 3)
    assert summary["versions"]["landmarks"] == "dlib 20"
    assert len(read_cells(tmp_path / "history.tsv")) == 2


def test_batch_norm_is_evaluated_with_the_statistics_of_the_training_clips():
    """After two updates a running average would still stand near its start of 0 and 1."""
    network = torch.nn.Sequential(torch.nn.BatchNorm1d(1), torch.nn.Linear(1, 2))
    inputs = torch.tensor([[3.0], [5.0], [13.0], [15.0], [99.0]])
    labels = torch.zeros(5, dtype=torch.int64)
    settings = SETTINGS | {"batch_size": 2, "epochs": 1}
    train_network(network, inputs, labels, np.arange(4), settings, seed=0)
    assert network[0].running_mean.item() == pytest.approx(9)  # of 3, 5, 13, 15
    assert network[0].running_var.item() == pytest.approx(104 / 3)  # 36 + 16 + 16 + 36


def test_statistics_are_those_of_the_last_weights():
    """A norm behind a layer that training moves sees what that layer gives in the end."""
    torch.manual_seed(0)
    network = torch.nn.Sequential(
        torch.nn.Linear(1, 1), torch.nn.BatchNorm1d(1), torch.nn.Linear(1, 2)
    )
    inputs, rows = torch.tensor([[1.0], [2.0], [3.0], [6.0]]), np.arange(4)
    labels = torch.tensor([0, 0, 1, 1])
    settings = SETTINGS | {"batch_size": 4, "epochs": 3, "learning_rate": 1.0}
    train_network(network, inputs, labels, rows, settings, seed=0)
    expected = network[0](inputs).mean().item()
    assert network[1].running_mean.item() == pytest.approx(expected, abs=1e-6)


def test_statistics_are_those_of_one_batch_of_everything(monkeypatch):
    """Batches of three clips, against torch's own statistics of all seven at once."""
    monkeypatch.setattr(batch_norm, "BATCH_CLIPS", 3)
    torch.manual_seed(0)
    inputs = 5 * torch.randn(7, 2, 68, 20) + torch.arange(7)[:, None, None, None]
    network = build_network(SETTINGS, inputs, 7)
    whole = deepcopy(network).train()
    for module in whole.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
    whole(inputs)
    set_norms(network, inputs, torch.tensor([6, 0, 5, 1, 4, 2, 3]))
    for name, expected in whole.named_buffers():
        if "running" in name:
            found = network.get_buffer(name)
            assert torch.allclose(found, expected, rtol=1e-3, atol=1e-4), name


def test_training_has_settled_when_its_loss_falls_no_longer():
    assert final_fall([5, 4, 3.0, 2.0, 1.5, 1.3, 1.0, 1.2, 0.9, 0.9]) == pytest.approx(0.2)
    assert final_fall([0.9, 0.4]) == pytest.approx(0.5)
    assert final_fall([0.9]) is None


def test_a_fold_says_whether_its_training_has_settled(clips, tmp_path):
    fit_fold(clips, seen(clips), SPLIT, 0, SETTINGS, 1, tmp_path)
    summary = read_json(tmp_path / "summary.json", "summary")
    losses = [float(loss) for loss in read_cells(tmp_path / "history.tsv")["train_loss"]]
    assert summary["final_fall"] == pytest.approx(losses[0] - losses[1], abs=2e-6)
    assert summary["settled"] == (summary["final_fall"] < 0.02)


def test_test_labels_do_not_touch_the_weights(clips, tmp_path):
    fit_fold(clips, seen(clips), SPLIT, 0, SETTINGS, 1, tmp_path / "a")
    clips.label[9:] = 5
    fit_fold(clips, seen(clips), SPLIT, 0, SETTINGS, 1, tmp_path / "b")
    a, b = ((tmp_path / name / "weights.safetensors").read_bytes() for name in "ab")
    assert a == b


def test_folds_differ_in_their_seed(clips, tmp_path):
    fold = SPLIT["folds"][0]
    for k in (0, 1):
        fit_fold(clips, seen(clips), {"folds": [fold, fold]}, k, SETTINGS, 1, tmp_path / str(k))
    a, b = (load_file(tmp_path / name / "weights.safetensors") for name in "01")
    assert not torch.equal(a["classifier.dense2.weight"], b["classifier.dense2.weight"])


def test_all_clips_train_where_nothing_is_held_out(clips, tmp_path):
    clips.label[3] = -1
    fit_all(clips, seen(clips), SETTINGS, tmp_path)
    assert read_json(tmp_path / "summary.json", "summary")["train_clips"] == 11
    assert not (tmp_path / "predictions.tsv").exists()


def test_a_clip_that_the_dataset_lacks_is_named(clips, tmp_path):
    split = {"folds": [{"train": ["c0", "gone"], "test": ["c1"]}]}
    with pytest.raises(InputError, match="the split names clip 'gone'"):
        fit_fold(clips, seen(clips), split, 0, SETTINGS, 1, tmp_path)


def test_a_training_that_diverges_is_a_sentence(clips, tmp_path):
    settings = SETTINGS | {"learning_rate": 1e30, "epochs": 1}
    with pytest.raises(InputError, match=r"training diverged in epoch 1: the loss is .* 1e\+30"):
        fit_fold(clips, seen(clips), SPLIT, 0, settings, 1, tmp_path)
    assert not (tmp_path / "predictions.tsv").exists()


def test_weights_can_be_read_by_others(clips, tmp_path):
    fit_fold(clips, seen(clips), SPLIT, 0, SETTINGS | {"epochs": 1}, 1, tmp_path)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes["weights.safetensors"] == modes["predictions.tsv"]


def test_no_labelled_clip_is_a_sentence(clips, tmp_path):
    clips.label[:] = -1
    with pytest.raises(InputError, match="no labelled clip to train on"):
        fit_all(clips, seen(clips), SETTINGS, tmp_path)


def test_the_seed_decides_the_weights_that_training_starts_from(clips, tmp_path):
    """With a rate of nearly nothing, what is written is what it started from."""
    settings = SETTINGS | {"learning_rate": 1e-12, "epochs": 1}
    for seed in (1, 2):
        fit_fold(clips, seen(clips), SPLIT, 0, settings, seed, tmp_path / str(seed))
    a, b = (load_file(tmp_path / name / "weights.safetensors") for name in "12")
    apart = (a["classifier.dense2.weight"] - b["classifier.dense2.weight"]).abs()
    assert apart.mean() > 0.01


class Watched(OneWeight):
    """Keeps what it is shown."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def forward(self, x):
        self.shown += x[:, 0].tolist()
        return super().forward(x)


def test_every_epoch_has_all_clips_in_an_order_of_its_own():
    network, inputs = Watched(), torch.arange(10.0)[:, None]
    settings = SETTINGS | {"batch_size": 3, "epochs": 2}
    labels = torch.zeros(10, dtype=torch.int64)
    train_network(network, inputs, labels, np.arange(10), settings, seed=0)
    first, second = network.shown[:10], network.shown[10:]
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second


def test_a_prediction_does_not_depend_on_the_clips_beside_it():
    torch.manual_seed(0)
    inputs = torch.randn(5, 2, 68, 20)
    network = build_network(SETTINGS, inputs, 7)
    alone, together = (
        predict(network, inputs, np.array([2])),
        predict(network, inputs, np.arange(5)),
    )
    assert torch.allclose(alone[0], together[2], atol=1e-5)
