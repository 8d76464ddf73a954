"""The referee, case by case: `cases.json` pins each choice that the definition makes."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facemotion.errors import InputError
from facemotion.spotting.intervals import Interval
from facemotion.spotting.matching import match_intervals, overlap_matrix
from facemotion.spotting.scoring import count_by_subject, score_counts

CASES = json.loads(Path(__file__).with_name("cases.json").read_text())["cases"]
BOOTSTRAP = {"confidence": 0.95, "draws": 200, "seed": 1}


def intervals(rows):
    return [Interval(*row) for row in rows]


def score(truth, predicted, subjects=None):
    truth, predicted = intervals(truth), intervals(predicted)
    subjects = subjects or {i.video: i.video for i in [*truth, *predicted]} or {"v": "v"}
    return score_counts(count_by_subject(truth, predicted, subjects), **BOOTSTRAP)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_of_the_definition(case):
    if "error" in case:
        with pytest.raises(InputError, match=r"truth, interval 1 .*last frame 0 before the first"):
            score(case["truth"], case["prediction"])
        return
    result = score(case["truth"], case["prediction"])
    for kind in ("macro", "micro"):
        assert [result[kind][key] for key in ("tp", "fp", "fn")] == case[kind]


def test_sums_over_both_types_make_the_overall_score():
    truth = [["a", "macro", 1, 10], ["a", "micro", 20, 25], ["b", "micro", 1, 4]]
    result = score(truth, [["a", "macro", 1, 10], ["b", "micro", 1, 4], ["b", "micro", 9, 9]])
    assert result["macro"]["f1"] == 1
    assert result["micro"]["precision"] == result["micro"]["recall"] == 0.5
    overall = result["overall"]
    assert (overall["tp"], overall["fp"], overall["fn"]) == (2, 1, 1)
    assert overall["f1"] == pytest.approx(2 / 3)


def test_what_has_nothing_to_be_of_is_unknown_not_zero():
    empty = score([], [])["macro"]
    assert (empty["precision"], empty["recall"], empty["f1"]) == (None, None, None)
    assert empty["f1_interval"] is None
    silent = score([["a", "macro", 1, 9]], [])["macro"]
    assert (silent["precision"], silent["recall"], silent["f1"]) == (None, 0, 0)


def test_an_unknown_type_is_a_sentence():
    with pytest.raises(InputError, match=r"prediction, interval 2 \(video b\): found type 'mae'"):
        score([], [["a", "macro", 1, 9], ["b", "mae", 1, 9]])


def test_a_recognised_pair_has_the_right_emotion_too():
    truth = [["a", "macro", 1, 10, "happy"], ["a", "macro", 20, 30, "sad"],
             ["a", "macro", 40, 50, ""]]  # fmt: skip
    predicted = [["a", "macro", 1, 10, "happy"], ["a", "macro", 20, 30, "fear"],
                 ["a", "macro", 40, 50, ""]]  # fmt: skip
    result = score(truth, predicted)["macro"]
    assert (result["tp"], result["recognised"]["tp"], result["recognised"]["fp"]) == (3, 1, 2)


def test_the_interval_draws_subjects_with_all_their_videos():
    truth = [[v, "macro", 1, 10] for v in "abcd"]
    found = [["a", "macro", 1, 10], ["b", "macro", 1, 10]]
    subjects = {"a": "1", "b": "1", "c": "2", "d": "2"}
    result = score(truth, found, subjects)["macro"]
    assert result["recall"] == 0.5
    assert result["recall_interval"] == [0, 1]  # only subject 2 is drawn, or only subject 1
    assert result["precision_interval"] == [1, 1]


def test_overlaps_count_both_end_frames():
    truth = intervals([["v", "macro", 1, 10], ["v", "macro", 8, 8]])
    predicted = intervals([["v", "macro", 6, 15], ["v", "macro", 11, 11]])
    assert overlap_matrix(truth, predicted).tolist() == [[5 / 15, 0], [1 / 10, 0]]


FRAMES = st.integers(1, 12)
MANY = st.lists(st.tuples(FRAMES, st.integers(0, 6)), max_size=5)


@settings(deadline=None)
@given(MANY, MANY)
def test_no_matching_has_more_pairs(truth, predicted):
    truth, predicted = (
        [Interval("v", "macro", first, first + more) for first, more in rows]
        for rows in (truth, predicted)
    )
    both = truth and predicted
    may = overlap_matrix(truth, predicted) >= 0.5 if both else np.zeros((len(truth), 0), bool)

    def most(row: int, free: frozenset) -> int:
        if row == len(truth):
            return 0
        taken = [1 + most(row + 1, free - {j}) for j in free if may.size and may[row, j]]
        return max([most(row + 1, free), *taken])

    pairs = match_intervals(truth, predicted)
    assert len(pairs) == most(0, frozenset(range(len(predicted))))
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(may[i, j] for i, j in pairs)
