"""Writes the CK+ demo: a tree with the folders, names, number formats and oddities of CK+.

The pictures are rendered, so that the tree holds what the dataset never tells: in `truth.tsv`, the
exact peak, onset and apex of every action unit on each side of the face (of the image).
"""

import math
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from facemotion.demo.plan import LABEL_CODES, Sequence, plan_sequences, subject_ids
from facemotion.demo.renderer import NOISE_ROOM, Camera, Renderer
from facemotion.demo.sequences import Course, express, head_motion, intensities
from facemotion.files.tsv import write_table
from facemotion.progress import track

ABOUT = """\
These sequences look like CK+ on disk but are not CK+: they were rendered from one photograph, the \
public-domain NASA portrait that scikit-image ships as `skimage.data.astronaut`. All subjects are \
that face with another geometry and light, so nothing measured here says anything about people.
"""
# Forked: a spawned worker would import the caller's script, and with it run it, again.
FORK = multiprocessing.get_context("fork")
CAMERA = Camera()
LAST_SUBJECT_CAMERA = Camera(height=480)  # CK+ mixes 640x490 and 640x480
# Fast, and for grainy pictures also the smallest: run lengths only, no search for repeats.
PNG = (cv2.IMWRITE_PNG_COMPRESSION, 2, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE)
INTENSITY = (0.5, 1.0)  # how expressive a person is, 1 being the prototypes of FACS
SCORED_FROM = 0.05  # weaker units escape the FACS coder
UNRATED_CHANCE = 0.06  # that the coder gave no intensity
DS_STORE = b"\x00\x00\x00\x01Bud1" + bytes(6140)
TRUTH_COLUMNS = ["sequence_id", "au", "side", "peak_intensity", "onset_frame", "apex_frame"]


def render_ckplus(out: Path, settings: dict, processes: int) -> None:
    """Render the whole tree, subject by subject in parallel; the bytes don't depend on how many.

    Parameters
    ----------
    out : Path
        Directory to write; made if it is missing.
    settings : dict
        As `plan_sequences`, and "intensity", which scales all expressions.
    processes : int
        Subjects rendered at a time.

    Raises
    ------
    InputError
        The settings name an unknown kind of sequence.
    """
    out = Path(out)
    sequences = plan_sequences(settings)
    names = subject_ids(settings["subjects"], np.random.default_rng(settings["seed"]))
    jobs = [
        (out, names, settings["seed"], settings["intensity"], list(of))
        for _, of in groupby(sequences, _subject)
    ]
    out.mkdir(parents=True, exist_ok=True)
    (out / "DEMO.txt").write_text(ABOUT, encoding="utf-8")
    with one_thread(), ProcessPoolExecutor(processes, FORK) as pool:
        done = pool.map(render_subject, *zip(*jobs, strict=True))
        truth = list(track(done, "rendering", "subjects", len(jobs)))
    rows = [row for of_subject in truth for row in of_subject]
    write_table(pd.DataFrame(rows, columns=TRUTH_COLUMNS), out / "truth.tsv")


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep OpenCV and BLAS to one thread, here and in the processes forked meanwhile.

    Processes share the cores already, sums split over threads round differently, and a fork
    taken while OpenCV's own threads exist never ends.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        cv2.setNumThreads(threads)


def render_subject(
    out: Path, names: list[str], seed: int, scale: float, sequences: list[Sequence]
) -> list:
    """Write all sequences of one subject, intensities scaled; give its rows of `truth.tsv`."""
    subject = sequences[0].subject
    rng = np.random.default_rng([seed, subject])
    last = subject == len(names) - 1
    renderer = Renderer(LAST_SUBJECT_CAMERA if last else CAMERA, rng)
    expressiveness = rng.uniform(*INTENSITY)
    rows = []
    for sequence in sequences:
        folder = f"{names[subject]}/{sequence.number:03d}"
        rows += _render_sequence(out, folder, sequence, renderer, expressiveness, scale)
    if subject % 10 == 0:
        (out / "cohn-kanade-images" / names[subject] / ".DS_Store").write_bytes(DS_STORE)
    return rows


