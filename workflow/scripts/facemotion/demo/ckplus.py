"""Write the CK+ demo: a tree with the folders, names, number formats and oddities of CK+.

As the images are rendered, the tree also contains what real datasets lack: `truth.tsv`, with the
exact peak, onset and apex of every action unit on each side of the face (sides of the image).
"""

import math
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from facemotion.demo.actor import Actor
from facemotion.demo.parallel import render_subjects
from facemotion.demo.plan import LABEL_CODES, Sequence, plan_sequences, subject_ids
from facemotion.demo.rendering.scene import portrait_camera
from facemotion.demo.sequences import Course, express, head_motion, intensities
from facemotion.files.atomic import require_files
from facemotion.files.tsv import write_table

ABOUT = """\
These sequences have the layout of CK+ but are not CK+: they show generated people, rendered from \
MakeHuman's mesh (CC0) and animated by action units. No measurement on them says anything about \
real people.
"""
CAMERA = portrait_camera()
LAST_SUBJECT_CAMERA = portrait_camera(height=480)  # CK+ contains both 640x490 and 640x480
# Fastest, and for noisy images also smallest: run-length encoding without search for repeats.
PNG = (cv2.IMWRITE_PNG_COMPRESSION, 2, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE)
INTENSITY = (0.7, 1.1)  # range of a person's expressiveness
SCORED_FROM = 0.05  # intensity from which the FACS coder notices a unit
PEOPLE_APART = 1000  # offset between the people's seeds of two trees
UNRATED_CHANCE = 0.06  # probability that the coder gave no intensity
DS_STORE = b"\x00\x00\x00\x01Bud1" + bytes(6140)
TRUTH_COLUMNS = ["sequence_id", "au", "side", "peak_intensity", "onset_frame", "apex_frame"]


def render_ckplus(out: Path, settings: dict, processes: int) -> None:
    """Render the whole tree, subjects in parallel; the result does not depend on `processes`.

    Parameters
    ----------
    out : Path
        Folder to write; created if it is missing.
    settings : dict
        Settings of `plan_sequences`, and "intensity", which scales all expressions.
    processes : int
        Number of subjects rendered in parallel.

    Raises
    ------
    InputError
        The settings contain an unknown kind of sequence.
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
    truth = render_subjects(render_subject, jobs, processes)
    rows = [row for of_subject in truth for row in of_subject]
    require_files(out, "*.png", sum(len(sequence.numbers) for sequence in sequences))
    write_table(pd.DataFrame(rows, columns=TRUTH_COLUMNS), out / "truth.tsv")


def render_subject(
    out: Path, names: list[str], seed: int, scale: float, sequences: list[Sequence]
) -> list:
    """Write all sequences of one subject, with scaled intensities; return its `truth.tsv` rows."""
    subject = sequences[0].subject
    rng = np.random.default_rng([seed, subject])
    last = subject == len(names) - 1
    actor = Actor(LAST_SUBJECT_CAMERA if last else CAMERA, seed * PEOPLE_APART + subject)
    expressiveness = rng.uniform(*INTENSITY)
    rows = []
    for sequence in sequences:
        folder = f"{names[subject]}/{sequence.number:03d}"
        rows += _render_sequence(out, folder, sequence, actor, expressiveness, scale)
    if subject % 10 == 0:
        (out / "cohn-kanade-images" / names[subject] / ".DS_Store").write_bytes(DS_STORE)
    return rows


def facs_lines(courses: list[Course], frame: float, rng: np.random.Generator) -> str:
    """Code the action units of a frame as CK+ does: number and intensity, 1–5 for a–e.

    The stronger side is coded; the five levels divide the scale evenly. 0 means present, not rated.
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
    """Format numbers as CK+ does: each after three spaces, in exponential notation."""
    return "".join(f"   {value:.7e}" for value in values) + "\n"


def _render_sequence(out, folder, sequence, actor, expressiveness, scale) -> list[tuple]:
    rng = np.random.default_rng(sequence.seed)
    frames = len(sequence.numbers)
    intensity = scale * expressiveness * rng.uniform(0.85, 1.15)
    strays = 0 if "one_unit" in sequence.oddities else 2
    courses = express(sequence.recipe, intensity, frames, rng, strays)
    heads = head_motion(frames, rng)
    stem = folder.replace("/", "_")
    images = _folder(out, "cohn-kanade-images", folder)
    landmarks = _folder(out, "Landmarks", folder)
    for index, (number, head) in enumerate(zip(sequence.numbers, heads, strict=True)):
        units = intensities(courses, index)
        noise, colour = int(rng.integers(2**32)), "colour" in sequence.oddities
        picture = actor.render(units, head, noise, colour=colour)
        _write_png(images / f"{stem}_{number:08d}.png", picture)
        points = "".join(float_line(*point) for point in actor.truth(units, head))
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
    """Return a row of `truth.tsv`: onset is the last frame at rest, apex the first at the peak."""
    onset = numbers[math.floor(course.onset + 1e-9)]
    apex = numbers[math.ceil(course.onset + course.rise - 1e-9)]
    return stem, course.unit, course.side, f"{course.peak:.4f}", onset, apex


def _write_png(path: Path, picture: np.ndarray) -> None:
    # Not imwrite, which does not report why it failed.
    path.write_bytes(cv2.imencode(".png", picture, PNG)[1])


def _folder(out: Path, *parts: str) -> Path:
    folder = out.joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _subject(sequence: Sequence) -> int:
    return sequence.subject
