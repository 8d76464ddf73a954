"""List the jobs of a finished run, by asking Snakemake; `python jobs.py FOLDER OUT TARGET…`."""

import json
import os
import pickle
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from typing import NamedTuple


class Job(NamedTuple):
    """A job of a run: its rule, the attributes of its `snakemake` object, and its duration in s."""

    rule: str
    handed: dict
    seconds: float


def list_jobs(folder: Path, targets: tuple[str, ...]) -> list[Job]:
    """List the jobs that lead to targets of a finished run; runs Snakemake in its own process."""
    out = folder / "jobs.pickle"
    subprocess.run([sys.executable, __file__, str(folder), str(out), *targets], check=True)
    jobs = pickle.loads(out.read_bytes())
    out.unlink()
    return [Job(*job) for job in jobs]


def _find_jobs(targets: list[str]) -> list[tuple]:
    from snakemake.api import DAGSettings, OutputSettings, ResourceSettings, SnakemakeApi
    from snakemake.settings.types import Quietness

    took = _times()
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        workflow = api.workflow(ResourceSettings(cores=1), snakefile=Path("Snakefile"))
        dag = workflow.dag(DAGSettings(targets=set(targets)))
        inner = dag.workflow_api._workflow  # the public API only prints listings
        inner._prepare_dag(forceall=False, ignore_incomplete=True, lock_warn_only=True)
        inner._build_dag()
        jobs = [job for job in inner.dag.jobs if job.is_script]
        found = [(job.rule.name, _handed(job), took[str(job.output[0])]) for job in jobs]
    return sorted(found, key=lambda job: str(job[1]["output"][0]))


def _handed(job) -> dict:
    lists = {name: getattr(job, name)._plainstrings() for name in ("input", "output", "wildcards")}
    return {"script": Path(job.rule.script).stem, "params": job.params, **lists}


def _times() -> dict[str, float]:
    """Read from Snakemake's metadata how long the job of each output took."""
    took, folder = {}, Path(".snakemake/metadata")
    for note in folder.rglob("*"):
        if note.is_file():
            said = json.loads(note.read_text())
            name = "".join(note.relative_to(folder).parts).replace("@", "")
            took[b64decode(name).decode()] = said["endtime"] - said["starttime"]
    return took


if __name__ == "__main__":
    folder, out, *targets = sys.argv[1:]
    os.chdir(folder)
    sys.path.pop(0)
    Path(out).write_bytes(pickle.dumps(_find_jobs(targets)))
