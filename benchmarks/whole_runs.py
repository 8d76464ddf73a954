"""Whole runs on a tree of CK+'s size, on one and two cores, and dry runs on larger ones."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil

from ckplus_sized import FRAMES, LABELLED, SEQUENCES, make_tree

ROOT = Path(__file__).parents[1]
PROJECT = ("Snakefile", "config.yaml", "workflow", "profiles", "envs")
RESULT, LANDMARKS = "results/tcn_cv.json", "results/landmarks/ckplus.h5"
PACKAGES = ("snakemake", "dlib-bin", "torch")
PLANNED = (10_000, 100_000)
PLAN_LIMIT_S = 900
SAMPLE_S = 0.25
REPEATS = 3  # of the extraction, which is short


class Row(NamedTuple):
    """A measurement: a number as text, its unit, and a note."""

    measurement: str
    value: str
    unit: str
    note: str


class Job(NamedTuple):
    """Snakemake's record of a job: its rule, log, and start and end in seconds since 1970."""

    rule: str
    log: str
    start: float
    end: float


class Run(NamedTuple):
    """A run of Snakemake: wall time, peak memory of all its processes together, and its jobs."""

    seconds: float
    memory: int
    jobs: list[Job]


def measure_runs(folder: Path, source: Path, planned: tuple[int, ...] = PLANNED) -> Iterator[Row]:
    """Measure whole runs and dry runs in an empty folder.

    Parameters
    ----------
    folder
        Empty folder, on the file system of `source`.
    source
        A CK+ tree of rendered people.
    planned
        Numbers of sequences for dry runs.
    """
    yield Row("machine", describe_machine(), "", "")
    tree = folder / "ckplus"
    make_tree(source, tree)
    yield from measure_extraction(folder, tree)
    for cores in (1, 2):
        found = run_project(folder / f"all{cores}", tree, cores, RESULT)
        yield from describe_run(found, f"{RESULT}, {_counted(cores, 'core')}", cores)
    shutil.rmtree(tree)
    for sequences in planned:
        yield from measure_plan(folder, source, sequences)


def measure_extraction(folder: Path, tree: Path) -> Iterator[Row]:
    """Time the extraction of landmarks on one and two cores by turns, and yield the medians."""
    size = f"{SEQUENCES} sequences, {FRAMES:,} frames, {LABELLED} labelled"
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for cores in (1, 2) * REPEATS:
        found = run_project(folder / f"landmarks{cores}", tree, cores, LANDMARKS)
        jobs = [job for job in found.jobs if job.rule == "extract_landmarks"]
        seconds[cores].append(covered(jobs))
    one, two = median(seconds[1]), median(seconds[2])
    for cores, value in ((1, one), (2, two)):
        note = f"{_counted(cores, 'core')}, {size}; median of {REPEATS} runs"
        yield Row(f"extraction_{cores}", f"{value:.1f}", "s", note)
    yield Row("extraction_speed_up", f"{one / two:.2f}", "×", "2 cores compared with 1")


def describe_run(run: Run, what: str, cores: int) -> Iterator[Row]:
    """Yield wall time, time per stage, Snakemake's share, and memory."""
    yield Row(f"run_{cores}", f"{run.seconds:.0f}", "s", what)
    stages = stages_of_rules()
    for stage in dict.fromkeys(stages.values()):
        jobs = [job for job in run.jobs if stages[job.rule] == stage]
        if jobs:
            note = _counted(len(jobs), "job")
            yield Row(f"run_{cores}_{stage}", f"{covered(jobs):.0f}", "s", note)
    idle = 100 * (1 - covered(run.jobs) / run.seconds)
    yield Row(f"run_{cores}_snakemake", f"{idle:.1f}", "%", "of the wall time no job ran")
    yield Row(f"run_{cores}_memory", f"{run.memory / 1e9:.2f}", "GB", "all processes together")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def measure_plan(folder: Path, source: Path, sequences: int) -> Iterator[Row]:
    """Time a dry run on a given number of sequences, or report that it takes too long."""
    tree = folder / f"tree{sequences}"
    make_tree(source, tree, sequences, None, sequences)
    files = sum(len(names) for _, _, names in os.walk(tree))
    try:
        run = run_project(folder / f"plan{sequences}", tree, 1, "-n", RESULT, limit=PLAN_LIMIT_S)
    except subprocess.TimeoutExpired:
        yield Row(f"plan_{sequences}", f"> {PLAN_LIMIT_S}", "s", f"stopped; {files:,} files")
    else:
        yield Row(f"plan_{sequences}", f"{run.seconds:.1f}", "s", f"dry run, {files:,} files")
        yield Row(f"plan_{sequences}_memory", f"{run.memory / 1e9:.2f}", "GB", "")
    shutil.rmtree(tree)


