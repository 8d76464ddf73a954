"""Timeline of expressions in long videos: a table and a page (rule `draw_timeline`)."""

from collections.abc import Iterable, Mapping
from math import ceil
from pathlib import Path

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from facemotion.explanation.causes.units import NAMES, UNITS
from facemotion.files.grey import UnreadableError
from facemotion.files.tsv import Rows, cells_by
from facemotion.progress import track as progress
from facemotion.report.pixels import cut_window, shown_window
from facemotion.sequences.images import read_frames
from facemotion.spotting.curves import Curves
from facemotion.spotting.drawing import PARTS, data_uri, draw_face, draw_map, gaps, polyline
from facemotion.spotting.explained import ERRORS, Explained, list_units
from facemotion.spotting.intervals import TYPES
from facemotion.spotting.tracks import Track
from facemotion.spotting.videos import OK, extents

TEMPLATES = Path(__file__).resolve().parents[3] / "report/timeline"
STRIP = 14  # images along a video
TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)  # seconds between ticks
MOST_TICKS = 15
WITH_PICTURES = 100  # intervals per video that are shown with images
ENDS = ("onset", "apex", "offset")


def time_table(intervals: pd.DataFrame, videos: pd.DataFrame, explained: Explained) -> pd.DataFrame:
    """Return the intervals with their times in seconds, counted from the video's first frame.

    Parameters
    ----------
    intervals
        Intervals, as returned by `facemotion.spotting.explained.shown_intervals`.
    videos
        The table of videos.
    explained
        Explanations of the same intervals.
    """
    begin, fps = extents(videos), cells_by(videos, "video", "fps")
    names = {"first": "onset", "apex": "apex", "last": "offset"}
    table = intervals[["video", "type"]].copy()
    for column, name in names.items():
        numbers = zip(intervals["video"], intervals[column], strict=True)
        ends = column == "last"  # an interval lasts until the end of its last frame
        table[f"{name}_s"] = [f"{(n - begin[v][0] + ends) / fps[v]:.3f}" for v, n in numbers]
    for column, name in names.items():
        table[f"{name}_frame"] = intervals[column].to_numpy()
    for column in ("emotion", "probability", "uncertain"):
        table[column] = intervals[column].to_numpy()
    table["units"] = [list_units(explained.moved(k)) for k in range(len(table))]
    return table


def describe_videos(
    tracks: Iterable[Track],
    table: pd.DataFrame,
    explained: Explained,
    videos: pd.DataFrame,
    weights: Path,
    pictures: Mapping,
) -> list[dict]:
    """Collect what the page shows of each video.

    Parameters
    ----------
    tracks
        Landmarks of all videos.
    table, explained
        The intervals, as returned by `time_table`, and their explanations.
    videos
        The table of videos.
    weights
        Weights of the network whose curves are drawn.
    pictures
        `root`, the images' folder or None; `consenting` subjects, or None for all; `frame_px`;
        `quality`.

    Returns
    -------
    list of dict
        The variables of `workflow/report/timeline/timeline.html`, per video.
    """
    curves, by_name = Curves(weights), Rows(videos, "video")
    count = int((videos["status"] == OK).sum())
    described = []
    for track in progress(tracks, "timeline", "videos", count):
        rows = table[table["video"] == track.video]
        there = np.isfinite(track.points).all(axis=(1, 2))
        row = by_name[track.video]
        thumbs = _thumbnails(track, rows, row, there, pictures)
        probabilities = curves.curves(track.points, track.fps)
        seconds = len(track) / track.fps
        described.append(
            {
                "name": track.video,
                "seconds": seconds,
                "fps": track.fps,
                "frames": len(track),
                "seen": float(there.mean()),
                "gaps": gaps(there),
                "curves": {
                    kind: polyline(curve) for kind, curve in zip(TYPES, probabilities, strict=True)
                },
                "ticks": _ticks(seconds),
                "strip": [
                    {"time": (n - track.first) / track.fps, "picture": thumbs.get(n)}
                    for n in _strip_numbers(track)
                ],
                "intervals": [
                    _describe(interval, track, thumbs, explained, k)
                    for k, interval in zip(rows.index, rows.to_dict("records"), strict=True)
                ],
                "note": row["reason"],
            }
        )
    return described


def _describe(interval: dict, track: Track, thumbs: dict, explained: Explained, k: int) -> dict:
    """Collect what the page shows of an interval, whose index among all videos' is `k`."""
    seconds = len(track) / track.fps
    left, right = (100 * float(interval[f"{end}_s"]) / seconds for end in ("onset", "offset"))
    shown = interval | {
        "left": left,
        "width": right - left,
        "pictures": {end: thumbs.get(interval[f"{end}_frame"]) for end in ENDS},
        "is_read": explained.is_read(k),
        "moved": [(NAMES[u], UNITS[u].words, amount) for u, amount in explained.moved(k)],
        "face": None,
        "map": None,
    }
    if explained.has_evidence(k):
        evidence = explained.evidence[k]
        shown["map"] = draw_map(evidence)
        points = track.points[interval["apex_frame"] - track.first].astype("float64")
        if np.isfinite(points).all():
            shown["face"] = draw_face(points, shown_window(points), evidence)
    return shown


def render_timeline(name: str, videos: list[dict], about: Mapping) -> str:
    """Render the self-contained page.

    Parameters
    ----------
    name
        Name of the dataset.
    videos
        Descriptions of the videos, as returned by `describe_videos`.
    about
        `spotter`, `model`, their training data `spotter_trained_on` and `model_trained_on`, and
        `certain_from`.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["clock"] = lambda s: f"{int(float(s) // 60)}:{float(s) % 60:04.1f}"
    environment.filters["share"] = _share
    template = environment.get_template("timeline.html")
    return template.render(name=name, videos=videos, parts=PARTS, errors=ERRORS, **about)


def _share(probability: str) -> str:
    """Format a probability with two decimals; one above 0.99 is not shown as certain."""
    return "over 0.99" if float(probability) > 0.99 else f"{float(probability):.2f}"


def _strip_numbers(track: Track) -> list[int]:
    """Return the frame numbers in the middle of equal spans of a video."""
    count = min(STRIP, len(track))
    places = ((np.arange(count) + 0.5) * len(track) / count).astype(int)
    return (track.first + places).tolist()


def _ticks(seconds: float) -> list[tuple[int, float]]:
    """Return the ticks of the time axis: whole seconds, and their position in percent."""
    step = next((step for step in TICKS if seconds / step <= MOST_TICKS), TICKS[-1])
    return [(t, 100 * t / seconds) for t in range(0, ceil(seconds), step)]


def _thumbnails(
    track: Track, intervals: pd.DataFrame, row: Mapping, there: np.ndarray, pictures: Mapping
) -> dict[int, str]:
    """Return images of the face by frame number, as data URIs; none without consent."""
    consenting = pictures["consenting"]
    if pictures["root"] is None or (consenting is not None and track.subject not in consenting):
        return {}
    wanted = set(_strip_numbers(track))
    for end in ENDS:
        wanted |= set(intervals[f"{end}_frame"].head(WITH_PICTURES).tolist())
    numbers = sorted(n for n in wanted if there[n - track.first])
    thumbs = {}
    for number, image in zip(numbers, read_frames(pictures["root"], row, numbers), strict=True):
        if not isinstance(image, UnreadableError):
            window = shown_window(track.points[number - track.first].astype("float64"))
            face = cut_window(image, window, pictures["frame_px"])
            thumbs[number] = data_uri(face, ".webp", pictures["quality"])
    return thumbs
