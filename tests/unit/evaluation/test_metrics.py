"""Scores against values computed by hand."""

import pytest

from dataset_builder import NAMES
from facemotion.errors import InputError
from facemotion.evaluation.metrics import score_labels, wilson_interval


def test_wilson_interval_of_the_papers_accuracy():
    # z = 1.95996, n = 231: centre (p + z²/2n) / (1 + z²/n) = 0.987563,
    # half width z sqrt(p q / n + z²/4n²) / (1 + z²/n) = 0.011673.
    low, high = wilson_interval(230, 231, 0.95)
    assert low == pytest.approx(0.975890, abs=2e-6)
    assert high == pytest.approx(0.999236, abs=2e-6)


def test_wilson_interval_of_half():
    # n = 4, 2 correct: centre 0.5, half width 1.96 sqrt(1/16 + 3.8415/64) / (1 + 3.8415/4).
    low, high = wilson_interval(2, 4, 0.95)
    assert (low, high) == (pytest.approx(0.15004, abs=1e-5), pytest.approx(0.84996, abs=1e-5))


def test_wilson_interval_of_all_correct_ends_at_one():
    low, high = wilson_interval(10, 10, 0.95)
    assert high == 1.0
    assert low == pytest.approx(10 / (10 + 1.95996**2), abs=1e-5)


def test_scores_by_hand():
    true = ["anger", "anger", "anger", "happy", "happy", "sad"]
    predicted = ["anger", "anger", "happy", "happy", "sad", "sad"]
    score = score_labels(true, predicted, ("anger", "happy", "sad"), NAMES, 0.95)
    assert score["accuracy"] == pytest.approx(4 / 6)
    assert score["per_class"]["anger"] == {
        "precision": 1.0,
        "recall": pytest.approx(2 / 3),
        "f1": pytest.approx(0.8),
        "clips": 3,
    }
    assert score["per_class"]["happy"]["f1"] == pytest.approx(0.5)
    assert score["per_class"]["sad"]["f1"] == pytest.approx(2 / 3)
    assert score["macro_f1"] == pytest.approx((0.8 + 0.5 + 2 / 3) / 3)
    assert score["uar"] == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert score["confusion"] == {  # columns: anger, disgust, fear, happy, sad, surprise, neutral
        "columns": list(NAMES),
        "rows": {
            "anger": [2, 0, 0, 1, 0, 0, 0],
            "happy": [0, 0, 0, 1, 1, 0, 0],
            "sad": [0, 0, 0, 0, 1, 0, 0],
        },
    }


def test_a_class_without_clips_does_not_count_in_averages():
    score = score_labels(["happy", "sad"], ["happy", "sad"], NAMES, NAMES, 0.95)
    assert (score["accuracy"], score["uar"], score["macro_f1"]) == (1.0, 1.0, 1.0)
    assert score["per_class"]["fear"] == {"precision": 0, "recall": 0, "f1": 0, "clips": 0}


def test_nothing_to_score_is_a_sentence():
    with pytest.raises(InputError, match="no tested clip is of the classes anger, disgust"):
        score_labels(["neutral"], ["neutral"], NAMES[:-1], NAMES, 0.95)


def test_without_neutral_a_clip_called_neutral_is_wrong():
    true = ["happy", "happy", "neutral"]
    predicted = ["happy", "neutral", "neutral"]
    score = score_labels(true, predicted, NAMES[:-1], NAMES, 0.95)
    assert (score["clips"], score["correct"]) == (2, 1)
    assert score["confusion"]["rows"]["happy"] == [0, 0, 0, 1, 0, 0, 1]
    assert score_labels(true, predicted, NAMES, NAMES, 0.95)["correct"] == 2
