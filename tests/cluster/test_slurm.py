"""The workflow on a real Slurm: the same bytes as here, whatever goes wrong on the way.

One run, as a user would see it: begun, interrupted, begun again; a job fails, and a node dies.
"""

import json
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from statistics import median

import pytest

from projects import Project, clone, count_jobs, frozen_bytes
from slurm import PACKAGES, Slurm, missing_programs, wait_for
from watch import put_between

MISSING = ", ".join(missing_programs())
pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(
        bool(MISSING),
        reason=f"no Slurm to test on: {MISSING} not found; on Debian, apt-get install {PACKAGES}",
    ),
]
RESULT = "results/tcn_cv.json"
ON_GPU = "results/models/ckplus/displacement_svm/all/weights.safetensors"
PATIENCE = 600  # seconds; far more than is needed
SUBMIT = [
    sys.executable, "-m", "snakemake", "--workflow-profile", "profiles/slurm",
    # A cluster without accounts, and small: ask it often, and wait for no network file system.
    "--slurm-status-command", "squeue", "--slurm-init-seconds-before-status-checks", "1",
    "--max-threads", "2", "--latency-wait", "5",
    "--set-resources", "train_all:gpu=1",
]  # fmt: skip


@dataclass
class Course:
    """What a run left behind."""

    project: Project
    finished_before: dict[str, float]
    output: str
    jobs: list
    dead_node: str


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    # A short path: a socket's name has room for 107 characters.
    with Slurm(tmp_path_factory.mktemp("slurm") / "s") as cluster:
        yield cluster


@pytest.fixture(scope="module")
def course(slurm, tmp_path_factory) -> Course:
    """Run the workflow with all that happens to it."""
    project = clone(tmp_path_factory.mktemp("submitted") / "project")
    put_between(project.folder / "workflow/scripts")

    run = submit(project, slurm, RESULT)
    wait_for(lambda: noted(project, "extract_landmarks-000"), PATIENCE, "a shard is begun")
    wait_for(lambda: len(finished_shards(project)) == 2, PATIENCE, "two others are there")
    run.send_signal(signal.SIGINT)
    interrupted = run.communicate(timeout=PATIENCE)[0]
    assert run.returncode != 0, interrupted
    wait_for(lambda: not running(slurm), PATIENCE, "the queue is empty")
    finished_before = times_of(project)

    run = submit(project, slurm, RESULT, ON_GPU)
    wait_for(lambda: noted(project, "train_fold-grouped0"), PATIENCE, "a fold is being trained")
    comment = "rule_train_fold_wildcards_ckplus_tcn_grouped_1_0"
    (dead_node,) = [job["NodeList"] for job in running(slurm) if job["Comment"] == comment]
    slurm.kill(dead_node)
    output = run.communicate(timeout=PATIENCE)[0]
    assert run.returncode == 0, output
    slurm.revive(dead_node)
    return Course(project, finished_before, output, slurm.jobs(), dead_node)


