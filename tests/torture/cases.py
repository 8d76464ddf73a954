"""What is damaged: a folder of whole files, which of them may be damaged, and what reads them.

Cases here are jobs of the finished run, by their scripts; `foreign` has files as users have them.
"""

import hashlib
import pickle
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import h5py
import pandas as pd
from jobs import Job
from small import ROOT

# Rules whose jobs take seconds are drawn less often, those that read nothing never.
SELDOM = {"train_fold": 0.03, "train_all": 0.03, "extract_landmarks": 0.02, "cross_validate": 0.2,
          "compute_cam": 0.03, "train_spotter": 0.03, "spot_videos": 0.1, "track_pieces": 0.1,
          "draw_timeline": 0.1, "normalize_landmarks": 1.5, "merge_landmarks": 1.5}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Something that reads files.

    Attributes
    ----------
    name
        For people.
    files
        Those that may be damaged, below the working folder.
    run
        Reads them; gives digests of what came of it, and how many rows have a status.
    weight
        How often it is drawn.
    own
        Whether the project wrote the files.
    """

    name: str
    files: list[str]
    run: Callable[[], tuple[str, int]]
    weight: float = 1.0
    own: bool = False


def job_cases(jobs: list[Job], folder: Path) -> list[Case]:
    """Make a case of one job of every rule that reads results; the run is the working folder."""
    cases = {}
    for job in jobs:
        given = [str(path) for path in job.handed["input"] if str(path).startswith("results/")]
        files = [file for path in given for file in _files(folder, path)]
        if files:
            weight = SELDOM.get(job.rule, 1.0)
            cases[job.rule] = Case(job.rule, files, _script(job), weight, own=True)
    return list(cases.values())


def _files(folder: Path, path: str) -> list[str]:
    if (folder / path).is_file():
        return [path]
    inside = (file for file in sorted((folder / path).rglob("*")) if file.is_file())
    return [str(file.relative_to(folder)) for file in inside]


def _script(job: Job) -> Callable[[], tuple[str, int]]:
    handed = pickle.dumps(job.handed)

    def run() -> tuple[str, int]:
        smk = SimpleNamespace(rule=job.rule, threads=1, **pickle.loads(handed))
        _redirect(smk.output)
        runpy.run_path(str(ROOT / f"workflow/scripts/{smk.script}.py"))["main"](smk)
        return look(Path("out"))

    return run


def _redirect(outputs) -> None:
    """Let a job write below `out/`, so that it never changes what another case reads."""
    named = dict(outputs.items())
    for k, path in enumerate(outputs):
        outputs[k] = f"out/{path}"
        Path(outputs[k]).parent.mkdir(parents=True, exist_ok=True)
    for name, value in named.items():
        many = not isinstance(value, str)
        setattr(outputs, name, [f"out/{path}" for path in value] if many else f"out/{value}")


def look(out: Path) -> tuple[str, int]:
    """Digest what was written, and count rows that say that something is wrong with them."""
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
    """Give a table's content, but for fingerprints, which hold the times of files."""
    return table.drop(columns="fingerprint", errors="ignore").to_csv().encode()


def _told(file: Path) -> int:
    if file.suffix == ".tsv":
        table = pd.read_csv(file, sep="\t", dtype=str, keep_default_na=False)
        bad = (table["status"] != "ok").sum() if "status" in table else 0
        return int(bad + (table["reason"] != "").sum() if "reason" in table else bad)
    if file.suffix == ".h5":
        with h5py.File(file) as opened:
            return sum(
                int((opened[n][:] != 0).sum())
                for n in ("frame_status", "clip_status")
                if n in opened
            )
    return 0


def digest_of(value: object) -> str:
    """Digest what a reader gave."""
    if isinstance(value, pd.DataFrame):
        value = _without_times(value)
    if hasattr(value, "tobytes"):
        value = value.tobytes()
    data = value if isinstance(value, bytes) else repr(value).encode("utf-8", errors="replace")
    return hashlib.sha256(data).hexdigest()
