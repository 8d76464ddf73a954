"""What a job says, on its terminal and in its log, and how a run finds it again."""

import json
import os
import subprocess
import sys
from pathlib import Path

from facemotion.provenance import SNAPSHOT_VARIABLE, take_snapshot
from job import read_notices

SCRIPTS = Path(__file__).parents[3] / "workflow/scripts"
JOB = """
import logging, sys
from types import SimpleNamespace
import cv2
from facemotion.errors import InputError
from job import run

def main(smk):
    logging.info("at work with %d threads", cv2.getNumThreads())
    logging.warning("2 of 9 frames have no landmarks")
    raise InputError("clips.tsv: 2 bad rows:\\n  line 6\\n  line 7")

wildcards = {"dataset": "mine"}
params = SimpleNamespace(code={"starts": ["scripts/split_folds.py"]})
run(main, SimpleNamespace(rule="index", wildcards=wildcards, log=[sys.argv[1]], threads=3,
                          params=params))
"""


def test_warnings_and_the_reason_of_a_failure_are_on_the_terminal_and_in_the_log(tmp_path):
    log = tmp_path / "sequences/mine.log"
    log.parent.mkdir()
    command = [sys.executable, "-c", JOB, str(log)]
    job = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True)
    warning = "WARNING index[dataset=mine]: 2 of 9 frames have no landmarks"
    reason = "ERROR index[dataset=mine]: clips.tsv: 2 bad rows:\n  line 6\n  line 7 (log: "
    assert job.returncode == 1
    assert job.stderr == f"{warning}\n{reason}{log})\n"
    assert "at work with 3 threads\n" in log.read_text()
    assert "Traceback" in log.read_text()
    assert read_notices(tmp_path, since=0) == [warning, f"{reason}{log})"]


def test_a_job_whose_code_was_planned_otherwise_stops_in_a_sentence(tmp_path):
    snapshot = json.loads(take_snapshot())
    (planned,) = snapshot.values()
    planned["scripts/facemotion/splits/schemes.py"] = "00000000"
    command = [sys.executable, "-c", JOB, str(tmp_path / "job.log")]
    environment = os.environ | {SNAPSHOT_VARIABLE: json.dumps(snapshot)}
    job = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, env=environment)
    assert job.returncode == 1
    assert job.stderr == (
        "ERROR index[dataset=mine]: workflow/scripts/facemotion/splits/schemes.py changed after "
        "this run was planned; start it again, which makes with the new code what depends on it. "
        f"(log: {tmp_path / 'job.log'})\n"
    )
    assert "at work" not in (tmp_path / "job.log").read_text()


def test_logs_of_earlier_runs_are_left_alone(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("ERROR index: old\n")
    assert read_notices(tmp_path, since=0) == ["ERROR index: old"]
    assert read_notices(tmp_path, since=log.stat().st_mtime) == []
    assert read_notices(tmp_path / "none", since=0) == []


def test_other_lines_are_no_notices(tmp_path):
    (tmp_path / "a.log").write_text("WARNING: a library's\nERRORS 3\nTraceback: ERROR index: no\n")
    assert read_notices(tmp_path, since=0) == []
