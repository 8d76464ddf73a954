"""Resampling, with indices that can be checked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clips_builder import sequences
from facemotion.clips.resampling import choose_frames, resample_frames


def test_twenty_frames_stay_as_they_are():
    assert choose_frames(np.arange(1, 21), 20).tolist() == list(range(1, 21))


def test_thirty_nine_frames_lose_every_second():
    assert choose_frames(np.arange(39), 20).tolist() == list(range(0, 39, 2))


def test_ten_frames_are_repeated_by_hand_computed_indices():
    # k * 9 / 19 rounded half up: 0, .47, .95, 1.42, 1.89, 2.37, 2.84, 3.32, 3.79, 4.26, ...
    expected = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9]
    assert choose_frames(np.arange(10), 20).tolist() == expected


def test_of_two_equally_near_frames_the_later_is_taken():
    # Three of two frames: the middle of the grid is 0.5.
    assert choose_frames(np.arange(2), length=3).tolist() == [0, 1, 1]


def test_a_gap_does_not_bend_time():
    # Five of the frames 0-3 and 8: the grid is 0, 2, 4, 6, 8; 4 is nearest to 3, 6 to 8.
    assert choose_frames(np.array([0, 1, 2, 3, 8]), length=5).tolist() == [0, 2, 3, 8, 8]


@given(st.sets(st.integers(0, 20_000), min_size=1, max_size=300), st.integers(2, 60))
def test_any_frames_keep_order_both_ends_and_the_grid(frames, length):
    numbers = np.array(sorted(frames))
    chosen = choose_frames(numbers, length)
    assert len(chosen) == length
    assert (chosen[0], chosen[-1]) == (numbers[0], numbers[-1])
    assert (np.diff(chosen) >= 0).all()
    assert set(chosen) <= frames
    grid = np.linspace(numbers[0], numbers[-1], length)
    nearest = np.abs(numbers[:, None] - grid).min(axis=0)
    np.testing.assert_allclose(np.abs(chosen - grid), nearest, atol=1e-9)


def test_a_gap_in_the_numbers_is_passed_over():
    clip = resample_frames(sequences(1, frames="1-9,11-21"), 20)
    assert clip["frame_number"].tolist() == [*range(1, 10), *range(11, 22)]


def test_a_clip_runs_from_onset_to_apex():
    """As SAMM's expressions do, which end long after the apex."""
    clip = resample_frames(sequences(1, frames="1-60", onset=11, apex=49), 20)
    assert clip["frame_number"].tolist() == list(range(11, 50, 2))


def test_only_usable_sequences_become_clips():
    table = sequences(3)
    table.loc[1, "status"] = "too_short"
    clips = resample_frames(table, 20)
    assert clips["sequence_id"].unique().tolist() == ["S000_001", "S002_001"]
    assert (clips.groupby("clip_id").size() == 20).all()


@pytest.mark.parametrize("frames", [2, 10, 32, 60])
def test_a_clip_has_as_many_frames_as_are_asked_for(frames):
    clip = resample_frames(sequences(2, frames="1-30"), frames)
    assert clip["position"].tolist() == [*range(frames)] * 2
    assert clip["frame_number"].iloc[[0, frames - 1]].tolist() == [1, 30]


def test_thirty_two_frames_by_hand_computed_indices():
    # k * 15 / 31 rounded half up: 0, .48, .97, 1.45, 1.94, 2.42, 2.90, 3.39, 3.87, ...
    half = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]
    assert choose_frames(np.arange(16), 32).tolist() == [*half, *(15 - n for n in half[::-1])]
