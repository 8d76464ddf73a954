"""Workers that render end with the process that started them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SCRIPTS = Path(__file__).parents[3] / "workflow/scripts"
PROGRAM = """
import os, sys, time
from facemotion.demo import parallel
parallel.warm_up = lambda: None
def work(name):
    print(os.getpid(), flush=True)
    time.sleep(60)
parallel.render_subjects(work, [("a",), ("b",)], 2)
"""


def test_workers_die_with_a_parent_that_is_killed():
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS)}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, text=True
    ) as parent:
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        assert all(_lives(worker) for worker in workers)
        parent.send_signal(signal.SIGKILL)
        until = time.monotonic() + 5
        while any(_lives(worker) for worker in workers) and time.monotonic() < until:
            time.sleep(0.1)
        assert not any(_lives(worker) for worker in workers)


def _lives(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
