"""Cases of damaged inputs: a folder of intact files, which of them to damage, and what reads them.

The cases here are jobs of a finished run, called by their scripts; `foreign` has users' files.
"""

import hashlib
import pickle
import re
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import h5py
import pandas as pd
from jobs import Job
from small import ROOT

# Rules whose jobs take seconds are drawn less often, those that read nothing, never.
SELDOM = {"train_fold": 0.03, "train_all": 0.03, "extract_landmarks": 0.02, "cross_validate": 0.2,
          "compute_cam": 0.03, "train_spotter": 0.03, "spot_videos": 0.3, "track_pieces": 0.1,
          "draw_timeline": 0.3, "explain_intervals": 0.2, "check_cam": 0.1, "render_cam": 0.1,
          "draw_data": 0.3, "draw_figures": 0.3, "draw_judged_overview": 0.2, "build_report": 0.5,
          "try_choice": 0.01, "try_verdict": 0.01, "tell_causes": 0.01,
          "normalize_landmarks": 1.5, "merge_landmarks": 1.5}  # fmt: skip
IMAGES = 3  # damaged, at most, of a folder that a job reads


@dataclass(frozen=True)
class Case:
    """Code that reads files.

    Attributes
    ----------
    name
        Name for the log.
    files
        Files that may be damaged, below the working folder.
    run
        Reads the files; returns a digest of the result, and the number of rows with a status.
    weight
        Relative probability of being drawn.
    own
        Whether the project wrote the files, rather than a user.
    """

    name: str
    files: list[str]
    run: Callable[[], tuple[str, int]]
    weight: float = 1.0
    own: bool = False


def job_cases(jobs: list[Job], folder: Path) -> list[Case]:
    """Make one case per rule that reads results, in the folder of the run."""
    cases = {}
    for job in jobs:
        given = [str(path) for path in job.handed["input"] if str(path).startswith("results/")]
        files = [file for path in given for file in _files(folder, path)]
        if files:
            weight = SELDOM.get(job.rule, 1.0)
            cases[job.rule] = Case(job.rule, files, _script(job), weight, own=True)
    return list(cases.values())


def _files(folder: Path, path: str) -> list[str]:
    """List a file; of a folder, its tables and a few of its images."""
    if (folder / path).is_file():
        return [path]
    inside = [file for file in sorted((folder / path).rglob("[!.]*")) if file.is_file()]
    images = [file for file in inside if file.suffix == ".png"]
    few = [*(file for file in inside if file not in images), *images[:: len(images) // IMAGES + 1]]
    return [str(file.relative_to(folder)) for file in few]


def _script(job: Job) -> Callable[[], tuple[str, int]]:
    handed = pickle.dumps(job.handed)

    def run() -> tuple[str, int]:
        smk = SimpleNamespace(rule=job.rule, threads=1, **pickle.loads(handed))
        _redirect(smk.output)
        runpy.run_path(str(ROOT / f"workflow/scripts/{smk.script}.py"))["main"](smk)
        return look(Path("out"))

    return run


def _redirect(outputs) -> None:
    """Redirect a job's outputs below `out/`, so that it does not change the inputs of others."""
    named = dict(outputs.items())
    for k, path in enumerate(outputs):
        outputs[k] = f"out/{path}"
        Path(outputs[k]).parent.mkdir(parents=True, exist_ok=True)
    for name, value in named.items():
        many = not isinstance(value, str)
        setattr(outputs, name, [f"out/{path}" for path in value] if many else f"out/{value}")


def look(out: Path) -> tuple[str, int]:
    """Digest the outputs, and count the rows that report a problem."""
    digest, told = hashlib.sha256(), 0
    for file in sorted(file for file in out.rglob("*") if file.is_file()):
        digest.update(str(file).encode() + _content(file))
        told += _told(file)
    return digest.hexdigest(), told


def _content(file: Path) -> bytes:
    return (
        _without_times(pd.read_csv(file, sep="\t", dtype=str))
        if file.suffix == ".tsv"
        else file.read_bytes()
    )


def _without_times(table: pd.DataFrame) -> bytes:
    """Return a table's content without fingerprints, which depend on the files' times."""
    return table.drop(columns="fingerprint", errors="ignore").to_csv().encode()


def _told(file: Path) -> int:
    if file.suffix == ".tsv":
        table = pd.read_csv(file, sep="\t", dtype=str, keep_default_na=False)
        bad = (table["status"] != "ok").sum() if "status" in table else 0
        return int(bad + (table["reason"] != "").sum() if "reason" in table else bad)
    if file.suffix == ".html":
        return len(re.findall("could (not )?be read", file.read_text()))
    if file.suffix == ".h5":
        with h5py.File(file) as opened:
            return sum(
                int((opened[n][:] != 0).sum())
                for n in ("frame_status", "clip_status")
                if n in opened
            )
    return 0


def digest_of(value: object) -> str:
    """Digest the result of a reader."""
    if isinstance(value, pd.DataFrame):
        value = _without_times(value)
    if hasattr(value, "tobytes"):
        value = value.tobytes()
    data = value if isinstance(value, bytes) else repr(value).encode("utf-8", errors="replace")
    return hashlib.sha256(data).hexdigest()
