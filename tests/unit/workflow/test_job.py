"""What a job says, on its terminal and in its log, and how a run finds it again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from facemotion.provenance import SNAPSHOT_VARIABLE, take_snapshot
from job import RUN_VARIABLE, read_notices

STARTS = ["scripts/split_folds.py"]
SCRIPTS = Path(__file__).parents[3] / "workflow/scripts"
JOB = """
import logging, sys
from types import SimpleNamespace
import cv2
from facemotion.errors import DamagedFileError, InputError
from job import run

def main(smk):
    logging.info("at work with %d threads", cv2.getNumThreads())
    logging.warning("2 of 9 frames have no landmarks")
    raise {error}

wildcards = {{"dataset": "mine"}}
params = SimpleNamespace(code={{"starts": {starts}}})
run(main, SimpleNamespace(rule="index", wildcards=wildcards, log=[sys.argv[1]], threads=3,
                          params=params))
"""


def run_job(
    log, error='InputError("clips.tsv: no row.")', snapshot="", starts=STARTS, part_of=None
):
    """Run a job that warns and fails; give what it prints on the terminal."""
    command = [sys.executable, "-c", JOB.format(error=error, starts=starts), str(log)]
    run = {RUN_VARIABLE: str(part_of or os.getpid())}
    environment = os.environ | run | {SNAPSHOT_VARIABLE: snapshot}
    job = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, env=environment)
    assert (job.returncode, job.stdout) == (1, "")
    return job.stderr


def planned_otherwise(*names):
    """Give a snapshot in which files were not as they are."""
    snapshot = json.loads(take_snapshot())
    for planned in snapshot.values():
        planned |= dict.fromkeys(names, "00000000")
    return json.dumps(snapshot)


def test_warnings_and_the_reason_of_a_failure_are_on_the_terminal_and_in_the_log(tmp_path):
    log = tmp_path / "sequences/mine.log"
    log.parent.mkdir()
    said = run_job(log, r'InputError("clips.tsv: 2 bad rows:\n  line 6\n  line 7")')
    warning = "WARNING index[dataset=mine]: 2 of 9 frames have no landmarks"
    reason = "ERROR index[dataset=mine]: clips.tsv: 2 bad rows:\n  line 6\n  line 7 (log: "
    assert said == f"{warning}\n{reason}{log})\n"
    assert "at work with 3 threads\n" in log.read_text()
    assert "Traceback" in log.read_text()
    assert read_notices(tmp_path, since=0) == [warning, f"{reason}{log})"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            'DamagedFileError("results/a.h5", "array label", "9", "at most 6")',
            "results/a.h5, array label: found 9, expected at most 6. To remake it: snakemake "
            "--cores 1 --force results/a.h5",
        ),
        ('InputError("clips.tsv: no row.")', "clips.tsv: no row."),
        (
            'OSError(28, "No space left on device")',
            "the disk is full; free some space and run again, which continues from here.",
        ),
        ('KeyError("frame")', "KeyError: 'frame'"),
    ],
)
def test_the_reason_of_a_failure_says_what_to_do(tmp_path, error, sentence):
    log = tmp_path / "job.log"
    last = run_job(log, error).splitlines()[-1]
    assert last == f"ERROR index[dataset=mine]: {sentence} (log: {log})"
    assert log.read_text().splitlines()[-1] == last


@pytest.mark.oddity("a full disk, even if the log is on it", "one-sentence error on the terminal")
def test_a_full_disk_is_told_on_the_terminal_even_if_the_log_is_on_it():
    said = run_job("/dev/full", 'OSError(28, "No space left on device")').splitlines()
    assert said[-1] == (
        "ERROR index[dataset=mine]: the disk is full; free some space and run again, which "
        "continues from here. (log: /dev/full)"
    )
    assert "Traceback" not in "".join(said)


def test_a_job_ends_with_the_run_that_it_is_part_of(tmp_path):
    with subprocess.Popen(["true"]) as ended:
        pass
    late = '__import__("time").sleep(60) or InputError("late")'
    assert "late" not in run_job(tmp_path / "a.log", late, part_of=ended.pid)


def test_a_log_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "job.log").mkdir()
    assert run_job(tmp_path / "job.log") == (
        f"ERROR index[dataset=mine]: {tmp_path / 'job.log'}: cannot be written (Is a directory).\n"
    )


def test_a_job_whose_code_was_planned_otherwise_stops_in_a_sentence(tmp_path):
    snapshot = planned_otherwise("scripts/facemotion/splits/schemes.py")
    assert run_job(tmp_path / "job.log", snapshot=snapshot) == (
        "ERROR index[dataset=mine]: workflow/scripts/facemotion/splits/schemes.py changed after "
        "this run was planned; start the run again to remake everything that depends on it. "
        f"(log: {tmp_path / 'job.log'})\n"
    )
    assert "at work" not in (tmp_path / "job.log").read_text()


@pytest.mark.parametrize(
    ("more", "others"),
    [
        (["scripts/split_folds.py"], "1 other file"),
        (["scripts/split_folds.py", "scripts/facemotion/splits/schemes.py"], "2 other files"),
        (["scripts/split_folds.py", "scripts/facemotion/demo/plan.py"], "1 other file"),  # unused
    ],
)
def test_several_changed_files_are_counted(tmp_path, more, others):
    said = run_job(
        tmp_path / "job.log", snapshot=planned_otherwise("scripts/facemotion/errors.py", *more)
    )
    assert f": workflow/scripts/facemotion/errors.py and {others} changed after this run" in said


def test_a_users_module_that_was_not_planned_with_stops_a_job(tmp_path):
    starts, log = ["own:tests.lint_workflow"], tmp_path / "job.log"
    said = run_job(log, snapshot=take_snapshot(), starts=starts)
    assert ": tests.lint_workflow changed after this run was planned; start the run again" in said
    assert "clips.tsv: no row." in run_job(log, snapshot=take_snapshot(starts), starts=starts)


def test_a_snapshot_of_another_copy_stops_no_job(tmp_path):
    elsewhere = json.dumps({"/elsewhere/workflow": {"scripts/facemotion/errors.py": "00000000"}})
    for snapshot in (elsewhere, take_snapshot()):
        assert "clips.tsv: no row." in run_job(tmp_path / "job.log", snapshot=snapshot)


def test_logs_of_earlier_runs_are_left_alone(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("ERROR index: old\n")
    assert read_notices(tmp_path, since=0) == ["ERROR index: old"]
    assert read_notices(tmp_path, since=log.stat().st_mtime) == []
    assert read_notices(tmp_path / "none", since=0) == []


def test_other_lines_are_no_notices(tmp_path):
    (tmp_path / "a.log").write_text("WARNING: a library's\nERRORS 3\nTraceback: ERROR index: no\n")
    assert read_notices(tmp_path, since=0) == []
