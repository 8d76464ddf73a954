"""Permutation tests and their adjustment, by hand; the bootstrap where it can be reckoned."""

import numpy as np
import pytest

from dataset_builder import NAMES
from facemotion.evaluation.bootstrap import subject_intervals
from facemotion.evaluation.metrics import score_labels
from facemotion.evaluation.paired import holm, subject_test


@pytest.mark.parametrize(
    ("by_subject", "p"),
    [
        ([1, 1, 1, 1, 1], 2 / 2**5),  # only all signs alike go as far
        ([3, 2, 1], 2 / 2**3),
        ([1, 1, 1, 1, 1, 1, -1], 16 / 2**7),  # sums of 5 or 7, of either sign
        ([2, -2], 1.0),
        ([0, 0], 1.0),
    ],
)
def test_signs_are_tossed_by_subject(by_subject, p):
    subjects = np.array([f"S{k}" for k in range(len(by_subject))])
    found = subject_test(np.array(by_subject, float)[:, None], subjects, seed=1)
    assert found[0] == pytest.approx(p, abs=0.01)


def test_clips_of_one_subject_are_one_toss():
    """Eight clips of two subjects, all better: p is 1/2, not 1/128."""
    found = subject_test(np.ones((8, 1)), np.array(["A", "B"] * 4), seed=1)
    assert found[0] == pytest.approx(0.5, abs=0.02)


def test_what_is_missing_is_left_out():
    differences = np.array([[1.0, np.nan], [np.nan, np.nan], [1.0, np.nan]])
    found = subject_test(differences, np.array(["A", "B", "C"]), seed=1)
    assert found[0] == pytest.approx(0.5, abs=0.02)
    assert np.isnan(found[1])


def test_holm_by_hand():
    # Sorted 0.01, 0.02, 0.03, 0.4: times 4, 3, 2, 1 is 0.04, 0.06, 0.06, 0.4.
    assert holm([0.03, 0.01, 0.4, 0.02]) == pytest.approx([0.06, 0.04, 0.4, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def bootstrap(subjects, true, predicted, **changes):
    arguments = {
        "classes": NAMES,
        "columns": NAMES,
        "confidence": 0.95,
        "draws": 999,
        "seed": 1,
    } | changes
    return subject_intervals(subjects, true, predicted, **arguments)


def test_subjects_are_drawn_whole():
    """Two subjects, one all right, one all wrong: draws of two give 0, 1/2 or 1, and no else."""
    subjects = ["A"] * 5 + ["B"] * 5
    true, predicted = ["happy"] * 10, ["happy"] * 5 + ["sad"] * 5
    drawn = bootstrap(subjects, true, predicted)
    assert drawn["uar_interval"] == drawn["accuracy_interval"] == [0.0, 1.0]
    assert drawn["per_class"]["happy"]["recall_interval"] == [0.0, 1.0]
    assert drawn["per_class"]["happy"]["precision_interval"] == [1.0, 1.0]  # called in two of three
    assert drawn["per_class"]["sad"]["recall_interval"] is None  # never occurs
    # Drawn clip by clip, recall would hardly ever fall to 0 or rise to 1.
    singly = bootstrap([str(k) for k in range(10)], true, predicted)["uar_interval"]
    assert 0 < singly[0] < 0.5 < singly[1] < 1


def test_the_interval_closes_on_the_score_itself():
    rng = np.random.default_rng(0)
    true = rng.choice(NAMES, 200).tolist()
    predicted = [t if rng.random() < 0.7 else str(rng.choice(NAMES)) for t in true]
    intervals = bootstrap([str(k) for k in range(200)], true, predicted, confidence=0.001)
    score = score_labels(true, predicted, NAMES, NAMES)
    assert intervals["accuracy_interval"] == pytest.approx([score["accuracy"]] * 2, abs=0.01)
    assert intervals["uar_interval"] == pytest.approx([score["uar"]] * 2, abs=0.01)
    assert intervals["macro_f1_interval"] == pytest.approx([score["macro_f1"]] * 2, abs=0.01)


def test_one_subject_has_its_score_as_interval():
    intervals = bootstrap(["A"] * 3, ["happy", "happy", "sad"], ["happy", "sad", "sad"])
    assert intervals["uar_interval"] == [0.75, 0.75]  # recalls 1/2 and 1
    # F1: happy 2/3 (1 of 1 called, 1 of 2 found), sad 2/3.
    assert intervals["macro_f1_interval"] == pytest.approx([2 / 3, 2 / 3])


def test_classes_that_are_not_asked_for_do_not_count():
    subjects, true = ["A", "A", "B"], ["happy", "neutral", "happy"]
    intervals = bootstrap(subjects, true, ["happy", "happy", "neutral"], classes=("happy",))
    assert intervals["uar_interval"] == [0.0, 1.0]


def test_a_class_that_nothing_could_teach_is_in_no_average():
    subjects, true = ["A", "A", "B"], ["happy", "happy", "sad"]
    intervals = bootstrap(subjects, true, ["happy"] * 3, not_averaged=["sad"])
    assert intervals["uar_interval"] == [0.0, 1.0]  # draws of B alone have nothing to average
    score = bootstrap(["A"] * 3, true, ["happy"] * 3, not_averaged=["sad"])
    assert score["uar_interval"] == [1.0, 1.0]
    assert score["macro_f1_interval"] == pytest.approx([0.8, 0.8])
    assert score["accuracy_interval"] == pytest.approx([2 / 3, 2 / 3])


def test_the_seed_decides():
    rng = np.random.default_rng(0)
    true = rng.choice(NAMES, 60).tolist()
    predicted = rng.choice(NAMES, 60).tolist()
    subjects = [str(k % 12) for k in range(60)]
    first, again, other = (bootstrap(subjects, true, predicted, seed=s) for s in (1, 1, 2))
    assert first == again != other


def test_a_clip_that_is_tested_again_is_drawn_with_its_subject():
    """Ten tests of a clip are no more evidence than one: the interval is that of two subjects."""
    subjects, true = ["A"] * 10 + ["B"] * 10, ["happy"] * 20
    predicted = ["happy"] * 10 + ["sad"] * 10
    assert bootstrap(subjects, true, predicted)["accuracy_interval"] == [0.0, 1.0]
