"""Clip tables: whole clips of one length, or a sentence."""

import pytest

from clips_builder import sequences
from facemotion.clips.resampling import resample_frames
from facemotion.clips.table import clip_frames, join_clips, read_clips
from facemotion.clips.wanted import read_wanted, want_frames
from facemotion.errors import DamagedFileError
from facemotion.files.tsv import write_table


@pytest.fixture
def clips(tmp_path):
    table = resample_frames(sequences(3), 5)
    write_table(table, tmp_path / "clips.tsv")
    return tmp_path / "clips.tsv"


def test_a_table_says_how_long_its_clips_are(clips):
    assert clip_frames(read_clips(clips)) == 5
    assert clip_frames(join_clips([])) == 0


@pytest.mark.parametrize("lines", [12, 15])
def test_a_table_that_ends_within_a_clip_is_refused(clips, lines):
    clips.write_text("".join(clips.read_text().splitlines(True)[:lines]))
    with pytest.raises(DamagedFileError, match="expected whole clips of 5 frames, in order"):
        read_clips(clips)


@pytest.mark.parametrize("line", [1, 3, 6])
def test_a_table_that_lacks_a_line_is_refused(clips, line):
    rows = clips.read_text().splitlines(True)
    clips.write_text("".join(rows[:line] + rows[line + 1 :]))
    with pytest.raises(DamagedFileError, match=f"clips.tsv, line {line + 1}: found position"):
        read_clips(clips)


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
