"""The project under test: a copy of the repository with few data, and digests of its results."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "workflow/scripts")]

from projects import EXPLAINED, Project, clone  # noqa: E402

# Results of every stage, without those that take long and add no stage.
ALL_TARGETS = (
    "results/tcn_cv.json",
    "results/cam/tcn/maps.h5",
    "results/spotting/samm_tracks.json",
    "results/timeline/samm_tracks.html",
    "results/cam/tcn/checks.svg",
    "results/cam/tcn/scores.svg",
    *EXPLAINED,
)
NONE = dict.fromkeys(
    ("anger", "disgust", "fear", "happy", "sad", "surprise", "contempt", "other", "micro"), 0
)
UNLABELLED = {"unlabelled": 1, "short": 1}
PEOPLE = {name: 0 for name in NONE if name not in ("other", "micro")} | UNLABELLED
LITTLE = {
    "demo": {
        "ckplus": {"seed": 5, "subjects": 3, "sequences": PEOPLE | {"happy": 4, "surprise": 4}},
        "samm_tracks": {
            "subjects": 2, "frames": 1200, "expressions": NONE | {"happy": 2, "micro": 1},
        },
        "practice": {"subjects": 2, "frames": 1200},
    },
    "clips": {"neutral": {"count": {"ckplus": 3}}},
    "landmarks": {"shards": 2},
    "dataset": {"classes": {"happy": ["happy"], "surprise": ["surprise"], "neutral": ["neutral"]}},
    "evaluation": {"schemes": ["grouped"], "bootstrap": {"draws": 100}},
    "explanation": {"maps": {"random_networks": 1}},
    "spotting": {"tcn": {"epochs": 1}},
}  # fmt: skip


def make_project(folder: Path, targets: tuple[str, ...]) -> Project:
    """Copy the repository, reduce its settings, and run it, undisturbed, up to the targets."""
    project = clone(folder)
    project.configure(LITTLE)
    begun = time.monotonic()
    project.snakemake("--cores", "1", *targets)
    print(f"undisturbed run: {time.monotonic() - begun:.0f} s", flush=True)
    return project


def copy_project(project: Project, folder: Path) -> Project:
    """Copy everything including times, so that nothing looks changed."""
    subprocess.run(["cp", "-a", "--reflink=auto", project.folder, folder], check=True)
    return Project(folder)


def digests(folder: Path) -> dict[str, str]:
    """Digest all files in a run's results, including hidden ones, which must not be left behind."""
    files = (file for file in (folder / "results").rglob("*") if file.is_file())
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.name != "manifest.json"  # contains times
    }
