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


@pytest.mark.parametrize("frames", [10, 32, 60])
def test_a_neutral_clip_has_as_many_frames_as_are_asked_for(frames):
    table = sequences(2, frames="1-90", onset=61, apex=90)
    still, repeated = (
        synthesize_neutral(table, frames, 2, 1, kind) for kind in ("still", "replicate")
    )
    assert still["frame_number"].tolist() == [*range(61 - frames, 61)] * 2
    assert repeated["frame_number"].tolist() == [61] * frames * 2
    assert still["position"].tolist() == repeated["position"].tolist() == [*range(frames)] * 2


def test_one_frame_too_few_before_the_onset_is_no_still_clip():
    table = sequences(1, frames="1-60", onset=32, apex=60)
    clip = synthesize_neutral(table, 32, 1, 1, kind="still")
    assert set(clip["frame_number"]) == {32}


def test_any_label_but_neutral_can_be_a_source():
    table = sequences(2, emotion="contempt")
    assert set(synthesize_neutral(table, 20, 2, 1)["sequence_id"]) == {"S000_001", "S001_001"}
    table["status"] = "excluded_emotion"
    with pytest.raises(InputError, match="but only 0 sequences"):
        synthesize_neutral(table, 20, 1, 1)


def test_no_neutral_clip_is_an_empty_table():
    clips = synthesize_neutral(sequences(3), 20, 0, 1)
    assert len(clips) == 0
    assert list(clips) == list(synthesize_neutral(sequences(3), 20, 1, 1))
