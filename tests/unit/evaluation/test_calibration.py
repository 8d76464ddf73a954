"""How far probabilities can be trusted, by hand and on made-up predictions."""

import numpy as np
import pandas as pd
import pytest

from facemotion.evaluation.calibration import cross_fit, reliability

NAMES = ("happy", "sad")


def test_the_calibration_error_by_hand():
    """Three clips at 0.95, two right: 0.2833 off; one at 0.55, wrong: 0.55 off."""
    surest = np.array([0.95, 0.95, 0.95, 0.55])
    found = reliability(np.stack([surest, 1 - surest], axis=1), np.array([0, 0, 1, 1]))
    assert found["error"] == pytest.approx((3 * (0.95 - 2 / 3) + 0.55) / 4)
    assert [(b["low"], b["clips"]) for b in found["bins"]] == [(0.5, 1), (0.9, 3)]
    assert found["bins"][1]["right"] == pytest.approx(2 / 3)


def test_a_probability_of_one_is_in_the_last_bin():
    found = reliability(np.array([[1.0, 0.0]]), np.array([0]))
    assert (found["bins"][0]["low"], found["error"]) == (0.9, 0)


def fold(generator, factor, clips=600):
    """Draw labels from probabilities, and make the logits larger by a factor."""
    logits = generator.normal(0, 1.5, clips)
    p = 1 / (1 + np.exp(-logits))
    true = np.where(generator.random(clips) < p, *NAMES)
    said = 1 / (1 + np.exp(-factor * logits))
    table = {"class": true, "p_happy": said, "p_sad": 1 - said}
    return pd.DataFrame(table)


def test_a_fold_is_calibrated_by_the_others():
    """Two folds are too sure by 3, one is not: its own temperature would be 1."""
    generator = np.random.default_rng(0)
    found = cross_fit([fold(generator, 3), fold(generator, 3), fold(generator, 1)], NAMES)
    assert found["temperatures"][2] == pytest.approx(3, rel=0.2)
    assert found["temperatures"][0] < 2.6  # of a fold of either kind


def test_calibration_lowers_the_error_of_what_is_too_sure():
    generator = np.random.default_rng(1)
    found = cross_fit([fold(generator, 4) for _ in range(3)], NAMES)
    assert found["raw"]["error"] > 0.1
    assert found["calibrated"]["error"] < 0.05
