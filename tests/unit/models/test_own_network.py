"""A network of the user's: made of what it asks for, tried, and blamed by file and line."""

import numpy as np
import pytest
import torch

from dataset_builder import CLASSES, make_clips, random_face
from facemotion.config.validation import validate_config
from facemotion.errors import InputError
from facemotion.files.tsv import read_cells
from facemotion.models.declarations import OWN_INPUTS, network_source, read_declaration
from facemotion.models.inputs import OVER_TIME
from facemotion.models.own_network import build_own
from facemotion.models.prediction import build_network, load_network, prediction_table
from facemotion.models.training import fit_fold, fit_network

SHAPE = (2, 68, 20)
NET = """
from torch import nn
class Net(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.dense = nn.Linear(2720, n_classes)
    def forward(self, x):
        return self.dense(x.flatten(1))
"""
MASK = "        import torch\n        self.register_buffer('mask', torch.tensor(-torch.inf))\n"


def build(module, arguments=None, shape=SHAPE, kind="motion", name="Net"):
    settings = {"network": f"{module}:{name}", "input": kind}
    return build_own(settings | ({"arguments": arguments} if arguments else {}), shape, 7)


def test_a_constructor_is_given_what_it_asks_for(write_module):
    recording = """
        from torch import nn
        class Net(nn.Module):
            def __init__(self, {takes}):
                super().__init__()
                self.given = dict({given})
                self.dense = nn.LazyLinear(n_classes)
            def forward(self, x):
                return self.dense(x.flatten(1))
    """

    def given(takes, **more):
        names = [part.partition("=")[0].strip() for part in takes.split(",")]
        pairs = ", ".join(f"{name}={name}" for name in names if "*" not in name)
        return build(write_module(recording.format(takes=takes, given=pairs)), **more).given

    assert given("n_classes, channels, landmarks, frames, shape") == {
        "n_classes": 7, "channels": 2, "landmarks": 68, "frames": 20, "shape": SHAPE,
    }  # fmt: skip
    seen = given("n_classes, frames, height, width", shape=(20, 16, 24), kind="frames")
    assert seen == {"n_classes": 7, "frames": 20, "height": 16, "width": 24}
    told = given("n_classes, hidden, dropout=0.5", arguments={"hidden": 3})
    assert told == {"n_classes": 7, "hidden": 3, "dropout": 0.5}
    assert given("n_classes, frames=5, **rest", arguments={"frames": 9, "x": 1})["frames"] == 9


def test_a_network_is_made_ready_to_train(write_module):
    network = build(write_module(NET))
    assert network.training
    assert network.dense.weight.grad is None


def test_weights_are_those_of_the_seed(write_module):
    module = write_module(NET)
    weights = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        weights.append(build(module).dense.weight)
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (NET.replace("(nn.Module)", ""), r"found Net, a class derived from object, expected a cla"),
        ("def Net(n_classes):\n    pass\n", "found Net, a function, expected a class Net derived "),
        ("from torch import *\n", "found nothing, expected a class Net derived from torch.nn.Modu"),
        ("import nothing_there\n" + NET, r"\.py, line 1: ModuleNotFoundError: No module named 'no"),
        ("import sys\nsys.exit(3)\n", r"\.py, line 2: SystemExit: 3, when own_module_\d+:Net was"),
        (NET.replace("2720", "2720 // 0"), r"\.py, line 6: ZeroDivisionError: .*:Net was made"),
        (NET.replace("flatten(1)", "flatten(2)"), r"\.py, line 8: RuntimeError: .* of shape \(2"),
        (NET.replace("(1))", "(1))[:, :5]"), r"gives \(2, 5\) for clips of \(2, 68, 20\), expect"),
        (NET.replace("(1))", "(1)).sum(0)"), r"gives \(7,\) for clips .* logits \(2, 7\), one per"),
        (NET.replace("return ", "return x, "), r"gives a tuple, expected logits \(2, 7\)"),
        (NET.replace("(1))", "(1)).detach()"), "depend on no trainable parameter"),
        (NET.replace("(self, n_classes", "(self, classes"), "needs the argument 'classes'; add"),
        (
            NET.replace("__()\n", "__()\n" + MASK),
            "mask contains NaN or infinity, .* register such a buffer with persistent=False",
        ),
    ],
)  # fmt: skip
def test_what_is_no_network_is_one_sentence(source, sentence, write_module):
    with pytest.raises(InputError, match=sentence) as error:
        build(write_module(source))
    assert "\n" not in str(error.value)


def test_an_error_in_what_the_module_imports_names_that_file(write_module):
    helper = write_module("def size():\n    raise ValueError('no size')\n")
    source = NET.replace("2720", f"{helper}.size()").replace("from", f"import {helper}\nfrom", 1)
    with pytest.raises(InputError, match=rf"{helper}\.py, line 2: ValueError: no size, when "):
        build(write_module(source))


