"""Scores against values computed by hand."""

import pytest

from dataset_builder import NAMES
from facemotion.errors import InputError
from facemotion.evaluation.metrics import score_labels


def test_scores_by_hand():
    true = ["anger", "anger", "anger", "happy", "happy", "sad"]
    predicted = ["anger", "anger", "happy", "happy", "sad", "sad"]
    score = score_labels(true, predicted, ("anger", "happy", "sad"), NAMES)
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
    score = score_labels(["happy", "sad"], ["happy", "sad"], NAMES, NAMES)
    assert (score["accuracy"], score["uar"], score["macro_f1"]) == (1.0, 1.0, 1.0)
    assert score["per_class"]["fear"] == {"precision": 0, "recall": 0, "f1": 0, "clips": 0}


def test_a_class_that_nothing_could_teach_is_wrong_but_in_no_average():
    true, predicted = ["happy", "happy", "sad"], ["happy", "fear", "happy"]
    score = score_labels(true, predicted, NAMES, NAMES, ["sad"])
    assert score["accuracy"] == pytest.approx(1 / 3)
    assert score["uar"] == 0.5
    assert score["macro_f1"] == pytest.approx(0.5)  # of happy: precision 1/2, recall 1/2
    assert score["per_class"]["sad"]["clips"] == 1
    assert score_labels(["sad"], ["happy"], NAMES, NAMES, ["sad"])["uar"] == 0


def test_nothing_to_score_is_a_sentence():
    with pytest.raises(InputError, match="no test clip belongs to the classes anger, disgust"):
        score_labels(["neutral"], ["neutral"], NAMES[:-1], NAMES)


def test_without_neutral_a_clip_called_neutral_is_wrong():
    true = ["happy", "happy", "neutral"]
    predicted = ["happy", "neutral", "neutral"]
    score = score_labels(true, predicted, NAMES[:-1], NAMES)
    assert (score["clips"], score["correct"]) == (2, 1)
    assert score["confusion"]["rows"]["happy"] == [0, 0, 0, 1, 0, 0, 1]
    assert score_labels(true, predicted, NAMES, NAMES)["correct"] == 2
