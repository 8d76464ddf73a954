"""A process that works for others ends with any of them."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "workflow/scripts"
WATCH = """
import sys, time
from facemotion.processes import end_with
end_with(*map(int, sys.argv[1:]))
time.sleep(60)
"""


@pytest.mark.parametrize("killed", [0, 1])
def test_a_process_ends_with_any_of_the_others_though_nobody_has_asked_how_it_ended(killed):
    others = [subprocess.Popen(["sleep", "60"]) for _ in range(2)]
    command = [sys.executable, "-c", WATCH, *(str(other.pid) for other in others)]
    with subprocess.Popen(command, env={"PYTHONPATH": str(SCRIPTS)}) as watching:
        with pytest.raises(subprocess.TimeoutExpired):
            watching.wait(1)
        others[killed].kill()  # and stays a zombie, until it is waited for
        assert watching.wait(30) == 1
    for other in others:
        other.kill()
        other.wait()
