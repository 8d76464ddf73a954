"""Clip tables: whole clips of one length, or a sentence."""

import pytest

from clips_builder import sequences
from facemotion.clips.resampling import resample_frames
from facemotion.clips.table import clip_frames, join_clips, read_clips
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


def test_clips_of_two_lengths_are_refused(clips):
    lines = clips.read_text().splitlines(True)
    longer = lines[-1].replace("\t4\t", "\t5\t")
    clips.write_text("".join([*lines, longer]))
    with pytest.raises(DamagedFileError, match="line 17: found position 5 of clip S002_001, exp"):
        read_clips(clips)


def test_a_clip_that_goes_on_in_another_is_refused(clips):
    lines = clips.read_text().splitlines(True)
    lines[8] = lines[8].replace("S001_001", "S009_001")
    clips.write_text("".join(lines))
    with pytest.raises(DamagedFileError, match="line 9: found position 2 of clip S009_001, expec"):
        read_clips(clips)


def test_a_table_is_the_same_after_writing(clips):
    table = read_clips(clips)
    write_table(table, clips.with_name("again.tsv"))
    assert clips.with_name("again.tsv").read_bytes() == clips.read_bytes()
    assert list(table) == [
        "clip_id",
        "sequence_id",
        "subject",
        "emotion",
        "position",
        "frame_number",
    ]
    assert (table["subject"] + "_001" == table["clip_id"]).all()


def test_a_table_without_clips_can_be_read_again(tmp_path):
    write_table(join_clips([]), tmp_path / "clips.tsv")
    assert len(read_clips(tmp_path / "clips.tsv")) == 0