def test_an_argument_that_nobody_takes_is_one_sentence(write_module):
    with pytest.raises(InputError, match="takes no argument 'deep', only n_classes; remove it"):
        build(write_module(NET), arguments={"deep": 2})


def test_a_fold_is_trained_saved_and_read_again(write_module, tmp_path):
    """With tied weights, and a parameter and a batch norm that nothing uses."""
    module = write_module("""
        import torch
        from torch import nn
        class Net(nn.Module):
            def __init__(self, n_classes, frames):
                super().__init__()
                self.first = nn.Linear(frames, frames)
                self.second = nn.Linear(frames, frames)
                self.second.weight = self.first.weight
                self.dense = nn.Linear(136 * frames, n_classes)
                self.unused, self.norm = nn.Parameter(torch.ones(2)), nn.BatchNorm1d(3)
                self.free = nn.BatchNorm2d(2, track_running_stats=False)
            def forward(self, x):
                return self.dense(self.second(self.first(self.free(x)).relu()).flatten(1))
    """)
    clips = make_clips(random_face() + np.random.default_rng(0).normal(0, 3, (6, 20, 68, 2)))
    clips.label[:] = np.arange(6) % 2
    settings = {
        "network": f"{module}:Net", "input": "motion", "learning_rate": 0.01, "decay": 0.0,
        "momentum": 0.9, "batch_size": 2, "epochs": 2, "seeds": [1],
    }  # fmt: skip
    x = torch.randn(6, *SHAPE)
    split = {"folds": [{"train": ["c0", "c1", "c2", "c3"], "test": ["c4", "c5"]}]}
    fit_fold(clips, x, split, 0, settings, 1, tmp_path)
    network = load_network(tmp_path / "weights.safetensors", settings, x, clips)
    assert torch.equal(network.first.weight, network.second.weight)
    again = prediction_table(network, clips, x, np.array([4, 5]))
    assert again.astype(str).equals(read_cells(tmp_path / "predictions.tsv").astype(str))
    fresh = build_network(settings, x, len(CLASSES))
    assert not torch.equal(fresh.dense.weight, network.dense.weight)


def test_what_goes_wrong_in_training_names_file_and_line(write_module):
    """Batch norm of one vector has no spread, and the last batch is of one clip."""
    norm = "self.dense = nn.Linear(2720, n_classes); self.norm = nn.BatchNorm1d(n_classes)"
    source = NET.replace("self.dense = nn.Linear(2720, n_classes)", norm)
    module = write_module(
        source.replace("self.dense(x.flatten(1))", "self.norm(self.dense(x.flatten(1)))")
    )
    settings = {
        "network": f"{module}:Net", "input": "motion", "learning_rate": 0.01, "decay": 0.0,
        "momentum": 0.9, "batch_size": 2, "epochs": 1, "seeds": [1],
    }  # fmt: skip
    labels = torch.arange(3)
    with pytest.raises(
        InputError, match=rf"{module}\.py, line 8: ValueError: .*, when .* trained; "
    ):
        fit_network(torch.zeros(3, *SHAPE), labels, 7, np.arange(3), settings, 1)
    far = settings | {"network": f"{write_module(NET)}:Net", "learning_rate": 1e38, "epochs": 9}
    with pytest.raises(InputError, match=r"^training diverged in epoch"):  # as of any network
        fit_network(torch.randn(3, *SHAPE), labels, 7, np.arange(3), far, 1)


def test_a_network_of_the_users_can_see_all_that_has_frames():
    assert set(OWN_INPUTS) == {*OVER_TIME, "frames"}
    assert read_declaration("mine:Net").inputs == OWN_INPUTS
    assert network_source("package.mine:Net") == "own:package.mine"
    assert network_source("tcn") == "scripts/facemotion/models/networks/tcn.py"


def test_its_settings_are_those_of_descent_with_arguments_and_layers(write_module, default_config):
    model = default_config["models"]["tcn"] | {"network": f"{write_module(NET)}:Net"}
    more = {"arguments": {"hidden": 3, "deep": {"er": [1]}}, "layers": ["features.0"]}
    for settings in (model, model | more):
        default_config["models"]["mine"] = settings
        validate_config(default_config)
    for wrong, sentence in (
        ({"hidden": 3}, "unknown key 'models.mine.hidden'; allowed here: network, input, "),
        ({"input": "gravity"}, "models.mine.input is 'gravity', but must be one of image, "),
        ({"network": "nowhere:Net"}, "models.mine.network is 'nowhere:Net': there is no mod"),
    ):  # fmt: skip
        default_config["models"]["mine"] = model | wrong
        with pytest.raises(InputError) as error:
            validate_config(default_config)
        assert str(error.value).startswith(f"config.yaml: {sentence}")