def submit(project: Project, slurm: Slurm, *targets: str, retries: int = 2) -> subprocess.Popen:
    return subprocess.Popen(
        [*SUBMIT, "--retries", str(retries), *targets],
        cwd=project.folder,
        env=slurm.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def running(slurm) -> list[dict]:
    return [job for job in slurm.jobs() if job["JobState"] in ("RUNNING", "PENDING", "COMPLETING")]


def noted(project: Project, job: str = "") -> list[dict]:
    """Read what was noted of the tries of a job."""
    files = sorted((project.folder / "watched").glob(f"{job}*.json"))
    return [json.loads(file.read_text()) for file in files if file.stat().st_size]


def finished_shards(project: Project) -> list[str]:
    """Find the shards whose end the first run has noticed: it asks Slurm now and then only."""
    (log,) = (project.folder / ".snakemake/log").glob("*.log")
    return re.findall(r"Finished jobid: \d+ \(Rule: extract_landmarks\)", log.read_text())


def times_of(project: Project) -> dict[str, float]:
    files = (project.folder / "results").rglob("*")
    return {str(file): file.stat().st_mtime for file in files if file.is_file()}


def tries(course: Course, rule_and_wildcards: str) -> list[dict]:
    """Find the Slurm jobs of one job of the workflow, in order."""
    comment = f"rule_{rule_and_wildcards}"
    found = [job for job in course.jobs if job["Comment"].startswith(comment)]
    return sorted(found, key=lambda job: int(job["JobId"]))


def test_the_bytes_are_those_of_a_local_run(course, finished):
    expected, found = frozen_bytes(finished.folder), frozen_bytes(course.project.folder)
    assert len(expected) > 20
    assert [name for name in expected if expected[name] != found.get(name)] == []
    for name in (RESULT, "results/dataset/ckplus.h5", "results/landmarks/ckplus.h5"):
        print(f"{sha256(found[name]).hexdigest()[:16]}  {name}, here and on the cluster")
    weights = [name for name in expected if name.endswith(".safetensors")]
    print(f"and {len(expected)} files in all, {len(weights)} of them weights")


def test_an_interrupted_run_goes_on_where_it_was(course):
    shards = tries(course, "extract_landmarks")
    assert sorted(job["JobState"] for job in shards) == ["CANCELLED", *["COMPLETED"] * 3]
    jobs = count_jobs(course.output)
    assert jobs["extract_landmarks"] == 1
    assert not {"render_demo_ckplus", "index_sequences", "shard_frames"} & jobs.keys()
    assert course.finished_before.items() <= times_of(course.project).items()


def test_a_job_that_fails_is_tried_again_with_more_memory(course):
    first, second = tries(course, "merge_landmarks")
    assert first["JobState"] == "FAILED"
    assert second["JobState"] == "COMPLETED"
    memory = [int(job["MinMemoryNode"].removesuffix("M")) for job in (first, second)]
    assert memory[1] == 2 * memory[0]


def test_a_job_whose_node_dies_goes_to_another_one(course):
    first, second = tries(course, "train_fold_wildcards_ckplus_tcn_grouped_1_0")
    assert first["JobState"] == "NODE_FAIL"
    assert second["JobState"] == "COMPLETED"
    assert second["NodeList"] != course.dead_node
    # Only what ran on that node was lost, and nothing was tried again but that.
    lost = [job for job in course.jobs if job["JobState"] == "NODE_FAIL"]
    assert {job["NodeList"] for job in lost} == {course.dead_node}
    assert count_jobs(course.output)["train_fold"] == 4
    folds = tries(course, "train_fold")
    assert len(folds) == 4 + sum(job["JobState"] == "NODE_FAIL" for job in folds)


def test_a_gpu_is_asked_for_where_the_user_says_so(course):
    everything = tries(course, "train_all")  # several, if it ran where the node died
    assert everything[-1]["JobState"] == "COMPLETED"
    assert {job["TresPerJob"] for job in everything} == {"gres:gpu:1"}
    assert not any("TresPerJob" in job for job in tries(course, "train_fold"))


def test_threads_are_held_to_the_rules_on_a_node(course):
    on_nodes = [note for note in noted(course.project) if note["slurm_job"]]
    assert {note["rule"] for note in on_nodes} >= {"extract_landmarks", "train_fold"}
    for note in on_nodes:
        allowed = 2 if note["rule"] == "render_demo_ckplus" else 1
        assert set(note["threads"].values()) == {allowed}, note


def test_rules_of_seconds_are_not_queued(course):
    here = {note["rule"] for note in noted(course.project) if not note["slurm_job"]}
    assert here >= {"filter_sequences", "split_folds", "cross_validate"}
    assert tries(course, "filter_sequences") == []


def test_the_reason_of_a_failure_reaches_the_terminal(course, slurm, tmp_path):
    project = course.project.copy(tmp_path / "project")
    (project.folder / "empty").mkdir()
    project.configure({"sequences": {"datasets": {"ckplus": {"path": "empty"}}}})
    run = submit(project, slurm, "results/sequences/ckplus.tsv", retries=0)
    output = run.communicate(timeout=PATIENCE)[0]
    assert run.returncode != 0
    (reason,) = [line for line in output.splitlines() if line.startswith("ERROR ")]
    assert reason.startswith("ERROR index_sequences[dataset=ckplus]: empty")
    assert reason.endswith("(log: logs/sequences/ckplus.index.log)")
    assert "Traceback" not in output
    print(reason)


def test_what_a_job_costs_beside_its_work(course):
    """Nothing is asserted of times: they are printed, for docs/cluster.md."""
    work = {
        note["slurm_job"]: note["ended"] - note["begun"]
        for note in noted(course.project)
        if "ended" in note
    }
    print("seconds in Slurm, of these at work:")
    rest = []
    for job in course.jobs:
        if job["JobState"] == "COMPLETED" and job["JobId"] in work:
            begun, ended = (datetime.fromisoformat(job[key]) for key in ("StartTime", "EndTime"))
            seconds = (ended - begun).total_seconds()
            rest.append(seconds - work[job["JobId"]])
            print(f"{seconds:4.0f} {work[job['JobId']]:6.1f}  {job['Comment']}")
    print(f"beside its work a job took {median(rest):.1f} s (median of {len(rest)})")
