"""Scores of maps beside their references, and what may be claimed of them."""

import json

import numpy as np
import pandas as pd
import pytest

from facemotion.errors import InputError
from facemotion.evaluation.bootstrap import mean_by_subject
from facemotion.explanation.claims import adjust, claim, describe_scores, format_scores
from facemotion.explanation.scoring import REFERENCES, mean_of_others, score_maps
from facemotion.explanation.truth import unit_mask
from maps_builder import make_checks, make_maps

SETTINGS = {"permutations": 5, "confidence": 0.95, "draws": 200, "seed": 1}
NUMBERS = np.tile(np.arange(20), (9, 1))


@pytest.fixture
def maps():
    """Three clips each of happy, surprise and neutral; the first method knows, the second not."""
    rng = np.random.default_rng(0)
    labels = ["happy", "surprise", "neutral"] * 3
    units = {"happy": {12: 3}, "surprise": {26: 3}, "neutral": {}}
    made = make_maps(labels, [units[label] for label in labels])
    for clip, unit in enumerate([12, 26, None] * 3):
        if unit:
            made.maps[clip, 0, 0, unit_mask([unit])] = 1 + rng.random((20,))
            made.maps[clip, 0, 0, 0] = 0.5
        made.maps[clip, 1] = rng.random((68, 20))
    made.displacement[:] = rng.random(made.displacement.shape)
    made.random_maps[:] = -1
    return made


def row_of(rows, name, **keys):
    keys |= {"class": name}
    return next(row for row in rows if all(row[k] == v for k, v in keys.items()))


def test_scores_stand_beside_their_references(maps):
    rows, counts = score_maps(maps, NUMBERS, None, SETTINGS)
    assert counts == {"codes": 6, "prototype": 0, "nothing": 3}
    good = row_of(rows, method="hirescam_conv2", name="happy", axis="landmark", metric="auroc")
    assert good["clips"] == 3
    assert good["value"] == good["low"] == good["high"] == 1
    assert good["chance"] == 0.5
    assert good["permuted"] < 0.5  # the mouth's corners are not the jaw
    assert good["class_mean"] == 1
    assert good["random_network"] is None  # nothing speaks for the class
    assert good["minus_displacement_low"] > 0
    mass = row_of(rows, method="hirescam_conv2", name="happy", axis="landmark", metric="mass")
    assert mass["chance"] == pytest.approx(8 / 68, abs=1e-6)
    assert mass["value"] > 0.9
    assert json.dumps(rows, allow_nan=False)


def test_what_shows_no_action_unit_cannot_be_scored():
    with pytest.raises(
        InputError, match="none of the 2 clips has action units that landmarks can show"
    ):
        score_maps(make_maps(["neutral", "neutral"]), NUMBERS, None, SETTINGS)


def test_degenerate_maps_are_counted_not_scored(maps):
    maps.maps[0, 0] = -1
    rows, _ = score_maps(maps, NUMBERS, None, SETTINGS)
    row = row_of(rows, method="hirescam_conv2", name="happy", axis="landmark", metric="auroc")
    assert (row["clips"], row["degenerate"]) == (2, 1)


def test_the_class_mean_leaves_out_the_clips_own_subject():
    weights = np.zeros((3, 2, 2))
    weights[0, 0, 0], weights[1, 0, 1], weights[2, 1, 1] = 2, 4, 8
    means = mean_of_others(weights, np.array([0, 0, 0]), np.array(["a", "a", "b"]))
    assert means[0].tolist() == means[1].tolist() == [[0, 0], [0, 1]]
    assert means[2].tolist() == [[0.5, 0.5], [0, 0]]  # each map counts once, however strong
    assert not mean_of_others(weights, np.array([0, 1, 2]), np.array(["a", "b", "c"])).any()


def test_means_by_subject_by_hand():
    """Subject a has 1 and 3, b has 8: draws give 2 (aa), 4 (ab, ba) or 8 (bb)."""
    values = np.array([[1.0, np.nan], [3.0, np.nan], [8.0, np.nan]])
    mean, low, high = mean_by_subject(values, np.array(["a", "a", "b"]), 0.95, 2000, 1)
    assert mean[0] == 4
    assert (low[0], high[0]) == (2, 8)
    assert np.isnan(mean[1]) and np.isnan(low[1])
    _, low, high = mean_by_subject(values, np.array(["a", "a", "b"]), 0.4, 2000, 1)
    assert (low[0], high[0]) == (4, 4)  # the middle half of the draws
    mean, low, high = mean_by_subject(values[:2, :1], np.array(["a", "a"]), 0.95, 50, 1)
    assert mean[0] == low[0] == high[0] == 2


ROW = {
    "method": "m", "class": "happy", "axis": "landmark", "metric": "auroc", "clips": 9,
    "degenerate": 0, "value": 0.8, "low": 0.7, "high": 0.9, "displacement": 0.6, "class_mean": 0.9,
    "random_network": 0.5, "random_lowest": 0.4, "random_highest": 0.6, "permuted": 0.6,
    "minus_chance": 0.3, "minus_chance_p_holm": 0.01, "minus_permuted": 0.2,
    "minus_permuted_p_holm": 0.01, "minus_random_network": 0.3, "minus_random_network_p_holm": 0.01,
    "minus_displacement": 0.2, "minus_displacement_p_holm": 0.01, "minus_class_mean": -0.1,
    "minus_class_mean_p_holm": 0.01,
}  # fmt: skip
MASS = {**ROW, "metric": "mass", "chance": 0.1}


