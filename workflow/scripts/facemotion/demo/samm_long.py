"""Write the long videos of the SAMM demo, with the exact timing of everything that happens in them.

Besides SAMM's folders and workbook, the tree contains `truth.tsv`, as for short videos, and
`background.tsv`, which lists motion other than expressions: video, kind (speech, blink or turn),
first_frame and last_frame.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.demo.actor import SIDES, Actor, Head
from facemotion.demo.parallel import render_subjects
from facemotion.demo.people.action_units import CODES
from facemotion.demo.samm import (
    CAMERA,
    FRAMES_FOLDER,
    PEOPLE_APART,
    code_video,
    write_codes,
    write_picture,
)
from facemotion.demo.samm_long_plan import Background, act_background, plan_long_videos, with_blinks
from facemotion.demo.samm_plan import Video
from facemotion.demo.samm_workbook import workbook_path
from facemotion.demo.sequences import Course, intensities
from facemotion.files.atomic import require_files
from facemotion.files.tsv import write_table

ABOUT = """\
These videos have the layout of SAMM Long Videos but are not SAMM: they show generated people, \
rendered from MakeHuman's mesh (CC0) and animated by action units. No measurement on them says \
anything about real people.

Differences from SAMM: images have half the width and height, and videos last a quarter of a \
minute at 200 fps.
"""
PIECE = 500  # images rendered per process at a time


def render_long_videos(out: Path, settings: dict, processes: int) -> None:
    """Render the whole tree, pieces in parallel; the result does not depend on `processes`.

    Parameters
    ----------
    out : Path
        Folder to write; created if it is missing.
    settings : dict
        Settings of `plan_long_videos`, and "version" of the workbook: 1, 2 or 3.
    processes : int
        Number of pieces rendered in parallel.

    Raises
    ------
    InputError
        See `plan_long_videos`; or the version is unknown.
    """
    out = Path(out)
    workbook_path(out, settings["version"])  # rejects a version before anything is rendered
    videos = plan_long_videos(settings)
    out.mkdir(parents=True, exist_ok=True)
    (out / "DEMO.txt").write_text(ABOUT, encoding="utf-8")
    for video in videos:
        (out / FRAMES_FOLDER / video.name).mkdir(parents=True, exist_ok=True)
    jobs = [(out, settings["seed"], video, start)
            for video in videos for start in range(0, len(video.numbers), PIECE)]  # fmt: skip
    render_subjects(render_piece, jobs, processes, unit="pieces of videos")
    require_files(out, "*.jpg", sum(len(video.numbers) for video in videos))
    acted = [act_video(video) for video in videos]
    write_codes([row for _, rows, _ in acted for row in rows], settings["version"], out)
    write_table(background_table(videos, acted), out / "background.tsv")


def act_video(video: Video) -> tuple[list[Course], list, Background]:
    """Return the courses of a video's expressions, the expressions as coded, and the background."""
    rng = np.random.default_rng(video.seed)
    courses, rows = code_video(video, rng)
    return courses, rows, act_background(video, rng)


def background_table(videos: list[Video], acted: list[tuple]) -> pd.DataFrame:
    """Tabulate motion other than expressions, by frame numbers."""
    lines = [
        (video.name, event.kind, video.number(event.first), video.number(event.last))
        for video, (_, _, background) in zip(videos, acted, strict=True)
        for event in background.events
    ]
    return pd.DataFrame(lines, columns=["video", "kind", "first_frame", "last_frame"])


def render_piece(out: Path, seed: int, video: Video, start: int) -> None:
    """Write up to `PIECE` images of a video."""
    actor = Actor(CAMERA, seed * PEOPLE_APART + video.subject)
    courses, _, background = act_video(video)
    folder = out / FRAMES_FOLDER / video.name
    for index in range(start, min(start + PIECE, len(video.numbers))):
        head = Head(*background.angles[index], *background.shift[index])
        noise = int(np.random.default_rng([video.seed, index]).integers(2**32))
        picture = actor.render(shown_units(courses, background, index), head, noise)
        write_picture(folder, video, video.numbers[index], picture)


def shown_units(courses: list[Course], background: Background, index: int) -> dict:
    """Return the intensities in an image by (unit, side)."""
    shown = intensities(courses, index)
    for code, value in zip(CODES, background.units[index], strict=True):
        for side in SIDES:
            shown[code, side] = shown.get((code, side), 0.0) + float(value)
    return with_blinks(shown, float(background.closed[index]))
