"""The digest of code follows imports, and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "workflow" / "scripts"
DIGEST = """
from pathlib import Path
from facemotion.provenance import code_digest
print(code_digest(Path("resample_frames.py")), code_digest(Path("train_fold.py")))
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