def facs_lines(courses: list[Course], frame: float, rng: np.random.Generator) -> str:
    """Code the action units of a frame as CK+ does: number and intensity, 1–5 for a–e.

    The stronger side counts; the scale is cut into fifths. 0 stands for "present, not rated".
    """
    strongest: dict[int, float] = {}
    for (unit, _), value in intensities(courses, frame).items():
        strongest[unit] = max(strongest.get(unit, 0.0), value)
    lines = []
    for unit, value in sorted(strongest.items()):
        rated = rng.random() >= UNRATED_CHANCE
        if value >= SCORED_FROM:
            lines.append(float_line(unit, min(5, math.ceil(5 * value)) if rated else 0))
    return "".join(lines)


def float_line(*values: float) -> str:
    """Write numbers as CK+ does: each after three blanks, in exponential form."""
    return "".join(f"   {value:.7e}" for value in values) + "\n"


def _render_sequence(out, folder, sequence, renderer, expressiveness, scale) -> list[tuple]:
    rng = np.random.default_rng(sequence.seed)
    frames = len(sequence.numbers)
    intensity = scale * float(np.clip(expressiveness * rng.uniform(0.8, 1.15), 0.45, 1.0))
    strays = 0 if "one_unit" in sequence.oddities else 2
    courses = express(sequence.recipe, intensity, frames, rng, strays)
    heads = head_motion(frames, rng, renderer.camera.scale)
    stem = folder.replace("/", "_")
    images = _folder(out, "cohn-kanade-images", folder)
    landmarks = _folder(out, "Landmarks", folder)
    for index, (number, head) in enumerate(zip(sequence.numbers, heads, strict=True)):
        units = intensities(courses, index)
        picture = renderer.render(units, head, tuple(rng.integers(0, NOISE_ROOM, 2)))
        if "colour" in sequence.oddities:
            picture = _tint(picture)
        _write_png(images / f"{stem}_{number:08d}.png", picture)
        points = "".join(float_line(*point) for point in renderer.truth(units, head))
        (landmarks / f"{stem}_{number:08d}_landmarks.txt").write_text(points)
    after = sequence.numbers[-1] + 1
    if "landmarks_after" in sequence.oddities:
        (landmarks / f"{stem}_{after:08d}_landmarks.txt").write_text(points)
    if "ds_store" in sequence.oddities:
        (images / ".DS_Store").write_bytes(DS_STORE)
    _write_labels(out, folder, sequence)
    coded = after if "facs_after" in sequence.oddities else sequence.numbers[-1]
    facs = _folder(out, "FACS", folder) / f"{stem}_{coded:08d}_facs.txt"
    facs.write_text(facs_lines(courses, frames - 1, rng))
    return [_truth_row(stem, course, sequence.numbers) for course in courses]


def _write_labels(out: Path, folder: str, sequence: Sequence) -> None:
    if sequence.label is not None:
        name = f"{folder.replace('/', '_')}_{sequence.numbers[-1]:08d}_emotion.txt"
        code = float_line(LABEL_CODES[sequence.label])
        (_folder(out, "Emotion", folder) / name).write_text(code)
    elif "label_directory" in sequence.oddities:
        _folder(out, "Emotion", folder)


def _truth_row(stem: str, course: Course, numbers: tuple[int, ...]) -> tuple:
    """Onset is the last frame at rest, apex the first at the peak, by their file numbers."""
    onset = numbers[math.floor(course.onset + 1e-9)]
    apex = numbers[math.ceil(course.onset + course.rise - 1e-9)]
    return stem, course.unit, course.side, f"{course.peak:.4f}", onset, apex


def _tint(grey: np.ndarray) -> np.ndarray:
    """Colour a grey picture like faded film; blue, green, red."""
    tone = np.arange(256) / 255
    curves = [255 * tone**power for power in (1.25, 1.08, 0.92)]
    return np.dstack([np.round(curve).astype(np.uint8)[grey] for curve in curves])


def _write_png(path: Path, picture: np.ndarray) -> None:
    # Not imwrite, which does not say why it failed.
    path.write_bytes(cv2.imencode(".png", picture, PNG)[1])


def _folder(out: Path, *parts: str) -> Path:
    folder = out.joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _subject(sequence: Sequence) -> int:
    return sequence.subject
