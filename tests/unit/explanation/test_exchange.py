"""What other landmarks change for a network, where it can be known beforehand."""

import numpy as np
import pytest
import torch

from dataset_builder import make_clips, random_face
from facemotion.dataset.contract import ClipStatus
from facemotion.errors import InputError
from facemotion.explanation import exchange
from facemotion.explanation.exchange import exchange_in_words, exchange_landmarks
from facemotion.files.json_file import read_json, write_json
from facemotion.models.inputs import motion_input
from facemotion.models.prediction import build_network, predict

TCN = {"network": "tcn", "input": "motion"}
INTERVALS = {"confidence": 0.95, "draws": 100, "seed": 1}


@pytest.fixture
def clips():
    rng = np.random.default_rng(0)
    made = make_clips(random_face() + rng.normal(0, 3, (6, 20, 68, 2)))
    made.backend = "dlib 20"
    return made


@pytest.fixture
def network(monkeypatch, clips):
    torch.manual_seed(0)
    network = build_network(TCN, torch.zeros(1, 2, 68, 20), 7).eval()
    monkeypatch.setattr(exchange, "load_network", lambda *_: network)
    return network


def run(first, second):
    ids = first.clip_id.tolist()
    split = {"scheme": "grouped", "folds": [{"test": ids[:2]}, {"test": ids[2:]}]}
    return exchange_landmarks(first, second, ["a", "b"], split, "tcn", TCN, 2, INTERVALS)


def other(clips, noise):
    rng = np.random.default_rng(1)
    second = make_clips(random_face() + rng.normal(0, noise, (6, 20, 68, 2)))
    second.backend, second.label[:] = "dataset 1", clips.label
    return second


def test_the_same_landmarks_change_nothing(tmp_path, clips, network):
    result = run(clips, clips)
    write_json(result, tmp_path / "a.json", "exchange")
    assert read_json(tmp_path / "a.json", "exchange") == result
    assert (result["clips"], result["skipped"], result["p"]) == (6, 0, 1.0)
    assert result["first_accuracy"] == result["second_accuracy"]
    assert (result["same_class"]["mean"], result["kappa"]) == (1.0, 1.0)
    assert [row["correlation"]["mean"] for row in result["maps"]] == pytest.approx(
        [1.0] * len(result["maps"])
    )


def test_right_and_same_are_counted_clip_by_clip(clips, network):
    second = other(clips, 12)
    said = [
        predict(network, torch.as_tensor(motion_input(c)), np.arange(6)).numpy().argmax(1)
        for c in (clips, second)
    ]
    clips.label[:] = second.label[:] = said[0]
    result = run(clips, second)
    assert result["first_accuracy"]["mean"] == 1.0
    assert result["second_accuracy"]["mean"] == pytest.approx((said[0] == said[1]).mean())
    assert result["same_class"]["mean"] == pytest.approx((said[0] == said[1]).mean())
    assert sum(row["clips"] for row in result["classes"]) == 6
    assert all(row["correlation"]["mean"] < 0.99 for row in result["maps"])
    assert "6 held-out clips: accuracy 100.0%" in exchange_in_words(result)


def test_clips_that_the_second_backend_lost_are_skipped(clips, network):
    second = other(clips, 12)
    second.clip_status[[0, 3]] = ClipStatus.EXCLUDED
    result = run(clips, second)
    assert (result["clips"], result["skipped"]) == (4, 2)
    second.clip_status[:] = ClipStatus.EXCLUDED
    with pytest.raises(InputError, match=r"dataset 1: no held-out clip of .* has enough landmarks"):
        run(clips, second)
