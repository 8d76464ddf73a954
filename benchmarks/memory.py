"""Peak memory of the jobs of a run on 100,000 frames; fails if one exceeds 1,500 MB.

    PYTHONPATH=workflow/scripts OMP_NUM_THREADS=1 python benchmarks/memory.py [--sequences 5000]

Networks are trained for one epoch: memory does not depend on the number of epochs. Attribution maps
are computed for one fold; those of the others are noise. Landmarks are read from files, because
detecting those of 100,000 images would take too long. Detection, and the decoding of a video, are
measured at two sizes instead, one four times the other: their memory should not grow.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import yaml

from facemotion.demo.ckplus import render_ckplus
from facemotion.files.video import read_video
from facemotion.landmarks.extraction import extract_landmarks
from facemotion.sequences.ckplus import index
from synthetic import write_noise_maps, write_tree, write_video
from whole_runs import ROOT, copy_project

LIMIT_MB = 1500
SEQUENCES, FRAMES = 5000, 20
SAMPLE_S = 0.1
# Trained on one fold, like the SCN; the TCN and the SVMs are trained on all.
MODELS = ("fan", "deep_emotion", "time_conv", "lstm", "cnn_lstm", "fiducial_mlp")
WEIGHTS = "results/models/ckplus/{model}/grouped/seed1/fold{fold}/weights.safetensors"
SVMS = {"displacement_svm": 1, "gravity_svm": 1}
TARGETS = (
    "results/report.html",
    "results/table_iii.tsv",
    "results/figures/comparison.svg",
    "results/tcn_people.json",
    "results/predictions/ckplus.tsv",
    "results/sequences/ckplus/S000_001.jpg",
    "results/figures/ckplus/agreement.svg",
    "results/cam/tcn/hirescam_conv2/happy.png",
    "results/cam/tcn/checks.svg",
    "results/cam/tcn/scores.svg",
    "results/cam/tcn/landmarks.json",
    "results/causes/amounts.ckplus.tsv",
    "results/causes/tcn/mean_maps.happy.png",
    "results/causes/tcn/overview.hirescam_conv2.png",
    "results/cam/scn/folds/0.h5",
    *(WEIGHTS.format(model=model, fold=0) for model in MODELS),
    "results/spotting/samm_tracks.json",
    "results/spotting/samm_tracks.table_iii.tsv",
    "results/timeline/samm_tracks.html",
)
RENDERED = {
    "seed": 7, "subjects": 2, "intensity": 1.0, "favourite_share": 0.0, "sequences": {"happy": 4},
}  # fmt: skip
VIDEO_FRAMES = 1000


def settings(tree: Path, config: dict) -> dict:
    """Return the settings that differ from the defaults: less training, and the synthetic tree."""
    subjects = [folder.name for folder in (tree / "cohn-kanade-images").iterdir()]
    synthetic = {"reader": "ckplus", "path": str(tree), "landmarks": {"backend": "dataset"}}
    trained = {name: model for name, model in config["models"].items() if "epochs" in model}
    return {
        "sequences": {"datasets": {"ckplus": synthetic}},
        "models": {name: {"epochs": 1, "batch_size": 64} for name in trained},
        "evaluation": {"schemes": ["grouped"], "compare": SVMS},
        "explanation": {"maps": {"steps": 1}, "consenting_subjects": {"ckplus": subjects}},
        "spotting": {"tcn": {"epochs": 1}},
    }


def measure_run(folder: Path, sequences: int, config: dict) -> dict[str, float]:
    """Run the workflow on synthetic clips; return each script's peak memory in MB."""
    tree, project = folder / "tree", folder / "project"
    write_tree(tree, sequences, FRAMES)
    copy_project(project)
    (project / "synthetic.yaml").write_text(yaml.safe_dump(settings(tree, config)))
    folds = range(config["splits"]["folds"])
    maps = [f"results/cam/tcn/folds/{fold}.h5" for fold in folds]
    # All weights first: Snakemake recomputes maps that are older than their weights.
    weights = [WEIGHTS.format(model="tcn", fold=fold) for fold in folds]
    peaks: dict[str, float] = {}
    _watch(peaks, project, maps[0], *weights)
    write_noise_maps(
        project / "results", project / maps[0], [project / other for other in maps[1:]]
    )
    _watch(peaks, project, *TARGETS)
    return peaks


