"""Peak memory of jobs over 100,000 frames of made-up clips, each job in its own process.

    python benchmarks/memory.py

Landmarks are made up, because those of 100,000 images would take half an hour. Extraction, which
reads images, is measured on few frames and on four times as many instead. Attribution maps are
computed for one fold and made up for the others.
"""

import os
import runpy
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import yaml

from facemotion.demo.ckplus import render_ckplus
from facemotion.landmarks.extraction import extract_landmarks
from facemotion.sequences.ckplus import index
from made_up import CLIPS, EMOTIONS, FRAMES, SHARDS, make_up_landmarks, make_up_maps

ROOT = Path(__file__).parents[1]
LIMIT_MB = 1500
FOLDS = 6
METHOD = "hirescam_conv2"
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
    yield "made-up landmarks (not a job)", peak_mb(make_up_landmarks)
    for script, files, wildcards, params in chain(_jobs(config), _map_jobs(config)):
        if script == "merge_cam":
            first, *others = files[0]["maps"]
            made_up = dict(enumerate(others, 1))
            yield (
                "made-up maps (not a job)",
                peak_mb(lambda first=first, made_up=made_up: make_up_maps(first, made_up)),
            )
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
    grouped, folds = {"scheme": "grouped"}, {"folds": FOLDS, "seed": 1}
    yield "split_folds", ({"dataset": "d.h5"}, {"split": "p.json"}), grouped, {"settings": folds}
    both = {"dataset": "d.h5", "split": "p.json"}
    yield "audit_splits", (both, {"audit": "a.json"}), {}, {}
    weights = {"weights": "fold/weights.safetensors"}
    yield "train_fold", (both, weights), {"fold": "0", "seed": "1"}, {"settings": _model(config)}


def _map_jobs(config: dict) -> Iterator[tuple]:
    """Give the jobs of attribution maps; what takes time but no memory is done less often."""
    model, explanation = _model(config), config["explanation"]
    intervals = {"confidence": 0.95, "draws": 100, "seed": 1}
    settings = explanation["maps"] | {"steps": 1}
    weights, folds = "fold/weights.safetensors", [f"maps/{k}.h5" for k in range(FOLDS)]
    one = {"dataset": "d.h5", "split": "p.json", "weights": weights}
    about = {"model": model, "settings": settings, "scheme": "grouped", "dataset": "mine"}
    of_fold = {"model": "tcn", "fold": "0"}
    yield "compute_cam", (one, {"maps": folds[0]}), of_fold, about
    yield "merge_cam", ({"maps": folds}, {"maps": "m.h5"}), {}, {}
    read = {"dataset": "d.h5", "maps": "m.h5", "weights": [weights] * FOLDS}
    checks = explanation["checks"] | intervals | settings | {"orders": 1}
    written = {"checks": "k.json", "planted": "k.h5"}
    params = {"model": model, "settings": checks}
    yield "check_cam", (read, written), {"model": "tcn"}, params
    read = {"dataset": "d.h5", "maps": "m.h5", "checks": "k.json", "sequences": "s.tsv"}
    written = {"scores": "x.json", "table": "x.tsv", "summary": "x.txt"}
    scores = {"settings": {"permutations": 1} | intervals, "timing": "timing.tsv"}
    described = {"name": "mine", "path": "", "rendered": True}
    about = {"model": "tcn", "dataset": described, "scheme": "grouped"}
    yield "score_cam", (read, written), {}, scores | {"about": about}
    names = config["dataset"]["classes"]
    drawn = {kind: [f"{name}.{kind}" for name in names] for kind in ("png", "pdf")}
    drawn["overview"] = ["overview.png", "overview.pdf"]
    shown = {"root": ".", "timing": "timing.tsv", "consenting": [], "crop": "face"}
    yield "render_cam", (read, drawn), {"method": METHOD}, {"shown": shown}


def _model(config: dict) -> dict:
    return config["models"]["tcn"] | {"epochs": 1, "batch_size": 64}


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
