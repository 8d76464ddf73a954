"""Any dataset's clips in words, and a network from elsewhere."""

import numpy as np
import pandas as pd
import pytest

from causes_builder import smile
from dataset_builder import make_clips
from facemotion.demo.shots import draw_shots, film
from facemotion.explanation.causes.amounts import list_amounts
from facemotion.explanation.causes.dataset import explain_dataset, explain_tracks
from facemotion.explanation.causes.detection import of_coded
from facemotion.explanation.causes.own import SETTINGS, judge_network
from facemotion.explanation.causes.sentences import say
from facemotion.explanation.causes.trial import try_explanations
from facemotion.explanation.causes.units import NAMES

FOUND = {"chosen": "unit_removal", "interval": {"factor": 2.0}, "readable": ["AU1", "AU12"]}
FEW = SETTINGS | {"choice_people": 2, "verdict_people": 2, "steps": 2, "draws": 50}


@pytest.fixture(scope="module")
def tracks():
    emotions = ["happy"] * 4 + ["neutral"]
    return film(draw_shots(emotions, np.arange(51, 56), np.random.default_rng(9), frames=10))


def test_a_row_a_clip_and_one_a_class(basis, tracks):
    numbers = np.tile(np.arange(101, 111, dtype="int32"), (5, 1))
    status = np.array([0, 0, 0, 1, 2], "uint8")
    codes = np.array([[3, 0], [0, 1], [3, 0], [-1, -1], [3, 0]], "int8")
    clips = make_clips(
        tracks, clip_status=status, frame_number=numbers, aus=codes, au_codes=np.array([12, 26])
    )
    rows = [np.array([0, 1, 3, 4])]  # the third clip is in no fold
    narrow = FOUND | {"interval": {"factor": 0.4}}
    table = explain_dataset(clips, [(smile(), rows[0])], basis, narrow, FEW)
    assert table["scope"].tolist() == ["clip"] * 5 + ["class"]
    assert table["status"].tolist()[:5] == ["ok", "ok", "not_tested", "interpolated", "excluded"]
    told = table.loc[0, "sentence"]
    assert (
        told.startswith("Happiness (0.")
        and "the lip corners are pulled (AU12, from frame 10" in told
    )
    assert table.loc[0, "units"].startswith("AU12 +")
    assert (table.loc[[2, 4], "sentence"] == "").all()
    assert table["coded"].tolist()[:4] == ["AU12", "AU26/27", "AU12", ""]
    assert table["not_coded"].tolist()[:4] == ["", "AU12", "", ""]
    assert table.loc[5, "sentence"].startswith("Across 3 clips called happy: the lip corners")


def test_amounts_are_listed_without_a_network(basis, tracks):
    numbers = np.tile(np.arange(101, 111, dtype="int32"), (5, 1))
    clips = make_clips(
        tracks, frame_number=numbers, clip_status=np.array([0, 0, 0, 1, 2], "uint8"),
        label=np.array([3, 3, 3, 3, -1], "int8"),
    )  # fmt: skip
    table = list_amounts(clips, basis)
    assert table["unit"].tolist() == [*NAMES] * 5
    smiles = table[table["unit"] == "AU12"]
    assert smiles["class"].tolist() == ["happy"] * 4 + [""]
    assert (smiles["amount"][:4] > 0.3).all() and 101 < smiles["onset"].iloc[0] <= 110
    assert smiles["status"].tolist()[3:] == ["interpolated", "excluded"]
    excluded = table[table["status"] == "excluded"]
    assert excluded[["amount", "amount_error"]].isna().all(axis=None)
    assert (excluded["onset"] == "").all()


@pytest.mark.parametrize("change", [{"interval": {"factor": 1e6}}, {"readable": []}])
def test_no_unit_stands_out_where_intervals_are_wide_or_nothing_is_read(basis, tracks, change):
    told = explain_tracks(smile(), tracks, (640, 480), basis, FOUND | change, FEW)
    assert all(say(evidence).endswith("): no unit stands out.") for evidence in told)


def test_a_module_from_elsewhere_is_judged_and_explained(basis, tracks):
    asked = smile()
    found = judge_network(asked, basis, FEW)
    assert found["clips"] == {"choice": 12, "verdict": 12}
    assert {"unit_removal", "occlusion"} <= found["methods"].keys()  # no layers are known
    assert not any(name.startswith("gradcam") for name in found["methods"])
    said = [say(e) for e in explain_tracks(asked, tracks, (640, 480), basis, FOUND, FEW)]
    assert len(said) == 5 and all("AU1," not in sentence for sentence in said)


def test_a_trial_is_the_same_again(basis):
    settings = FEW | {"choice_people": 1}
    first, again = (try_explanations(smile(), basis, "choice", settings) for _ in range(2))
    pd.testing.assert_frame_equal(first.effects, again.effects)
    for name, told in first.told.items():
        np.testing.assert_array_equal(told.value, again.told[name].value, err_msg=name)


def test_units_are_scored_against_facs_codes(basis):
    emotions = ["happy"] * 5 + ["neutral"] * 5
    shots = draw_shots(emotions, np.arange(61, 71), np.random.default_rng(2), frames=10)
    codes = np.array([[3, 0, -1]] * 4 + [[9, 0, -1]] + [[0, 1, -1]] * 5, "int8")
    clips = make_clips(film(shots), aus=codes, au_codes=np.array([12, 27, 4], "int32"))
    rows = of_coded(clips, basis)
    assert [row["unit"] for row in rows] == ["AU12", "AU26/27"]  # nobody coded AU4
    assert rows[0]["present"] == 5 and rows[0]["intensities"] == 9 and rows[0]["auroc"] > 0.9
    assert set(NAMES) >= {row["unit"] for row in rows}
