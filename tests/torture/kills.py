"""Kills: of Snakemake, a job, a worker of a job or all of them, at a random moment of any stage.

Each starts from the finished run, from which the outputs of one job are removed. Snakemake remakes
them and is disturbed meanwhile. Afterwards, no file may differ from the undisturbed run, no process
may remain, and the same command, after ``--unlock`` if Snakemake itself was killed by SIGKILL, must
restore all results.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from jobs import Job
from processes import MARK, command_of, marked, workers_of
from small import copy_project, digests

SIGNALS = ("SIGINT", "SIGTERM", "SIGKILL")
VICTIMS = ("snakemake", "job", "group", "worker")
RENDERS = "render_demo_ckplus"  # a job with worker processes
ORPHAN_S = 5
END_S = 300  # after a SIGTERM, Snakemake waits for running jobs
TRIES = 6


@dataclass
class Kill:
    """One disturbance; `moment` is a fraction of the job's duration."""

    job: Job
    victim: str
    how: str
    moment: float

    def __str__(self) -> str:
        return f"{self.how} of {self.victim} at {self.moment:.2f} of {self.job.rule}"


def plan_kills(jobs: list[Job], count: int, seed: int) -> list[Kill]:
    """Draw kills: every rule, victim and signal in turn, at random moments."""
    rng = random.Random(seed)
    names = sorted({job.rule for job in jobs})
    rules = rng.sample(names, len(names))
    victims = [victim for victim in VICTIMS if victim != "worker" or RENDERS in names]
    ways = [(victim, how) for victim in victims for how in SIGNALS]
    rng.shuffle(ways)
    kills = []
    for k in range(count):
        victim, how = ways[k % len(ways)]
        rule = RENDERS if victim == "worker" else rules[k % len(rules)]
        job = rng.choice([job for job in jobs if job.rule == rule])
        kills.append(Kill(job, victim, how, rng.random()))
    return kills


def run_kills(project, jobs: list[Job], count: int, seed: int, scratch: Path) -> tuple[int, int]:
    """Carry out kills; return the numbers of lost results and of remaining processes."""
    whole, lost, orphans = digests(project.folder), 0, 0
    for k, kill in enumerate(plan_kills(jobs, count, seed)):
        problems, left = _carry_out(kill, project, whole, scratch / f"kill{k}", f"{seed}.{k}")
        lost += bool(problems)
        orphans += left
        print(f"kill {k}: {kill}: {'; '.join(problems) or 'nothing lost'}", flush=True)
        if left:
            print(f"kill {k}: {left} processes were left", flush=True)
    return lost, orphans


def _carry_out(kill: Kill, project, whole: dict, folder: Path, mark: str) -> tuple[list, int]:
    """Disturb a job while it makes its results; return problems found, and remaining processes."""
    for attempt in range(TRIES):
        copy = copy_project(project, folder)
        target = _remove_outputs(copy.folder, kill.job)
        hit = _disturb(kill, copy.folder, target, mark, 0.5**attempt)
        time.sleep(0 if not marked(mark) else ORPHAN_S)
        left = marked(mark)
        for process in left:
            os.kill(process, signal.SIGKILL)
        if hit:
            break
        shutil.rmtree(folder)
    else:
        return [f"never hit in {TRIES} attempts"], left
    problems = differences(digests(copy.folder), whole, partly=True)
    hard = kill.how == "SIGKILL" and kill.victim in ("snakemake", "group")
    if hard:
        copy.snakemake("--unlock", check=False)
    output = copy.snakemake("--cores", "1", *target, check=False)
    problems += differences(digests(copy.folder), whole, partly=False)
    if problems:
        print(output, flush=True)
    shutil.rmtree(folder)
    return problems, len(left)


def _remove_outputs(folder: Path, job: Job) -> list[str]:
    for name in job.handed["output"]:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return [str(job.handed["output"][0])]


def _disturb(kill: Kill, folder: Path, target: list[str], mark: str, sooner: float) -> bool:
    """Run Snakemake and kill the victim; return whether it was still running."""
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *target]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as run:
        job = _wait_for_job(run, mark)
        if job is None:
            return False
        time.sleep(kill.moment * kill.job.seconds * sooner)
        hit = _kill(kill, run, job, mark)
        try:
            run.wait(END_S)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
    return hit


def _wait_for_job(run: subprocess.Popen, mark: str) -> int | None:
    while run.poll() is None:
        for process in workers_of(run.pid, marked(mark)):
            if ".snakemake/scripts/" in command_of(process):
                return process
        time.sleep(0.1)
    return None


def _kill(kill: Kill, run: subprocess.Popen, job: int, mark: str) -> bool:
    how, alive = getattr(signal, kill.how), marked(mark)
    while kill.victim == "worker" and job in alive and not workers_of(job, alive):
        time.sleep(0.1)
        alive = marked(mark)
    if job not in alive or run.poll() is not None:
        return False
    worker = next(iter(workers_of(job, alive)), job)
    victim = {"snakemake": run.pid, "group": run.pid, "job": job, "worker": worker}[kill.victim]
    (os.killpg if kill.victim == "group" else os.kill)(victim, how)
    return True


def differences(found: dict, whole: dict, partly: bool) -> list[str]:
    """Describe differences from the undisturbed run; with `partly`, missing files are ignored."""
    told = [f"{name} differs" for name in found if name in whole and found[name] != whole[name]]
    if not partly:
        told += [f"{name} is missing" for name in whole if name not in found]
        told += [f"{name} is left over" for name in found if name not in whole]
    return told
