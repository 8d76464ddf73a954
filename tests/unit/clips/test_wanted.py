"""Which frames the clips want."""

import pandas as pd
import pytest

from clips_builder import sequences
from facemotion.clips.neutral import synthesize_neutral
from facemotion.clips.resampling import resample_frames
from facemotion.clips.table import join_clips
from facemotion.clips.wanted import read_wanted, want_frames
from facemotion.errors import DamagedFileError
from facemotion.files.tsv import write_table


def test_each_frame_is_wanted_once(tmp_path):
    table = resample_frames(sequences(2, frames="1-3"), 8)
    write_table(want_frames(table), tmp_path / "frames.tsv")
    wanted = read_wanted(tmp_path / "frames.tsv")
    assert wanted["sequence_id"].tolist() == ["S000_001", "S001_001"]
    assert wanted["frame_numbers"].tolist() == ["1-3", "1-3"]


def test_wanted_frames_that_are_no_ranges_are_refused(tmp_path):
    (tmp_path / "frames.tsv").write_text("sequence_id\tframe_numbers\nS1\t1-\n")
    with pytest.raises(DamagedFileError, match="column frame_numbers: found '1-', expected ranges"):
        read_wanted(tmp_path / "frames.tsv")


def test_frames_are_wanted_sequence_by_sequence_whatever_the_order_of_clips():
    clips = resample_frames(sequences(3, frames="1-30"), 5)
    neutral = synthesize_neutral(sequences(3, frames="1-30", onset=11), 5, 3, 1)
    wanted = want_frames(pd.concat([neutral, clips.iloc[::-1]]))
    assert wanted["sequence_id"].tolist() == ["S000_001", "S001_001", "S002_001"]
    assert set(wanted["frame_numbers"]) == {"1,8,11,16,23,30"}


def test_no_clip_wants_no_frame():
    wanted = want_frames(join_clips([]))
    assert len(wanted) == 0
    assert list(wanted) == ["sequence_id", "frame_numbers"]
