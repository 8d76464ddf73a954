"""The referee's measures, by clips that can be judged on paper."""

import numpy as np
import pytest

from causes_builder import make_effects, told
from facemotion.explanation.causes.intervals import (
    are_readable,
    calibrate,
    error_scale,
    may_be_named,
)
from facemotion.explanation.causes.judging import judge, measure, overall, rank_by_class
from facemotion.explanation.causes.referee import choose, referee
from facemotion.explanation.causes.referee_text import format_referee
from facemotion.explanation.causes.references import chance, halves, mean_of_others
from facemotion.explanation.causes.tables import explanation_table, read_explanations, write_numbers
from facemotion.explanation.causes.units import NAMES
from facemotion.files.json_file import write_json

SETTINGS = {"confidence": 0.95, "draws": 200, "seed": 1}


def test_clips_are_judged_by_order_first_unit_sign_and_onset():
    effects = make_effects([[3, 1, -1], [2, 1], [0.05]])
    found = measure(effects, told([[9, -1, -2], [1, 1], [1]], onset=8))
    assert found["rank"].tolist()[0] == 1 and np.isnan(found["rank"][1:]).all()
    assert found["top"].tolist()[:2] == [1, 0.5] and np.isnan(found["top"][2])
    np.testing.assert_allclose(found["sign_error"], [1 / 3, 0, np.nan])
    assert found["onset_error"].tolist() == [3, 3, 3]


def test_who_says_the_same_of_all_ranks_nothing():
    found = measure(make_effects([[3, 1, 2, 0.5]]), told([[1, 1, 1, 1]], onset=-1))
    assert (found["rank"][0], found["top"][0]) == (0, 0.25) and np.isnan(found["onset_error"][0])
    assert chance(make_effects([[3, 1, 2, 0.5]]))["top"][0] == 0.25


def test_the_class_mean_is_of_other_people():
    effects = make_effects([[1, 0], [5, 2], [3, 4]], subject=["A", "A", "B"])
    np.testing.assert_allclose(mean_of_others(effects)[:, :2], [[3, 4], [3, 4], [3, 1]])


def test_halves_of_people_who_are_all_alike_agree():
    effects = make_effects([[3, 2, 1, 0.5]] * 8)
    np.testing.assert_allclose(halves(effects, 5, 0), 1)


def test_a_method_that_is_right_beats_one_that_is_not():
    rng = np.random.default_rng(0)
    effects = make_effects(rng.normal(0, 1, (20, 5)).tolist())
    right, wrong = told(effects.effect[:, :5]), told(rng.normal(0, 1, (20, 5)))
    rivals = {"chance": chance(effects), "motion": measure(effects, wrong)}
    judged = judge(effects, {"right": right, "motion": wrong}, rivals, SETTINGS)
    assert judged["right"]["rank"]["value"] == 1 and judged["right"]["overall"] == 1
    test = judged["right"]["beats"]["motion"]["rank"]
    assert test["p"] < 0.001 and test["p_holm"] >= 4 * test["p"]
    assert judged["motion"]["beats"]["chance"]["rank"]["p_holm"] > 0.1
    assert overall(effects, right) == pytest.approx(1)
    assert choose(effects, {"right": right, "motion": wrong, "random": right}) == "right"


def test_methods_are_ranked_by_the_class_that_a_clip_is_called():
    effects = make_effects(
        [[3, 2, 1], [3, 2, 1], [1, 2, 3]], predicted=np.array(["happy", "happy", "sad"], object)
    )
    found = rank_by_class(effects, {"falling": told([[3, 2, 1]] * 3)}, (0.95, 50, 1))
    assert found["happy"] == {"clips": 2, "rank": {"falling": {"value": 1, "low": 1, "high": 1}}}
    assert found["sad"]["rank"]["falling"]["value"] == -1


def test_the_interval_is_as_wide_as_needed():
    estimate = np.array([[1.0, 1.0, 1.0, 1.0]])
    true, scale = np.array([[1.1, 0.8, 1.3, 0.6]]), np.full((1, 4), 0.1)
    assert calibrate(true, estimate, scale, estimate > 0, 1.0) == pytest.approx(4)
    # Half of the errors are within 0.2, and half of those named too.
    assert calibrate(true, estimate, scale, estimate > 0, 0.5) == pytest.approx(2)


def test_what_is_named_must_hold_too():
    # 96 units without effect are estimated well; of four strong ones all are wrong.
    estimate = np.r_[np.zeros(96), np.full(4, 2.0)][None]
    true, scale = np.zeros((1, 100)), np.ones((1, 100))
    assert calibrate(true, estimate, scale, estimate > 0, 0.95) >= 2  # none of the four is named
    assert calibrate(true, estimate, scale, estimate < 0, 0.96) == 0  # nor may it be


def test_a_unit_of_which_little_is_seen_errs_most():
    estimate, amount = np.array([[1.0, 1.0]]), np.array([[0.1, 1.0]])
    scale = error_scale(estimate, amount, np.full((1, 2), 0.1))
    np.testing.assert_allclose(scale, [[0.1 + 0.2 + 1.0, 0.1 + 0.2 + 0.1]])


def test_a_unit_is_named_if_it_can_be_read_and_is_more_than_at_first():
    strength = np.repeat([[0.5, 0.5, 0.0]], 4, axis=0)
    strength = np.concatenate([strength, np.zeros((4, 3))])
    amount = np.stack([strength[:, 0], strength[::-1, 1], strength[:, 2]], axis=1)
    readable = are_readable(amount, strength, 0.15)
    assert readable.tolist() == [True, False, False]  # backwards; nobody shows the third
    amount = np.array([[0.3, 0.3, 0.3], [-0.3, 0.3, 0.3]])
    assert may_be_named(amount, readable)[:, 0].tolist() == [True, False]


def test_a_verdict_is_written_and_read(tmp_path):
    rng = np.random.default_rng(1)
    shown = np.zeros((12, len(NAMES)))
    shown[:6, 0], shown[::2, 1] = 0.8, 0.8
    effects = make_effects(rng.normal(0, 1, (12, 4)).tolist(), strength=shown, amount=shown)
    says = {
        "unit_removal": told(effects.effect[:, :4] + rng.normal(0, 0.05, (12, 4))),
        "motion": told(rng.random((12, 4))),
    }
    write_numbers(explanation_table(effects.clip_id, says), tmp_path / "says.tsv")
    says = read_explanations(tmp_path / "says.tsv", effects)
    about = {"model": "tcn", "choice_network": "one", "verdict_network": "another"}
    others = {"retest": says["unit_removal"], "other_network": says["motion"]}
    found = referee((effects, says), (effects, says | others), about, SETTINGS)
    write_json(found, tmp_path / "referee.json", "referee")
    assert found["chosen"] == "unit_removal" and "retest" not in found["methods"]
    assert (
        found["readable"] == ["AU1", "AU2"]
        and found["words"]["wrong_sentences"] <= 0.1
        and len(found["words"]["examples"]) == 10
    )
    text = format_referee(found)
    assert (
        "* unit_removal" in text
        and "does not beat chance" in text
        and "    true effects: AU" in text
    )
