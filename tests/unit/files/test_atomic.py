"""A file or a folder appears whole, or not at all."""

import os
import subprocess
from pathlib import Path

import pytest

from facemotion.errors import InputError
from facemotion.files import atomic as module
from facemotion.files.atomic import atomic, atomic_folder, require_files, require_writable


def test_a_file_appears_when_it_is_whole(tmp_path):
    with atomic(tmp_path / "new" / "a.txt") as part:
        part.write_text("whole")
        assert [f.name for f in part.parent.iterdir()] == [part.name]
    assert (tmp_path / "new" / "a.txt").read_text() == "whole"
    assert len([*(tmp_path / "new").iterdir()]) == 1


def test_what_killed_processes_left_is_removed_and_what_others_write_is_not(tmp_path):
    with subprocess.Popen(["true"]) as ended:
        pass
    (tmp_path / f".a.txt.{ended.pid}.part").write_text("half")
    kept = [tmp_path / f".a.txt.{os.getppid()}.part", tmp_path / f".b.txt.{ended.pid}.part"]
    for part in kept:
        part.write_text("half")
    with atomic(tmp_path / "a.txt") as part:
        part.write_text("whole")
    assert sorted(tmp_path.iterdir()) == sorted([*kept, tmp_path / "a.txt"])


def test_a_failure_keeps_what_was_there(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(KeyError), atomic(tmp_path / "a.txt") as part:
        part.write_text("half")
        raise KeyError("half-way")
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("a.txt", "old")]


def test_content_is_on_the_disk_before_its_name_and_the_name_too(tmp_path, monkeypatch):
    order = []
    monkeypatch.setattr(
        module.os, "fsync", lambda fd: order.append(str(Path(f"/proc/self/fd/{fd}").readlink()))
    )
    with atomic(tmp_path / "a.txt") as part:
        part.write_text("x")
    assert order == [str(part), str(tmp_path)]


def test_a_folder_appears_when_it_is_whole_and_leftovers_are_removed(tmp_path):
    (tmp_path / ".d.part").mkdir()
    (tmp_path / ".d.part" / "stale.png").write_text("of a job that was killed")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "old.png").write_text("old")
    with atomic_folder(tmp_path / "d") as part:
        (part / "new.png").write_text("new")
        assert [f.name for f in (tmp_path / "d").iterdir()] == ["old.png"]
    assert [f.name for f in (tmp_path / "d").iterdir()] == ["new.png"]
    assert [f.name for f in tmp_path.iterdir()] == ["d"]


def test_a_folder_that_failed_is_none(tmp_path):
    with pytest.raises(KeyError), atomic_folder(tmp_path / "d") as part:
        (part / "half.png").write_text("half")
        raise KeyError("half-way")
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    require_writable(tmp_path / "none yet")
    require_writable(tmp_path)
    monkeypatch.setattr(module.os, "access", lambda path, how: how != os.W_OK)  # root may always
    with pytest.raises(InputError, match="found a folder that cannot be written, expected one"):
        require_writable(tmp_path)


def test_files_are_counted(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.png").write_text("")
    require_files(tmp_path, "*.png", 1)
    with pytest.raises(InputError, match=r"found 1 \*\.png files, expected 2"):
        require_files(tmp_path, "*.png", 2)
