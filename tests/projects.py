"""A small copy of the repository, for real Snakemake runs on a small rendered dataset."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]

SMALL = {
    "demo": {
        "ckplus": {
            "seed": 3,
            "subjects": 4,
            "sequences": {
                "anger": 3, "disgust": 3, "fear": 3, "happy": 4, "sad": 3, "surprise": 4,
                "contempt": 4, "unlabelled": 1, "short": 1,
            },
        },
        "people": {"people": 10, "clips": 160},
        "samm_tracks": {
            "subjects": 3,
            "videos": 1,
            "frames": 2600,
            "expressions": {
                "anger": 1, "disgust": 1, "fear": 0, "happy": 2, "sad": 0, "surprise": 2,
                "contempt": 0, "other": 0, "micro": 3,
            },
        },
        "practice": {"subjects": 4, "videos": 1, "frames": 2400},
        "samm": {
            "seed": 3,
            "subjects": 2,
            "expressions": {
                "anger": 1, "disgust": 1, "fear": 1, "happy": 1, "sad": 1, "surprise": 1,
                "contempt": 1, "other": 0, "micro": 1,
            },
        },
    },
    "clips": {"neutral": {"count": {"ckplus": 4, "samm": 2}}},
    "landmarks": {"shards": 3},
    "splits": {"folds": 2, "test_share": 0.4},
    "models": {"tcn": {"epochs": 1}, "scn": {"epochs": 1}, "lstm_people": {"epochs": 3}},
    "dataset": {"frames": {"size_px": 16}},
    "evaluation": {"living_neutral": None},  # a dataset more; test_model_runs.py has it
    "spotting": {"tcn": {"epochs": 2}, "piece_frames": 900},
    "explanation": {
        "maps": {"steps": 4, "random_networks": 2},
        "checks": {"clips": 6, "removal_steps": 4, "orders": 1, "planted_clips": 5},
        "scores": {"permutations": 5},
        "causes": {
            "practice_clips": 100, "choice_people": 2, "verdict_people": 2, "shapley_clips": 1,
        },
    },
}  # fmt: skip
# The maps, their pictures, causes and the page.
EXPLAINED = (
    "results/report.html",
    "results/cam/tcn/integrated_gradients/overview.png",
    "results/causes/tcn/overview.integrated_gradients.svg",
    "results/causes/tcn/mean_maps.happy.svg",
)
# What the same input, config and seed give the same bytes of.
FROZEN = ("results/dataset/*.h5", "results/landmarks/*.h5", "results/splits/*/*.json",
          "results/models/**/*.*", "results/*_cv.*")  # fmt: skip


class Project:
    """A copy of the repository in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder

    def snakemake(self, *arguments: str, check: bool = True, **environment: str) -> str:
        """Run Snakemake and give all that it prints."""
        run = subprocess.run(
            [sys.executable, "-m", "snakemake", *arguments],
            cwd=self.folder,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert run.returncode == 0 or not check, run.stdout
        return run.stdout

    def jobs(self, *arguments: str) -> dict[str, int]:
        """Count the jobs that a call runs, or with -n would run, by rule."""
        return count_jobs(self.snakemake(*arguments))

    def copy(self, folder: Path) -> "Project":
        """Copy everything; timestamps stay, so that nothing looks new."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Project(folder)

    def configure(self, changes: dict) -> None:
        path = self.folder / "config.yaml"
        config = yaml.safe_load(path.read_text())
        path.write_text(yaml.safe_dump(_merge(config, changes), sort_keys=False))


def count_jobs(output: str) -> dict[str, int]:
    """Count the jobs that a run finished, or that a dry run announces; `all` does not count.

    A table of a real run does not know of the jobs behind a checkpoint, so finished jobs do.
    """
    finished = re.findall(r"^Finished jobid: \d+ \(Rule: (\w+)\)$", output, flags=re.MULTILINE)
    counts = Counter(finished)
    if not finished:
        table = output.rpartition("Job stats:")[2]
        rows = re.findall(r"^(\w+) +(\d+)$", table, flags=re.MULTILINE)
        counts = {rule: int(n) for rule, n in rows}
    return {rule: n for rule, n in counts.items() if rule not in ("all", "total")}


def clone(folder: Path) -> Project:
    """Copy what the repository holds, and make it small."""
    for name in ("Snakefile", "config.yaml"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder)
    for name in ("workflow", "envs", "profiles"):
        shutil.copytree(ROOT / name, folder / name)
    project = Project(folder)
    project.configure(SMALL)
    return project


def _merge(config: dict, changes: dict) -> dict:
    for key, value in changes.items():
        both = isinstance(config.get(key), dict) and isinstance(value, dict)
        config[key] = _merge(config[key], value) if both else value
    return config


def frozen_bytes(folder: Path) -> dict[str, bytes]:
    """Read the files that must be the same wherever they were made."""
    files = (file for pattern in FROZEN for file in folder.glob(pattern))
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}