def test_a_claim_says_what_the_numbers_carry():
    said = claim(ROW, [ROW, MASS], [], 0.05)
    assert "finds the landmarks of the action units" in said
    assert "beats plain displacement and random networks" in said
    assert "falls short of the class mean" in said
    assert "random networks 0.50 (0.40 to 0.60)" in said
    worse = ROW | dict.fromkeys(
        ("minus_chance_p_holm", "minus_displacement_p_holm", "minus_class_mean_p_holm"), 0.2
    )
    said = claim(worse, [worse, MASS], [], 0.05)
    assert "does not find" in said
    assert "does not beat plain displacement or the class mean" in said
    others = ROW | {"minus_permuted": -0.1}  # better on others' units than on its own
    assert "does not find" in claim(others, [others, MASS], [], 0.05)


def test_claims_are_adjusted_for_their_number():
    """Two rows of one claim each; the others have nothing to test."""
    nothing = dict.fromkeys((f"minus_{name}_p" for name in REFERENCES), None)
    rows = [ROW | nothing | {"minus_chance_p": p} for p in (0.03, 0.02)]
    rows.append(rows[0] | {"metric": "mass", "minus_chance_p": 1e-4})  # nothing is claimed of it
    assert adjust(rows) == 2
    assert [row.get("minus_chance_p_holm") for row in rows[:2]] == [0.04, 0.04]
    assert rows[0]["minus_permuted_p_holm"] is None


def test_random_networks_are_averaged_and_their_spread_told(maps):
    """The second random network points at the units, the first nowhere."""
    for clip, unit in enumerate([12, 26, None] * 3):
        if unit:
            maps.random_maps[clip, 0, 1, unit_mask([unit])] = 1
    rows, _ = score_maps(maps, NUMBERS, None, SETTINGS)
    row = row_of(rows, method="hirescam_conv2", name="happy", axis="landmark", metric="auroc")
    assert row["random_network"] == row["random_lowest"] == row["random_highest"] == 1
    maps.random_maps[:, 0, 0] = 1  # the same everywhere: 0.5
    rows, _ = score_maps(maps, NUMBERS, None, SETTINGS)
    row = row_of(rows, method="hirescam_conv2", name="happy", axis="landmark", metric="auroc")
    assert row["random_network"] == pytest.approx(0.75)
    assert (row["random_lowest"], row["random_highest"]) == (0.5, 1)


def test_one_subject_has_no_class_mean_and_is_told_all_the_same(maps):
    maps.subject[:] = "a"
    maps.displacement[:] = 0
    rows, _ = score_maps(maps, NUMBERS, None, SETTINGS)
    row = row_of(rows, method="hirescam_conv2", name="happy", axis="landmark", metric="auroc")
    assert row["class_mean"] is None and row["displacement"] is None
    adjust(rows)
    said = claim(row, rows, [], 0.05)
    assert "plain displacement -, the class mean -" in said


def test_one_emotion_has_no_others_action_units(maps):
    maps.label[:] = 3
    rows, _ = score_maps(maps, NUMBERS, None, SETTINGS)
    assert {row["permuted"] for row in rows} == {None}


def test_clips_whose_timing_is_unknown_are_scored_over_landmarks(maps):
    timing = pd.DataFrame(
        [("c0", 12, 3, 9), ("c1", 26, 3, 9)],
        columns=["sequence_id", "au", "onset_frame", "apex_frame"],
    )
    rows, _ = score_maps(maps, NUMBERS, timing, SETTINGS)
    keys = {"method": "hirescam_conv2", "name": "happy", "metric": "auroc"}
    assert row_of(rows, axis="landmark", **keys)["clips"] == 3
    assert row_of(rows, axis="landmark", **keys)["permuted"] is not None
    assert row_of(rows, axis="frame", **keys)["clips"] == 1


def test_without_the_planted_check_nothing_is_claimed():
    said = claim(ROW, [ROW, MASS], ["planted", "deletion"], 0.05)
    assert "no claim, because the method did not pass the check planted" in said
    assert "beats" not in said


def test_the_text_names_failures_and_every_emotion(maps):
    rows, counts = score_maps(maps, NUMBERS, None, SETTINGS)
    about = {"model": "tcn", "scheme": "grouped",
             "dataset": {"name": "ckplus", "path": "x", "rendered": True}}  # fmt: skip
    checks = make_checks({"hirescam_conv2": ["deletion"]})
    scores = describe_scores(rows, counts, checks, about, SETTINGS)
    assert list(scores["methods"]["hirescam_conv2"]["claims"]) == ["happy", "surprise", "all"]
    text = format_scores(scores)
    assert "hirescam_conv2: not passed: deletion" in text
    assert "integrated_gradients: passed all checks" in text
    assert "None of the 68 landmarks lies on the cheeks" in text