def run_project(
    folder: Path, tree: Path, cores: int, *targets: str, limit: float | None = None
) -> Run:
    """Copy the workflow and run Snakemake in it, on a tree that replaces the demo's.

    Raises
    ------
    CalledProcessError
        The run failed; see the terminal.
    TimeoutExpired
        It took longer than `limit` seconds.
    """
    copy_project(folder)
    data = f"sequences={{datasets: {{ckplus: {{reader: ckplus, path: {json.dumps(str(tree))}}}}}}}"
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores), *targets]
    seconds, memory = watch([*command, "--config", data], folder, limit)
    jobs = read_jobs(folder)
    shutil.rmtree(folder)
    return Run(seconds, memory, jobs)


def copy_project(folder: Path) -> None:
    """Copy what a run needs of this project into a new folder."""
    folder.mkdir()
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)


def watch(command: list[str], folder: Path, limit: float | None) -> tuple[float, int]:
    """Run a command; return its seconds, and the peak memory of its processes in bytes."""
    begun, most = time.monotonic(), 0
    with (folder / "output.txt").open("w") as output:
        process = psutil.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            most = max(most, _memory(process))
            if limit and time.monotonic() - begun > limit:
                process.kill()
                process.wait()
                raise subprocess.TimeoutExpired(command, limit)
            time.sleep(SAMPLE_S)
    seconds = time.monotonic() - begun
    if process.returncode:
        print((folder / "output.txt").read_text(), file=sys.stderr)
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, most


def _memory(process: psutil.Process) -> int:
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def read_jobs(folder: Path) -> list[Job]:
    """Read Snakemake's records of a run's jobs; a job is recorded with each of its files."""
    jobs = set()
    for path in (folder / ".snakemake/metadata").rglob("*"):
        if path.is_file():
            noted = json.loads(path.read_text())
            log = "".join(noted["log"])
            jobs.add(Job(noted["rule"], log, noted["starttime"], noted["endtime"]))
    latest: dict[tuple[str, str], Job] = {}
    for job in sorted(jobs, key=lambda job: job.end):
        latest[job.rule, job.log] = job
    return sorted(latest.values(), key=lambda job: job.start)


def covered(jobs: list[Job]) -> float:
    """Return the seconds in which at least one of the jobs ran."""
    total, until = 0.0, 0.0
    for job in sorted(jobs, key=lambda job: job.start):
        total += max(0.0, job.end - max(job.start, until))
        until = max(until, job.end)
    return total


def stages_of_rules() -> dict[str, str]:
    """Map each rule to its stage, in the order of the stages."""
    stages = {}
    order = re.findall(r'^include: "workflow/rules/(\w+)\.smk"', _text(ROOT / "Snakefile"), re.M)
    for stage in order:
        rules = ROOT / f"workflow/rules/{stage}.smk"
        pattern = r"^(?:rule|checkpoint|use rule \w+ as) (\w+)(?: with)?:"
        stages |= dict.fromkeys(re.findall(pattern, _text(rules), re.M), stage)
    return stages


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def describe_machine() -> str:
    """Describe this computer in words."""
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    system = f"{platform.system()} {platform.release()}"
    python = f"Python {platform.python_version()}"
    return (
        f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}, {python}, {packages}"
    )


def processor() -> str:
    """Return the name of this computer's processor."""
    about = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", about.read_text()) if about.exists() else []
    return names[0] if names else platform.processor()
