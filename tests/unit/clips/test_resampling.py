"""Resampling and neutral clips, with indices that can be checked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facemotion.clips.resampling import (
    CLIP_FRAMES,
    choose_frames,
    resample_frames,
    synthesize_neutral,
)
from facemotion.errors import InputError
from facemotion.sequences.table import make_table, parse_ranges


def sequences(n=4, frames="1-12", **changes):
    rows = [
        {
            "sequence_id": f"S{k:03d}_001",
            "subject": f"S{k:03d}",
            "emotion": "happy",
            "n_frames": 12,
            "frame_pattern": "x_{frame:08d}.png",
            "frame_numbers": frames,
            "onset": parse_ranges(frames)[0],
            "apex": parse_ranges(frames)[-1],
            "status": "ok",
        }
        | changes
        for k in range(n)
    ]
    return make_table(rows)


def test_twenty_frames_stay_as_they_are():
    assert choose_frames(np.arange(1, 21)).tolist() == list(range(1, 21))


def test_thirty_nine_frames_lose_every_second():
    assert choose_frames(np.arange(39)).tolist() == list(range(0, 39, 2))


def test_ten_frames_are_repeated_by_hand_computed_indices():
    # k * 9 / 19 rounded half up: 0, .47, .95, 1.42, 1.89, 2.37, 2.84, 3.32, 3.79, 4.26, ...
    expected = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9]
    assert choose_frames(np.arange(10)).tolist() == expected


def test_of_two_equally_near_frames_the_later_is_taken():
    # Three of two frames: the middle of the grid is 0.5.
    assert choose_frames(np.arange(2), length=3).tolist() == [0, 1, 1]


def test_a_gap_does_not_bend_time():
    # Five of the frames 0-3 and 8: the grid is 0, 2, 4, 6, 8; 4 is nearest to 3, 6 to 8.
    assert choose_frames(np.array([0, 1, 2, 3, 8]), length=5).tolist() == [0, 2, 3, 8, 8]


@given(st.sets(st.integers(0, 20_000), min_size=1, max_size=300))
def test_any_frames_keep_order_both_ends_and_the_grid(frames):
    numbers = np.array(sorted(frames))
    chosen = choose_frames(numbers)
    assert len(chosen) == CLIP_FRAMES
    assert (chosen[0], chosen[-1]) == (numbers[0], numbers[-1])
    assert (np.diff(chosen) >= 0).all()
    assert set(chosen) <= frames
    grid = np.linspace(numbers[0], numbers[-1], CLIP_FRAMES)
    nearest = np.abs(numbers[:, None] - grid).min(axis=0)
    np.testing.assert_allclose(np.abs(chosen - grid), nearest, atol=1e-9)


def test_a_gap_in_the_numbers_is_passed_over():
    clip = resample_frames(sequences(1, frames="1-9,11-21"))
    assert clip["frame_number"].tolist() == [*range(1, 10), *range(11, 22)]


def test_a_clip_runs_from_onset_to_apex():
    """As SAMM's expressions do, which end long after the apex."""
    clip = resample_frames(sequences(1, frames="1-60", onset=11, apex=49))
    assert clip["frame_number"].tolist() == list(range(11, 50, 2))


def test_only_usable_sequences_become_clips():
    table = sequences(3)
    table.loc[1, "status"] = "too_short"
    clips = resample_frames(table)
    assert clips["sequence_id"].unique().tolist() == ["S000_001", "S002_001"]
    assert (clips.groupby("clip_id").size() == CLIP_FRAMES).all()


def test_neutral_is_the_first_frame_twenty_times_with_the_subject_of_its_source():
    clips = synthesize_neutral(sequences(6, frames="3-14"), count=4, seed=1)
    assert len(clips) == 4 * CLIP_FRAMES
    assert set(clips["frame_number"]) == {3}
    assert set(clips["emotion"]) == {"neutral"}
    assert (clips["subject"] + "_001_neutral" == clips["clip_id"]).all()


def test_neutral_begins_at_the_onset_and_comes_from_emotions_only():
    table = sequences(5, frames="1-60", onset=31, apex=60)
    table.loc[0, "emotion"] = ""
    table.loc[1, "emotion"] = "neutral"
    clips = synthesize_neutral(table, count=3, seed=1)
    assert set(clips["frame_number"]) == {31}
    assert set(clips["sequence_id"]) == {"S002_001", "S003_001", "S004_001"}


def test_the_seed_decides_which_sequences_become_neutral():
    table = sequences(30)
    first, again, other = (synthesize_neutral(table, 10, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert set(first["clip_id"]) != set(other["clip_id"])
    assert first["clip_id"].nunique() == 10


def test_still_takes_the_real_frames_before_the_onset():
    table = sequences(3, frames="1-60", onset=31, apex=60)
    table.loc[1, "before_onset"], table.loc[1, "frame_numbers"] = "11-30", "31-60"
    table.loc[2, "frame_numbers"] = "20-60"  # 11 frames before the onset are too few
    clips = synthesize_neutral(table, count=3, seed=1, kind="still")
    frames = {k: list(group["frame_number"]) for k, group in clips.groupby("sequence_id")}
    assert frames == {
        "S000_001": list(range(11, 31)),
        "S001_001": list(range(11, 31)),
        "S002_001": [31] * 20,
    }


def test_too_few_sequences_for_neutral_is_one_sentence():
    with pytest.raises(
        InputError, match=r"clips\.neutral\.count is 5 for this dataset, but only 4 sequences with"
    ):
        synthesize_neutral(sequences(4), count=5, seed=1)
