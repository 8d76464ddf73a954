"""Exact tests and their adjustment, by hand; the bootstrap where it can be reckoned."""

import numpy as np
import pytest

from dataset_builder import NAMES
from facemotion.evaluation.bootstrap import subject_bootstrap
from facemotion.evaluation.metrics import score_labels
from facemotion.evaluation.paired import holm, mcnemar_exact


def right(only_a, only_b, both=3, neither=2):
    a = [True] * only_a + [False] * only_b + [True] * both + [False] * neither
    b = [False] * only_a + [True] * only_b + [True] * both + [False] * neither
    return np.array(a), np.array(b)


@pytest.mark.parametrize(
    ("only_a", "only_b", "p"),
    [
        (1, 6, 0.125),  # 2 (1 + 7) / 2^7
        (0, 5, 0.0625),  # 2 / 2^5
        (5, 0, 0.0625),
        (3, 3, 1.0),
        (0, 0, 1.0),
    ],
)
def test_mcnemar_by_hand(only_a, only_b, p):
    test = mcnemar_exact(*right(only_a, only_b))
    assert test == {"only_a": only_a, "only_b": only_b, "p": pytest.approx(p)}


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
    return subject_bootstrap(subjects, true, predicted, **arguments)


def test_subjects_are_drawn_whole():
    """Two subjects, one all right, one all wrong: draws of two give 0, 1/2 or 1, and no else."""
    subjects = ["A"] * 5 + ["B"] * 5
    true, predicted = ["happy"] * 10, ["happy"] * 5 + ["sad"] * 5
    assert bootstrap(subjects, true, predicted)["uar_interval"] == [0.0, 1.0]
    # Drawn clip by clip, recall would hardly ever fall to 0 or rise to 1.
    singly = bootstrap([str(k) for k in range(10)], true, predicted)["uar_interval"]
    assert 0 < singly[0] < 0.5 < singly[1] < 1


def test_the_interval_closes_on_the_score_itself():
    rng = np.random.default_rng(0)
    true = rng.choice(NAMES, 200).tolist()
    predicted = [t if rng.random() < 0.7 else str(rng.choice(NAMES)) for t in true]
    intervals = bootstrap([str(k) for k in range(200)], true, predicted, confidence=0.001)
    score = score_labels(true, predicted, NAMES, NAMES, 0.95)
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


def test_the_seed_decides():
    rng = np.random.default_rng(0)
    true = rng.choice(NAMES, 60).tolist()
    predicted = rng.choice(NAMES, 60).tolist()
    subjects = [str(k % 12) for k in range(60)]
    first, again, other = (bootstrap(subjects, true, predicted, seed=s) for s in (1, 1, 2))
    assert first == again != other
