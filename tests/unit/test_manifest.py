"""The manifest names every file that differs from what the run left."""

import os

import pytest

from facemotion.files.json_file import read_json
from facemotion.manifest import main, verify, write_manifest


@pytest.fixture
def results(tmp_path):
    for name in ("a.json", "models/b.tsv", ".hidden/c", "models/.d.part"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    write(tmp_path)
    return tmp_path


def write(results):
    inputs = {"mine": {"path": "x", "fingerprint": "00"}}
    write_manifest(results, {"splits": {"folds": 2}}, inputs, {"python": "3.11"})


def test_what_nobody_touched_is_as_it_was(results, capsys):
    assert verify(results) == []
    assert sorted(read_json(results / "manifest.json", "manifest")["files"]) == [
        "a.json",
        "models/b.tsv",
    ]
    main(results)
    assert "all files are unchanged since the last run" in capsys.readouterr().out


def test_every_kind_of_difference_is_named(results, capsys):
    (results / "a.json").write_text("a.JSON")
    (results / "models/b.tsv").unlink()
    (results / "new.tsv").write_text("")
    assert verify(results) == ["changed: a.json", "missing: models/b.tsv",
                               "not in the manifest: new.tsv"]  # fmt: skip
    with pytest.raises(SystemExit, match="3 files differ from the last run's"):
        main(results)
    assert "changed: a.json\n" in capsys.readouterr().out


def test_a_new_manifest_reads_what_is_new_and_keeps_the_rest(results):
    before = read_json(results / "manifest.json", "manifest")["files"]
    past = (results / "manifest.json").stat().st_mtime - 100
    (results / "models/b.tsv").write_text("other text!!")  # of the same size
    os.utime(results / "a.json", (past, past))
    os.utime(results / "models/b.tsv", (past + 1000, past + 1000))
    write(results)
    after = read_json(results / "manifest.json", "manifest")["files"]
    assert after["a.json"] == before["a.json"]
    assert after["models/b.tsv"]["sha256"] != before["models/b.tsv"]["sha256"]
    assert verify(results) == []


def test_without_a_manifest_it_says_so(tmp_path):
    with pytest.raises(SystemExit, match=r"manifest\.json: .* It is written by every success"):
        main(tmp_path)
