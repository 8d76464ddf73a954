"""Write the SAMM demo: a tree with the names, the workbook and the oddities of SAMM Long Videos.

As the images are rendered, `truth.tsv` contains the exact peak, onset and apex of every action unit
on each side of the face (sides of the image), and the emotion that was acted.
"""

import math
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from facemotion.demo.actor import SIDES, Actor
from facemotion.demo.parallel import render_subjects
from facemotion.demo.rendering.scene import portrait_camera
from facemotion.demo.samm_plan import MICRO, Expression, Video, plan_videos
from facemotion.demo.samm_workbook import CodedRow, workbook_path, write_workbook
from facemotion.demo.sequences import Course, head_motion, intensities
from facemotion.files.atomic import require_files
from facemotion.files.tsv import write_table

ABOUT = """\
These videos have the layout of SAMM Long Videos but are not SAMM: they show generated people, \
rendered from MakeHuman's mesh (CC0) and animated by action units. No measurement on them says \
anything about real people.

Differences from SAMM: images have half the width and height; videos are short and expressions \
faster than at 200 fps; one video jumps from frame 40 to 9970, to have numbers above 9999.
"""
FRAMES_FOLDER = "SAMM_longvideos"
CAMERA = portrait_camera(1020, 544, face_px=215)  # half of SAMM's 2040x1088
JPEG = (cv2.IMWRITE_JPEG_QUALITY, 85, cv2.IMWRITE_JPEG_OPTIMIZE, 1)
PEOPLE_APART = 1000  # offset between the people's seeds of two trees
RESTLESSNESS = 1.5  # head drift relative to the CK+ demo, in which people were asked to pose
ASYMMETRY = 0.08  # relative standard deviation of the intensities of the two sides
CODED_FROM = 0.05  # intensity from which the FACS coder notices a unit
TRUTH_COLUMNS = [
    "sequence_id", "au", "side", "peak_intensity", "onset_frame", "apex_frame", "emotion",
]  # fmt: skip


def render_samm(out: Path, settings: dict, processes: int) -> None:
    """Render the whole tree, subjects in parallel; the result does not depend on `processes`.

    Parameters
    ----------
    out : Path
        Folder to write; created if it is missing.
    settings : dict
        Settings of `plan_videos`: "seed", "subjects" and "expressions" by kind; and "version" of
        the workbook: 1, 2 or 3.
    processes : int
        Number of subjects rendered in parallel.

    Raises
    ------
    InputError
        A kind of expression or the version is unknown, or there are too many subjects.
    """
    out = Path(out)
    videos = plan_videos(settings)
    workbook_path(out, settings["version"])  # rejects a version before anything is rendered
    jobs = [(out, settings["seed"], list(of)) for _, of in groupby(videos, _subject)]
    out.mkdir(parents=True, exist_ok=True)
    (out / "DEMO.txt").write_text(ABOUT, encoding="utf-8")
    coded = render_subjects(render_subject, jobs, processes)
    require_files(out, "*.jpg", sum(len(video.numbers) for video in videos))
    write_codes([row for of_subject in coded for row in of_subject], settings["version"], out)


def write_codes(rows: list[CodedRow], version: int, out: Path) -> None:
    """Write the workbook, and the exact `truth.tsv`."""
    write_workbook(rows, version, workbook_path(out, version))
    truth = [line for row in rows for line in _truth_lines(row)]
    write_table(pd.DataFrame(truth, columns=TRUTH_COLUMNS), out / "truth.tsv")


def render_subject(out: Path, seed: int, videos: list[Video]) -> list[CodedRow]:
    """Write all videos of one subject; return its rows of the workbook."""
    actor = Actor(CAMERA, seed * PEOPLE_APART + videos[0].subject)
    return [row for video in videos for row in _render_video(out, video, actor)]


def unfold(expression: Expression, rng: np.random.Generator) -> list[Course]:
    """Time the units of an expression: the first starts at its onset, the last peaks at its apex.

    All are released together. One side of a unit may be slightly stronger and earlier.
    """
    count = len(expression.recipe)
    starts, ends = rng.uniform(0, 0.2, count), rng.uniform(0.85, 1.0, count)
    rise = expression.apex - expression.onset
    starts = expression.onset + rise * (starts - starts.min())
    ends = expression.onset + rise * ends / ends.max()
    courses = []
    for unit, begin, end in zip(expression.recipe, starts, ends, strict=True):
        peak = expression.intensity * expression.recipe[unit] * rng.uniform(0.85, 1.15)
        asymmetry, lag = rng.normal(0, ASYMMETRY), rng.uniform(0, 0.05 * rise)
        late = SIDES[int(rng.integers(2))]
        number, sides = (unit[0], unit[1:]) if isinstance(unit, tuple) else (unit, SIDES)
        for side in sides:
            lags = len(sides) == 2 and side == late
            start = begin + lag if lags else begin
            strength = float(np.clip(peak * (1 + (asymmetry if lags else -asymmetry)), 0, 1))
            fall = expression.offset - expression.release
            times = (start, end - start, expression.release - end, fall)
            courses.append(Course(number, side, strength, *map(float, times)))
    return courses


def code_video(video: Video, rng: np.random.Generator) -> tuple[list[Course], list[CodedRow]]:
    """Time all units of a video's expressions; return them, and the expressions as coded."""
    unfolded = [unfold(expression, rng) for expression in video.expressions]
    pairs = zip(video.expressions, unfolded, strict=True)
    rows = [_coded_row(video, place, *pair) for place, pair in enumerate(pairs, start=1)]
    return [course for courses in unfolded for course in courses], rows


def _render_video(out: Path, video: Video, actor: Actor) -> list[CodedRow]:
    rng = np.random.default_rng(video.seed)
    courses, rows = code_video(video, rng)
    heads = head_motion(len(video.numbers), rng, RESTLESSNESS)
    folder = out / FRAMES_FOLDER / video.name
    folder.mkdir(parents=True, exist_ok=True)
    for index, (number, head) in enumerate(zip(video.numbers, heads, strict=True)):
        picture = actor.render(intensities(courses, index), head, int(rng.integers(2**32)))
        write_picture(folder, video, number, picture)
    return rows


def write_picture(folder: Path, video: Video, number: int, picture: np.ndarray) -> None:
    """Write one frame under its name in SAMM."""
    path = folder / f"{video.name}_{number:0{video.digits}d}.jpg"
    path.write_bytes(cv2.imencode(".jpg", picture, JPEG)[1])


def _coded_row(video: Video, place: int, expression: Expression, courses) -> CodedRow:
    frames = [video.number(i) for i in (expression.onset, expression.apex, expression.offset)]
    units: dict[int, dict[str, float]] = {}
    for course in courses:
        units.setdefault(course.unit, {})[course.side] = course.peak
    coded = {unit: of for unit, of in sorted(units.items()) if max(of.values()) >= CODED_FROM}
    truth = [
        (course.unit, course.side, f"{course.peak:.4f}",
         video.number(math.floor(course.onset + 1e-9)),
         video.number(math.ceil(course.onset + course.rise - 1e-9)))
        for course in courses
    ]  # fmt: skip
    return CodedRow(
        video.subject_number, f"{video.name}_{place}", video.code, *frames, expression.kind,
        coded, truth,
    )  # fmt: skip


def _truth_lines(row: CodedRow) -> list[tuple]:
    """Return rows of `truth.tsv`; micro-expressions show parts of emotions, so none is named."""
    emotion = None if row.kind == MICRO else row.kind
    return [(row.filename, *line, emotion) for line in row.truth]


def _subject(video: Video) -> int:
    return video.subject
