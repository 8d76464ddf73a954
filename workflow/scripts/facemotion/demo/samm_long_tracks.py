"""The long videos of the SAMM demo as landmark tracks, in a minute instead of an hour of rendering.

Acting and coding are those of `facemotion.demo.samm_long`; landmarks are the exact ones plus the
errors of a tracker (`facemotion.demo.tracker_noise`).
"""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np

from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.people.camera import rotation_matrices
from facemotion.demo.people.identity import draw_person
from facemotion.demo.people.landmarks import interocular_distance, landmarks_at, slide_contour
from facemotion.demo.samm import CAMERA, PEOPLE_APART, write_codes
from facemotion.demo.samm_long import ABOUT, act_video, background_table
from facemotion.demo.samm_long_plan import Background, plan_long_videos, with_blinks
from facemotion.demo.samm_plan import Video
from facemotion.demo.samm_workbook import VERSIONS
from facemotion.demo.sequences import Course
from facemotion.demo.tracker_noise import draw_followed, draw_noise
from facemotion.files import hdf5
from facemotion.files.tsv import write_table
from facemotion.progress import track
from facemotion.sequences.tracks.layout import FILE, LAYOUT

SOURCE = "long videos of generated people (facemotion.demo)"
SIDES = ("right", "left")  # of the image: the person's left comes first


def write_long_tracks(out: Path, settings: dict, plan: Callable = plan_long_videos) -> None:
    """Write `tracks.h5` with one clip per video, and the rendered videos' workbook and tables.

    Parameters
    ----------
    out : Path
        Folder to write; created if it is missing.
    settings : dict
        Settings of `plan`, and optionally "version" of the workbook.
    plan : callable
        Function that plans the videos.

    Raises
    ------
    InputError
        See `plan_long_videos`.
    """
    out.mkdir(parents=True, exist_ok=True)
    videos = plan(settings)
    acted = [act_video(video) for video in videos]
    landmarks = list(draw_long_tracks(videos, acted, settings["seed"]))
    values = {
        "sequence_id": np.array([video.name for video in videos], object),
        "subject": np.array([f"{video.subject_number:03d}" for video in videos], object),
        "emotion": np.array([""] * len(videos), object),
        "landmarks": np.stack(landmarks),
        "image_size": np.tile(np.array([CAMERA.width, CAMERA.height], "int32"), (len(videos), 1)),
    }
    scales = {"au": np.array(CODES, "int32")}
    hdf5.write(out / FILE, LAYOUT, values, scales, source=SOURCE)
    version = settings.get("version", VERSIONS[-1])
    write_codes([row for _, rows, _ in acted for row in rows], version, out)
    write_table(background_table(videos, acted), out / "background.tsv")
    (out / "DEMO.txt").write_text(ABOUT, encoding="utf-8")


def draw_long_tracks(videos: list[Video], acted: list[tuple], seed: int) -> Iterator[np.ndarray]:
    """Yield tracker output for each video, float32 (T, 68, 2) px.

    Parameters
    ----------
    videos, acted
        The planned videos, and the result of `act_video` for each.
    seed
        Seed of the people.
    """
    pairs = list(zip(videos, acted, strict=True))
    for video, (courses, _, background) in track(pairs, "tracks", "videos"):
        rng = np.random.default_rng([5, video.seed])
        units = shown_over_time(courses, background) * draw_followed(1, rng)[0, :, None]
        person = draw_person(seed * PEOPLE_APART + video.subject)
        shape = landmarks_at(person, units.astype("float32"))
        angles = np.deg2rad(background.angles)
        world = shape @ np.swapaxes(rotation_matrices(angles), -1, -2) + background.shift[:, None]
        screen, _ = CAMERA.project(world)
        slide_contour(screen)
        length = interocular_distance(screen[:1])[..., None, None]
        yield (screen + length * draw_noise(angles[None], rng)[0]).astype("float32")


def shown_over_time(courses: list[Course], background: Background) -> np.ndarray:
    """Return the intensities in all images, (T, A, 2), on the person's left and right."""
    times = np.arange(len(background.closed))
    shown = {(code, side): background.units[:, INDEX[code]] for code, side in product(CODES, SIDES)}
    for course in courses:
        shown[course.unit, course.side] = shown[course.unit, course.side] + course.at(times)
    shown = with_blinks(shown, background.closed)
    stacked = np.array([shown[code, side] for code, side in product(CODES, SIDES)])
    return stacked.reshape(len(CODES), len(SIDES), -1).transpose(2, 0, 1)
