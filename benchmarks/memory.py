"""Peak memory of jobs over 100,000 frames of made-up clips, each job in its own process.

    python benchmarks/memory.py

Landmarks are made up, because those of 100,000 images would take half an hour. Extraction, which
reads images, is measured on few frames and on four times as many instead.
"""

import os
import runpy
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import yaml

from facemotion.demo.ckplus import render_ckplus
from facemotion.files.tsv import write_table
from facemotion.landmarks.extraction import extract_landmarks
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.store import write_landmarks
from facemotion.sequences.ckplus import index
from facemotion.sequences.table import make_table

ROOT = Path(__file__).parents[1]
CLIPS, FRAMES, SHARDS = 5000, 20, 4
LIMIT_MB = 1500
EMOTIONS = ("anger", "disgust", "fear", "happy", "sad", "surprise")
FEW = {
    "seed": 7, "subjects": 2, "intensity": 1.0, "favourite_share": 0.0, "sequences": {"happy": 4},
}  # fmt: skip


class _Files(list):
    """Files of a rule by position and by name, as in a script's `snakemake` object."""

    def __init__(self, **named):
        super().__init__(named.values())
        vars(self).update(named)

    def get(self, name: str, default: object = None) -> object:
        return vars(self).get(name, default)


def measure_memory(folder: Path, config: dict) -> Iterator[tuple[str, float]]:
    """Run the jobs one after the other in a folder; yield each one's peak memory in MB."""
    os.chdir(folder)
    yield "made-up landmarks (not a job)", peak_mb(_make_up)
    for script, files, wildcards, params in _jobs(config):
        read, written = files
        smk = SimpleNamespace(
            rule=script, input=_Files(**read), output=_Files(**written), threads=1,
            wildcards=_Files(**wildcards), params=SimpleNamespace(**params),
        )  # fmt: skip
        yield script, peak_mb(lambda smk=smk: _run_script(smk))
    render_ckplus(Path("faces"), FEW, processes=1)
    for times in (1, 4):
        name = f"extract_landmarks, {times} x {_extracted()} frames"
        yield name, peak_mb(lambda times=times: _extract(times, config))


def peak_mb(work: Callable[[], object]) -> float:
    """Run some work in a child process; return its peak memory in MB."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    _, status, used = os.wait4(child, 0)
    if status:
        sys.exit("a job failed; its error is above")
    return used.ru_maxrss / 1024


def _run_script(smk: SimpleNamespace) -> None:
    runpy.run_path(str(ROOT / f"workflow/scripts/{smk.rule}.py"))["main"](smk)


def _make_up() -> None:
    """Write a sequence table, and the shards of its landmarks."""
    rng = np.random.default_rng(1)
    names = [f"S{k // 10:04d}_{k % 10:03d}" for k in range(CLIPS)]
    rows = [
        {
            "sequence_id": name, "subject": name[:5], "emotion": EMOTIONS[k % len(EMOTIONS)],
            "n_frames": FRAMES, "frame_pattern": f"{name}_{{frame:08d}}.png",
            "frame_numbers": f"1-{FRAMES}", "onset": 1, "apex": FRAMES, "status": "ok",
        }
        for k, name in enumerate(names)
    ]  # fmt: skip
    write_table(make_table(rows), "index.tsv")
    for shard in range(SHARDS):
        of_shard = [
            (name, n, _face(rng)) for name in names[shard::SHARDS] for n in range(1, FRAMES + 1)
        ]
        write_landmarks(of_shard, "made up 1", Path(f"shards/{shard}.h5"))


def _face(rng: np.random.Generator) -> Face:
    points = rng.uniform(100, 300, (68, 2)).astype("f4")
    content = int(rng.integers(2**60))
    return Face(FrameStatus.OK, points, np.ones(4, "f4"), 1.0, (640, 490), "", content)


def _jobs(config: dict) -> Iterator[tuple]:
    """Yield script, input and output files, wildcards and parameters of each job."""
    classes = config["dataset"]["classes"]
    filters = {"min_frames": 10, "emotions": list(EMOTIONS), "keep_unlabelled": False}
    neutral = {"count": 50, "kind": "replicate", "seed": 1}
    dataset = {
        "name": "mine", "reader": "ckplus", "path": "", "root": "", "has_images": True,
        "has_labels": True, "keeps_unlabelled": False, "paper": "", "rendered": True,
        "backend": "dlib", "backend_settings": {},
    }  # fmt: skip
    shards = {f"s{k}": f"shards/{k}.h5" for k in range(SHARDS)}
    files = {"sequences": "s.tsv", "clips": "c.tsv", "landmarks": "l.h5"}
    told = {"table": "s.tsv", "flow": "f.json"}
    yield "filter_sequences", ({"table": "index.tsv"}, told), {}, {"settings": filters}
    yield "resample_frames", ({"sequences": "s.tsv"}, {"clips": "r.tsv"}), {}, {"frames": FRAMES}
    added = {"frames": FRAMES, "settings": neutral}
    clips = ({"clips": "r.tsv", "sequences": "s.tsv"}, {"clips": "c.tsv"})
    yield "synthesize_neutral", clips, {}, added
    yield "want_frames", ({"clips": "c.tsv"}, {"frames": "w.tsv"}), {}, {}
    dlib = {"backend": "dlib", "settings": config["landmarks"]["dlib"], "root": "."}
    wanted = ({"frames": "w.tsv", "sequences": "s.tsv"}, {"shards": "shards.json"})
    yield "shard_frames", wanted, {}, {**dlib, "shards": SHARDS}
    yield "merge_landmarks", (shards, {"landmarks": "l.h5"}), {}, {}
    about = {"neutral": neutral, "max_failed_share": 0.25, "dataset": dataset, "classes": classes}
    yield "normalize_landmarks", (files, {"dataset": "d.h5", "table": "d.tsv"}), {}, about
    grouped, folds = {"scheme": "grouped"}, {"folds": 6, "seed": 1}
    yield "split_folds", ({"dataset": "d.h5"}, {"split": "p.json"}), grouped, {"settings": folds}
    both = {"dataset": "d.h5", "split": "p.json"}
    yield "audit_splits", (both, {"audit": "a.json"}), {}, {}
    settings = config["models"]["tcn"] | {"epochs": 1, "batch_size": 64}
    weights = {"weights": "fold/weights.safetensors"}
    yield "train_fold", (both, weights), {"fold": "0", "seed": "1"}, {"settings": settings}


def _members() -> list[dict]:
    columns = ["sequence_id", "frame_pattern", "frame_numbers", "fingerprint"]
    return index("faces", {"has_images": True})[columns].to_dict("records")


def _extracted() -> int:
    return sum(1 for _ in Path("faces/cohn-kanade-images").rglob("*.png"))


def _extract(times: int, config: dict) -> None:
    members = [
        member | {"sequence_id": f"{member['sequence_id']}_{k}"}
        for k in range(times) for member in _members()
    ]  # fmt: skip
    settings, out = config["landmarks"]["dlib"], Path(f"x{times}.h5")
    extract_landmarks(members, Path("faces"), "dlib", settings, out)


def main() -> int:
    """Measure, print one line per job, and fail if one exceeded the limit."""
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    folder = tempfile.mkdtemp()
    most = 0.0
    print(f"peak memory of a job over {CLIPS * FRAMES:,} frames, MB")
    for name, peak in measure_memory(Path(folder), config):
        print(f"{peak:6.0f}  {name}", flush=True)
        most = max(most, peak)
    shutil.rmtree(folder)
    print(f"most {most:.0f} MB, expected at most {LIMIT_MB}")
    return int(most > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
