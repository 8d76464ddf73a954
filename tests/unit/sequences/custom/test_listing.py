"""A sheet of a folder lists its clips, and can be read as it stands."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from facemotion.errors import InputError
from facemotion.sequences.custom.listing import main, write_sheet
from facemotion.sequences.custom.rows import read_rows

SCRIPTS = Path(__file__).parents[4] / "workflow/scripts"


@pytest.fixture
def clips(tmp_path):
    for name in ("b/José (1).mp4", "b/José-1.mov", "a.neutral.AVI", "tables/x.csv", "b/notes.txt",
                 ".hidden/c.mp4", "b/x_neutral.mp4"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    for name in ("frames/f_1.png", "frames/f_2.png", "frames/cover.jpg", "single/only.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(tmp_path / name), np.zeros((4, 4), "uint8"))
    return tmp_path


@pytest.mark.oddity("a folder of clips without a sheet", "`make sheet DIR=…` writes one to fill in")
def test_every_clip_is_a_row_of_a_sheet_that_can_be_read(clips):
    assert write_sheet(clips, clips / "clips.tsv") == (6, 2)
    rows = read_rows(clips / "clips.tsv")
    assert all(not row.problems for row in rows)
    listed = {row.cells["clip"]: row.cells["path"] for row in rows}
    assert listed == {
        "a.neutral": "a.neutral.AVI",
        "b_José_1": "b/José (1).mp4",
        "b_José-1": "b/José-1.mov",
        "b_x_rest": "b/x_neutral.mp4",
        "frames": "frames",
        "tables_x": "tables/x.csv",
    }


def test_a_sheet_elsewhere_has_whole_paths(clips, tmp_path_factory):
    sheet = tmp_path_factory.mktemp("else") / "clips.tsv"
    write_sheet(clips / "b", sheet)
    assert read_rows(sheet)[0].cells["path"] == str(clips / "b" / "José (1).mp4")


def test_names_that_would_be_one_are_told_apart(tmp_path):
    for name in ("a b.mp4", "a_b.mp4", "a+b.avi"):
        (tmp_path / name).write_bytes(b"")
    write_sheet(tmp_path, tmp_path / "clips.tsv")
    assert sorted(r.cells["clip"] for r in read_rows(tmp_path / "clips.tsv")) == [
        "a_b", "a_b_2", "a_b_3",
    ]  # fmt: skip


@pytest.mark.oddity("an existing sheet", "kept; one-sentence error")
def test_a_sheet_that_is_there_is_kept(clips):
    (clips / "clips.tsv").write_text("mine")
    with pytest.raises(InputError, match=r"clips.tsv: already exists .* SHEET=other.tsv"):
        write_sheet(clips, clips / "clips.tsv")
    assert (clips / "clips.tsv").read_text() == "mine"


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [("nowhere", "no such folder"), ("single", "contains no video, fol")],
)
def test_a_folder_without_clips_is_a_sentence(clips, folder, sentence):
    with pytest.raises(SystemExit, match=sentence):
        main([str(clips / folder), str(clips / "clips.tsv")])


def test_it_is_a_command(clips):
    command = [sys.executable, "-m", "facemotion.sequences.custom.listing"]
    done = subprocess.run(
        [*command, str(clips), str(clips / "clips.tsv")],
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "6 clips; 2 other files were skipped." in done.stdout
    assert f"mine: {{reader: custom, path: {clips}/clips.tsv}}" in done.stdout
