"""Neutral clips, with indices that can be checked by hand."""

import pandas as pd
import pytest

from clips_builder import sequences
from facemotion.clips.neutral import synthesize_neutral
from facemotion.errors import InputError


def test_neutral_is_the_first_frame_twenty_times_with_the_subject_of_its_source():
    clips = synthesize_neutral(sequences(6, frames="3-14"), 20, count=4, seed=1)
    assert len(clips) == 4 * 20
    assert set(clips["frame_number"]) == {3}
    assert set(clips["emotion"]) == {"neutral"}
    assert (clips["subject"] + "_001_neutral" == clips["clip_id"]).all()


def test_neutral_begins_at_the_onset_and_comes_from_emotions_only():
    table = sequences(5, frames="1-60", onset=31, apex=60)
    table.loc[0, "emotion"] = ""
    table.loc[1, "emotion"] = "neutral"
    clips = synthesize_neutral(table, 20, count=3, seed=1)
    assert set(clips["frame_number"]) == {31}
    assert set(clips["sequence_id"]) == {"S002_001", "S003_001", "S004_001"}


def test_the_seed_decides_which_sequences_become_neutral():
    table = sequences(30)
    first, again, other = (synthesize_neutral(table, 20, 10, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert set(first["clip_id"]) != set(other["clip_id"])
    assert first["clip_id"].nunique() == 10


def test_still_takes_the_real_frames_before_the_onset():
    table = sequences(3, frames="1-60", onset=31, apex=60)
    table.loc[1, "before_onset"], table.loc[1, "frame_numbers"] = "11-30", "31-60"
    table.loc[2, "frame_numbers"] = "20-60"  # 11 frames before the onset are too few
    clips = synthesize_neutral(table, 20, count=3, seed=1, kind="still")
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
        synthesize_neutral(sequences(4), 20, count=5, seed=1)
