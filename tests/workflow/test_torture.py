"""A short torture: two kills and some damaged inputs; `make torture` does 40 and 5,000."""

import subprocess
import sys

import pytest

from projects import EXPLAINED, ROOT

pytestmark = pytest.mark.slow
# The kills of this seed are of merge_landmarks and the page, which are quick to make again.
LONG = ("--kills", "2", "--inputs", "200", "--no-surroundings", "--seed", "30")


def test_what_is_killed_or_damaged_loses_nothing_and_leaves_nothing(explained_project):
    # In a process of its own, since it forks: never one of pytest-xdist, which has threads.
    command = [sys.executable, ROOT / "tests/torture/torture.py", *LONG]
    run = subprocess.run(
        [*command, "--project", explained_project.folder, "results/tcn_cv.json", *EXPLAINED],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    assert run.stdout.splitlines()[-2:] == [
        "kills 2, lost 0, orphans 0",
        "inputs 200, exceptions 0, wrongly accepted 0, slower than 10 s 0",
    ]