def _watch(peaks: dict[str, float], project: Path, *targets: str) -> None:
    """Run Snakemake, and raise each script's peak memory in MB where a process exceeds it.

    Raises
    ------
    CalledProcessError
        The run failed; see the terminal.
    """
    command = [sys.executable, "-m", "snakemake", "--cores", str(os.cpu_count())]
    command += ["--configfile", "synthetic.yaml", "--", *targets]
    process = psutil.Popen(command, cwd=project)
    while process.poll() is None:
        for name, peak in _peaks(process):
            peaks[name] = max(peak, peaks.get(name, 0))
        time.sleep(SAMPLE_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def _peaks(process: psutil.Process) -> Iterator[tuple[str, float]]:
    """Yield the script of each process, or `snakemake`, with its peak memory so far in MB."""
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.Error, OSError):
            script = re.search(r"\.snakemake/scripts/\w+\.(\w+)\.py", " ".join(one.cmdline()))
            status = Path(f"/proc/{one.pid}/status").read_text()
            if peak := re.search(r"VmHWM:\s*(\d+) kB", status):
                yield script[1] if script else "snakemake", int(peak[1]) / 1024


def measure_reading(folder: Path, config: dict) -> Iterator[tuple[str, float]]:
    """Yield peak memory in MB of detecting landmarks and decoding a video, for two sizes each."""
    faces, video = folder / "faces", folder / "video.avi"
    render_ckplus(faces, RENDERED, processes=1)
    write_video(video, 4 * VIDEO_FRAMES)
    images = len([*faces.rglob("*.png")])
    for times in (1, 4):
        detected = peak_mb(lambda times=times: _detect(faces, times, config, folder))
        yield f"extract_landmarks, dlib, {times * images} images", detected
        yield (
            f"decoding {times * VIDEO_FRAMES:,} frames of a video",
            peak_mb(lambda times=times: _decode(video, times * VIDEO_FRAMES)),
        )


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
        sys.exit("a measurement failed; its error is above")
    return used.ru_maxrss / 1024


def _detect(faces: Path, times: int, config: dict, folder: Path) -> None:
    columns = ["sequence_id", "frame_pattern", "frame_numbers", "fingerprint"]
    members = index(str(faces), {"has_images": True})[columns].to_dict("records")
    repeated = [
        member | {"sequence_id": f"{member['sequence_id']}_{k}"}
        for k in range(times) for member in members
    ]  # fmt: skip
    out = folder / f"{times}.h5"
    extract_landmarks(repeated, faces, "dlib", config["landmarks"]["dlib"], out)


def _decode(video: Path, frames: int) -> None:
    for _ in read_video(video, range(1, frames + 1)):
        pass


def main() -> int:
    """Measure, print one line per job, and fail if one exceeded the limit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--sequences",
        type=int,
        default=SEQUENCES,
        help="number of sequences, of 20 frames each (default: %(default)s)",
    )
    sequences = parser.parse_args().sequences
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    # Not in /tmp, which may be in memory.
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench") as folder:
        read = dict(measure_reading(Path(folder), config))
        peaks = measure_run(Path(folder), sequences, config) | read
    print(f"peak memory of a job, {sequences * FRAMES:,} frames, MB")
    for name, peak in sorted(peaks.items(), key=lambda named: -named[1]):
        print(f"{peak:6.0f}  {name}")
    scripts = {path.stem for path in (ROOT / "workflow/scripts").glob("*.py")}
    print(f"not measured: {', '.join(sorted(scripts - {'job', *peaks}))}")
    most = max(peaks.values())
    print(f"highest: {most:.0f} MB; limit: {LIMIT_MB} MB")
    return int(most > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
