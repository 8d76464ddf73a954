"""MDMD's arithmetic, by hand-made cases: `mdmd_cases.json`."""

import json
from pathlib import Path

import numpy as np
import pytest

from facemotion.spotting.motion import (
    directions,
    frame_values,
    group_values,
    positive_runs,
    relative_values,
    round_half_up,
    scaled_frames,
)

CASES = json.loads(Path(__file__).with_name("mdmd_cases.json").read_text())


def flow(case, k):
    return np.stack([np.array(case[f"{axis}{k}"]) for axis in "uv"], axis=-1)


def test_the_main_direction_of_a_block_and_its_value():
    case = CASES["block_paper"]
    assert directions(flow(case, 1)).tolist() == case["classes"]
    there, on = (flow(case, k).reshape(9, 2) for k in (1, 2))
    assert group_values(there, on) == case["value"] == 10.0


def test_a_signal_and_its_runs():
    case = CASES["temporal_paper"]
    n, k = case["n"], case["k"]
    d = np.full(n, np.nan)
    for frame, value in case["d"].items():
        d[int(frame) - 1] = value
    r = relative_values(d, k)
    first, last = case["candidates"]
    assert (first, last) == (2 * k, n - 2 * k + 1)
    assert np.flatnonzero(np.isfinite(r))[[0, -1]].tolist() == [first - 1, last - 1]
    assert r[first - 1 : last].tolist() == case["r"]
    known = r[np.isfinite(r)]
    assert known.mean() + case["p"] * (known.max() - known.mean()) == case["threshold"]
    runs = positive_runs(r, case["p"], case["min_len"], np.inf)
    assert [[a + 1, b + 1] for a, b in runs] == case["kept"]
    assert positive_runs(r, case["p"], 3, np.inf) == [(18, 20)]  # the other is 2 frames long
    assert positive_runs(r, case["p"], 1, 2) == [(31, 32)]


@pytest.mark.parametrize("case", CASES["unreachable_ends"], ids=lambda c: f"{c['n']}-{c['k']}")
def test_the_range_of_a_video(case):
    n, k = case["n"], case["k"]
    d = np.full(n, np.nan)
    d[k : n - k] = 0.0
    known = np.flatnonzero(np.isfinite(relative_values(d, k))) + 1
    assert [known[0], known[-1]] == case["paper"]


def test_a_short_video_has_no_signal_and_no_run():
    r = relative_values(np.zeros(4), 3)
    assert np.isnan(r).all()
    assert positive_runs(r, 0.1, 1, 9) == []


def test_k_and_lengths_in_seconds_are_the_paper_s_at_its_frame_rates():
    assert scaled_frames("micro", 200) == (80, 47, 105)
    assert scaled_frames("macro", 200) == (260, 106, np.inf)
    assert scaled_frames("micro", 30) == (12, 7, 16)
    assert scaled_frames("macro", 30)[0] == 39
    assert [round_half_up(x) for x in (0.5, 1.5, 2.4)] == [1, 2, 2]


def test_a_run_that_is_open_at_the_end_is_kept():
    r = np.array([0, 0, 0, 0, 5.0, 5.0])
    assert positive_runs(r, 0.1, 1, 9) == [(4, 5)]


def test_groups_without_motion_are_left_out_of_the_frame_s_value():
    still = np.zeros((2, 3, 2))
    assert np.isnan(group_values(still, still)).all()
    assert frame_values(np.array([np.nan, 3.0, 1.0, 2.0]), 2) == 2.5
    assert frame_values(np.array([np.nan, 3.0]), 4) == 3.0
    assert frame_values(np.array([np.nan, np.nan]), 2) == 0
    gaps = np.array([[1.0, 0.0], [np.nan, np.nan], [2.0, 0.0]])
    assert group_values(gaps, np.zeros((3, 2))) == 2.0  # the larger of two, a third of which is one
