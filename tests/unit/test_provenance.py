"""The digest of code follows imports, and nothing else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from facemotion.provenance import WORKFLOW, changed_since, take_snapshot

SCRIPTS = Path(__file__).parents[2] / "workflow" / "scripts"
DIGEST = """
from facemotion.provenance import code_digest
print(code_digest(["scripts/resample_frames.py"]), code_digest(["scripts/train_fold.py"]))
"""


@pytest.fixture
def scripts(tmp_path):
    shutil.copytree(SCRIPTS, tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "scripts"


def digests(scripts):
    """Digest in a process of its own, since files are read once a process."""
    run = subprocess.run(
        [sys.executable, "-c", DIGEST], cwd=scripts, capture_output=True, text=True, check=True
    )
    return run.stdout.split()


def append(file, text):
    file.write_text(file.read_text() + text)


def test_an_edited_module_changes_what_imports_it(scripts):
    resample, train = digests(scripts)
    append(scripts / "facemotion/models/inputs.py", "\nEXTRA = 1\n")
    assert digests(scripts)[0] == resample
    assert digests(scripts)[1] != train


def test_a_module_reached_through_another_counts(scripts):
    before = digests(scripts)
    append(scripts / "facemotion/errors.py", "\nEXTRA = 1\n")
    assert all(a != b for a, b in zip(before, digests(scripts), strict=True))


def test_comments_and_formatting_do_not_count(scripts):
    before = digests(scripts)
    append(scripts / "facemotion/errors.py", "\n\n\n# a remark\n")
    assert digests(scripts) == before


def test_a_module_that_nothing_imports_does_not_count(scripts):
    before = digests(scripts)
    (scripts / "facemotion/unused.py").write_text("EXTRA = 1\n")
    assert digests(scripts) == before


def test_docstrings_do_not_count_but_other_texts_do(scripts):
    before = digests(scripts)
    errors = scripts / "facemotion/errors.py"
    text = errors.read_text()
    errors.write_text(text.replace("Something that the user gave", "What somebody gave"))
    assert digests(scripts) == before
    errors.write_text(text.replace("expected {expected}.", "wanted {expected}."))
    assert all(a != b for a, b in zip(before, digests(scripts), strict=True))


def test_a_snapshot_names_what_changed_and_says_nothing_of_other_copies():
    starts = ["scripts/split_folds.py"]
    snapshot = take_snapshot()
    assert changed_since(snapshot, starts) == []
    assert changed_since("", starts) == []
    (files,) = json.loads(snapshot).values()
    changed = "scripts/facemotion/splits/schemes.py"
    edited = files | {changed: "x", "scripts/facemotion/demo/plan.py": "x"}
    assert changed_since(json.dumps({str(WORKFLOW): edited}), starts) == [changed]
    assert changed_since(json.dumps({"elsewhere": edited}), starts) == []
    del edited[changed]
    assert changed_since(json.dumps({str(WORKFLOW): edited}), starts) == [changed]
