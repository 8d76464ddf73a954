"""Hostile conditions: a run succeeds or fails with a sentence, and succeeds once they are gone."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kills import differences
from processes import MARK, command_of, marked
from small import copy_project, digests

TARGET = "results/tcn_cv.json"
STAGE = "results/dataset/ckplus.h5"  # remade where a single job is enough
DAY_S = 86400


def run_surroundings(project, scratch: Path) -> int:
    """Try all conditions; print a line for each, and return the number of those that did harm."""
    harmed = 0
    for name, what in TRIALS.items():
        copy = copy_project(project, scratch / "surroundings")
        try:
            problems = what(copy, digests(project.folder))
        except PermissionError:
            problems = []
            name += " (not tried: nothing can be mounted here)"
        shutil.rmtree(copy.folder)
        harmed += bool(problems)
        print(f"{name}: {'; '.join(problems) or 'nothing lost'}", flush=True)
    return harmed


def full_disk(copy, whole: dict) -> list[str]:
    """Run on a disk that is too full for a job's output."""
    with _mounted(copy.folder / "results") as mount:
        _remove(copy.folder / STAGE)
        filler = mount / ".filler"
        with _until_full(), filler.open("wb") as file:
            while True:
                file.write(bytes(4096))
                file.flush()
        problems = _refused(copy, STAGE, "the disk is full")
        filler.unlink()
        return problems + _ends_well(copy, whole, STAGE)


def read_only(copy, whole: dict) -> list[str]:
    """Run with a results folder that cannot be written."""
    with _mounted(copy.folder / "results") as mount:
        _remove(copy.folder / STAGE)
        _mount("-o", "remount,ro", str(mount))
        problems = _refused(copy, STAGE, "")
        _mount("-o", "remount,rw", str(mount))
        return problems + _ends_well(copy, whole, STAGE)


def vanishing_file(copy, whole: dict) -> list[str]:
    """Remove an image while its landmarks are being extracted, and restore it."""
    shards = sorted((copy.folder / "results/landmarks/ckplus").glob("*.h5"))
    target = str(shards[0].relative_to(copy.folder))
    images = sorted((copy.folder / "results/demo/ckplus").rglob("*.png"))
    kept = {image: (image.read_bytes(), image.stat()) for image in images}
    _remove(shards[0])
    with _started(copy.folder, "vanishing", target) as run:
        while run.poll() is None and not _has_job("vanishing"):
            time.sleep(0.02)
        for image in images[::2]:
            image.unlink()
        output = run.communicate()[0]
    problems = ["a traceback on the terminal"] if "Traceback" in output else []
    for image, (content, stat) in kept.items():
        image.write_bytes(content)
        os.utime(image, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    _remove(shards[0])
    return problems + _ends_well(copy, whole, target)


def two_runs(copy, whole: dict) -> list[str]:
    """Start two runs in one folder: one succeeds, the other reports the lock."""
    _remove(copy.folder / STAGE)
    with (
        _started(copy.folder, "two", STAGE) as first,
        _started(copy.folder, "two", STAGE) as second,
    ):
        outputs = [run.communicate()[0] for run in (first, second)]
    failed = [out for run, out in zip((first, second), outputs, strict=True) if run.returncode]
    problems = [] if len(failed) < 2 else ["both failed"]
    problems += ["the lock was not reported"] if any("lock" not in out for out in failed) else []
    return problems + _ends_well(copy, whole, STAGE)


def clock_back(copy, whole: dict) -> list[str]:
    """Set the clock back, so that existing results seem to be from the future."""
    made = list((copy.folder / "results/clips").glob("*.tsv"))
    for file in made:
        os.utime(file, (time.time() + DAY_S,) * 2)
    _remove(copy.folder / STAGE)
    output = copy.snakemake("--cores", "1", STAGE, check=False)
    problems = [] if "clock" in output else [f"the clock was not reported: {output[-600:]}"]
    for file in made:
        file.touch()
    return problems + _ends_well(copy, whole, STAGE)


TRIALS = {
    "full disk": full_disk, "read-only results": read_only,
    "a file that vanishes midway": vanishing_file,
    "two runs in one folder": two_runs, "a clock that goes back": clock_back,
}  # fmt: skip


def _refused(copy, target: str, sentence: str) -> list[str]:
    output = copy.snakemake("--cores", "1", target, check=False)
    problems = (
        []
        if "ERROR " in output and sentence in output
        else [f"no sentence {sentence!r}: {output[-600:]}"]
    )
    return problems + (["a traceback on the terminal"] if "Traceback" in output else [])


def _ends_well(copy, whole: dict, target: str) -> list[str]:
    output = copy.snakemake("--cores", "1", target, check=False)
    problems = differences(digests(copy.folder), whole, partly=False)
    return [*problems, output[-600:]] if problems else []


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_suffix(".tsv").unlink(missing_ok=True)


def _has_job(mark: str) -> bool:
    return any(".snakemake/scripts/" in command_of(process) for process in marked(mark))


def _started(folder: Path, mark: str, target: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "snakemake", "--cores", "1", target]
    return subprocess.Popen(
        command, cwd=folder, env=os.environ | {MARK: mark}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@contextmanager
def _mounted(folder: Path) -> Iterator[Path]:
    """Mount a small in-memory file system at a folder."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    moved = folder.with_name("moved")
    folder.rename(moved)
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={2 * size + 2**24}", "tmpfs", str(folder))
    try:
        subprocess.run(["cp", "-a", f"{moved}/.", str(folder)], check=True)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(moved)


def _mount(*arguments: str) -> None:
    if subprocess.run(["mount", *arguments], capture_output=True).returncode:
        raise PermissionError("mount")


@contextmanager
def _until_full() -> Iterator[None]:
    try:
        yield
    except OSError:
        return
