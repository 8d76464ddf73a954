"""Stands between a job and its work in the workflow under test.

It notes where, when and with how many threads a job runs, and lets three jobs go wrong the first
time that they are tried.
"""

import json
import os
import sys
import time
from pathlib import Path

HANGS = {
    ("extract_landmarks", "000"): "until the run is interrupted",
    ("train_fold", "grouped0"): "until its node dies",
}
FAILS = {("merge_landmarks", ""): "the first try fails, as planned"}
HANG_SECONDS = 1800  # longer than anybody waits


def watched(main):
    """Wrap the main function of a rule's script."""

    def work(snakemake):
        w = snakemake.wildcards
        job = snakemake.rule, w.get("shard", "")[:3] + w.get("scheme", "") + w.get("fold", "")
        note = Path("watched", f"{'-'.join(job)}.{time.time_ns()}.json")
        note.parent.mkdir(exist_ok=True)
        first = not list(note.parent.glob(f"{'-'.join(job)}.*"))
        about = {"rule": snakemake.rule, "slurm_job": os.environ.get("SLURM_JOB_ID"),
                 "threads": count_threads(), "begun": time.time()}  # fmt: skip
        note.write_text(json.dumps(about))
        if first and job in HANGS:
            time.sleep(HANG_SECONDS)
        if first and job in FAILS:
            raise RuntimeError(FAILS[job])
        main(snakemake)
        note.write_text(json.dumps(about | {"ended": time.time()}))

    return work


def count_threads() -> dict[str, int]:
    """Tell how many threads the libraries that are loaded would use."""
    counts = {"OpenMP": int(os.environ.get("OMP_NUM_THREADS", 0))}
    if "cv2" in sys.modules:
        counts["OpenCV"] = sys.modules["cv2"].getNumThreads()
    if "torch" in sys.modules:
        counts["torch"] = sys.modules["torch"].get_num_threads()
    return counts


def put_between(scripts: Path) -> None:
    """Have the jobs of a copy of the workflow watched; rules take no notice of it."""
    job = scripts / "job.py"
    source = job.read_text()
    assert source.count("        main(snakemake)\n") == 1
    source = source.replace("        main(snakemake)\n", "        watched(main)(snakemake)\n")
    job.write_text(source.replace("\n\n", "\n\nfrom watch import watched\n", 1))
    (scripts / "watch.py").write_text(Path(__file__).read_text())
