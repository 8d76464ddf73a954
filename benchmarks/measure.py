"""Cost of the stages on this computer, compared with a named baseline in the same run."""

import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch

from facemotion.demo.actor import SIDES, Actor, Head
from facemotion.demo.ckplus import render_ckplus
from facemotion.demo.rendering.scene import portrait_camera
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.store import merge_landmarks, write_landmarks
from facemotion.models.prediction import build_network
from facemotion.models.training import fit_network
from facemotion.sequences import ckplus
from landmarks import measure_landmarks, measure_mediapipe, measure_precision
from measurement import Measurement, seconds

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "workflow/scripts"
RENDERED = {
    "seed": 7, "subjects": 6, "intensity": 1.0, "favourite_share": 0.0,
    "sequences": {"happy": 4, "surprise": 4, "sad": 4},
}  # fmt: skip
RENDERED_FRAMES = 20
CLIPS, N_CLASSES = 64, 7
SHAPES = {"tcn": (2, 68, 20), "scn": (20, 32, 32)}
FRAMES = 20_000
IMPORTS = {
    "tables": "import pandas",
    "landmarks": "from facemotion.landmarks.tracking import DlibTracker as T; T(480, 600)",
    "training": "import facemotion.models.training",
}


def measure(folder: Path, config: dict) -> Iterator[Measurement]:
    """Measure all costs, with one thread, in an empty folder.

    Parameters
    ----------
    folder
        Folder for rendered sequences.
    config
        The settings of the workflow; those for landmarks and models are used.
    """
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    yield measure_rendering()
    render_ckplus(folder / "faces", RENDERED, processes=1)
    yield from measure_landmarks(folder / "faces", config["landmarks"]["dlib"])
    yield from measure_precision(folder / "faces", config["landmarks"]["dlib"])
    yield from measure_mediapipe(folder / "faces", config["landmarks"]["dlib"])
    yield measure_fingerprint(folder / "faces")
    yield from measure_merge(folder)
    for model in ("tcn", "scn"):
        yield measure_training(model, config["models"][model])
    yield from measure_starts()


def measure_rendering() -> Measurement:
    """Time the rendering of a frame of 640 × 490 pixels, in which a face turns and smiles."""
    actor = Actor(portrait_camera(), 0)
    shown = [on_both_sides(k / RENDERED_FRAMES) for k in range(RENDERED_FRAMES)]

    def render() -> list[np.ndarray]:
        return [actor.render(units, Head(yaw=k), k) for k, units in enumerate(shown)]

    images = render()
    ours, writing = seconds(render, lambda: [cv2.imencode(".png", image) for image in images])
    per_frame = 1000 / RENDERED_FRAMES
    return Measurement(
        "rendering", per_frame * ours, "ms per frame", "writing it as PNG", per_frame * writing
    )


def on_both_sides(intensity: float) -> dict[tuple[int, str], float]:
    """Return intensities that raise the cheeks and pull the lip corners (AU6 and AU12)."""
    return {(unit, side): intensity for unit in (6, 12) for side in SIDES}


def measure_fingerprint(folder: Path) -> Measurement:
    """Time the fingerprint of raw files, which every start of Snakemake computes."""
    files = sum(len(names) for _, _, names in os.walk(folder))

    def stat_all():
        for path, _, names in os.walk(folder):
            for name in names:
                Path(path, name).stat()

    ours, bare = seconds(lambda: ckplus.fingerprint(str(folder)), stat_all)
    baseline = "os.walk and Path.stat"
    return Measurement(
        "fingerprint", 1e6 * ours / files, "µs per file", baseline, 1e6 * bare / files
    )


def measure_training(model: str, settings: dict) -> Measurement:
    """Time all epochs per clip; the baseline is a plain loop over the same network and batches."""
    inputs = torch.rand(CLIPS, *SHAPES[model])
    labels = torch.arange(CLIPS) % N_CLASSES
    rows, epochs = np.arange(CLIPS), settings["epochs"]

    def bare():
        network = build_network(settings, inputs, N_CLASSES)
        rate, momentum = settings["learning_rate"], settings["momentum"]
        descent = torch.optim.SGD(network.parameters(), lr=rate, momentum=momentum)
        for batch in torch.arange(CLIPS).split(settings["batch_size"]) * epochs:
            descent.zero_grad()
            torch.nn.functional.cross_entropy(network(inputs[batch]), labels[batch]).backward()
            descent.step()

    ours, baseline = seconds(
        lambda: fit_network(inputs, labels, N_CLASSES, rows, settings, seed=1), bare
    )
    return Measurement(
        f"training_{model}", ours / CLIPS, f"s per clip, {epochs} epochs",
        "a bare torch loop", baseline / CLIPS,
    )  # fmt: skip


def measure_merge(folder: Path) -> Iterator[Measurement]:
    """Measure the file size and memory per frame when shards are merged."""
    shards = [folder / f"{k}.h5" for k in range(2)]
    for k, shard in enumerate(shards):
        points = np.zeros((68, 2), "f4")
        faces = [Face(FrameStatus.OK, points, np.zeros(4, "f4"), 1.0, (640, 490))] * FRAMES
        rows = [(f"S{k}_{n // 20:06d}", n % 20, face) for n, face in enumerate(faces)]
        write_landmarks(rows, "dlib", shard)
    tracemalloc.start()
    merge_landmarks(shards, folder / "all.h5")
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = (folder / "all.h5").stat().st_size / (2 * FRAMES)
    yield Measurement("landmark_file", size, "bytes per frame", "68 points as float32", 68 * 2 * 4)
    yield Measurement(
        "merge_memory", grown / (2 * FRAMES), "bytes per frame", "the frame in the file", size
    )


def measure_starts() -> Iterator[Measurement]:
    """Time the start-up of each job."""

    def start(*arguments: str, folder: Path = SCRIPTS) -> float:
        command = [sys.executable, *arguments]
        return seconds(
            lambda: subprocess.run(command, check=True, capture_output=True, cwd=folder)
        )[0]

    nothing = start("-c", "pass")
    for name, source in IMPORTS.items():
        yield Measurement(f"start_{name}", start("-c", source), "s", "python -c pass", nothing)
    snakemake = start("-m", "snakemake", "--list-rules", folder=ROOT)
    yield Measurement("start_snakemake", snakemake, "s", "python -c pass", nothing)
