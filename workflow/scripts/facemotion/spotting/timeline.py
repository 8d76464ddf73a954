"""What happened when: a table and a page of the intervals in long videos (rule `draw_timeline`)."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from facemotion.files.grey import UnreadableError
from facemotion.files.tsv import Rows
from facemotion.progress import track as progress
from facemotion.report.pixels import cut_window, shown_window
from facemotion.sequences.images import read_frames
from facemotion.sequences.table import parse_ranges
from facemotion.spotting.curves import Curves
from facemotion.spotting.features import RATE
from facemotion.spotting.intervals import TYPES
from facemotion.spotting.tracks import Track
from facemotion.spotting.videos import OK

TEMPLATES = Path(__file__).resolve().parents[3] / "report/timeline"
POINTS = 1000  # of a curve
STRIP = 14  # pictures along a video
WITH_PICTURES = 100  # intervals of a video


def time_table(intervals: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """Give the intervals with their times in seconds, counted from a video's first frame."""
    usable = videos[videos["status"] == OK]
    begin = {row.video: parse_ranges(row.frame_numbers)[0] for row in usable.itertuples()}
    fps = dict(zip(usable["video"], usable["fps"], strict=True))
    names = {"first": "onset", "apex": "apex", "last": "offset"}
    table = intervals[["video", "type"]].copy()
    for column, name in names.items():
        numbers = zip(intervals["video"], intervals[column], strict=True)
        ends = column == "last"  # an interval ends when its last frame does
        table[f"{name}_s"] = [f"{(n - begin[v] + ends) / fps[v]:.3f}" for v, n in numbers]
    for column, name in names.items():
        table[f"{name}_frame"] = intervals[column].to_numpy()
    for column in ("emotion", "probability", "uncertain"):
        table[column] = intervals[column].to_numpy()
    return table.sort_values(["video", "onset_frame"], ignore_index=True)


def describe_videos(
    tracks: Iterable[Track],
    intervals: pd.DataFrame,
    videos: pd.DataFrame,
    weights: Path,
    pictures: Mapping,
) -> list[dict]:
    """Gather what the page shows of each video.

    Parameters
    ----------
    tracks
        Of all videos.
    intervals
        As `time_table` gives them.
    videos
        The table of videos.
    weights
        Of the network whose curves are drawn.
    pictures
        `root` of the images or None, `consenting` subjects or None for all, `frame_px`, `quality`.

    Returns
    -------
    list of dict
        What `workflow/report/timeline/timeline.html` names.
    """
    curves, by_name = Curves(weights), Rows(videos, "video")
    count = int((videos["status"] == OK).sum())
    described = []
    for track in progress(tracks, "timeline", "videos", count):
        own = intervals[intervals["video"] == track.video].to_dict("records")
        seconds = len(track) / track.fps
        there = np.isfinite(track.points).all(axis=(1, 2))
        probabilities = curves.curves(track.points, track.fps)
        thumbs = _thumbnails(track, own, by_name[track.video], there, pictures)
        for interval in own:
            interval["pictures"] = [
                thumbs.get(interval[f"{end}_frame"]) for end in ("onset", "apex", "offset")
            ]
            interval["left"] = 100 * float(interval["onset_s"]) / seconds
            interval["width"] = 100 * float(interval["offset_s"]) / seconds - interval["left"]
        described.append(
            {
                "name": track.video,
                "seconds": seconds,
                "fps": track.fps,
                "frames": len(track),
                "seen": float(there.mean()),
                "gaps": _gaps(there, len(track)),
                "curves": {
                    kind: _polyline(curve) for kind, curve in zip(TYPES, probabilities, strict=True)
                },
                "strip": [
                    {"time": (n - track.first) / track.fps, "picture": thumbs.get(n)}
                    for n in _strip_numbers(track)
                ],
                "intervals": own,
                "note": by_name[track.video]["reason"],
            }
        )
    return described


def render_timeline(name: str, videos: list[dict], spotter: str, certain_from: float) -> str:
    """Fill the template; the page needs nothing but itself."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["clock"] = lambda s: f"{int(float(s) // 60)}:{float(s) % 60:04.1f}"
    template = environment.get_template("timeline.html")
    return template.render(
        name=name, videos=videos, spotter=spotter, certain_from=certain_from, rate=RATE
    )


def _strip_numbers(track: Track) -> list[int]:
    places = np.linspace(0, len(track) - 1, min(STRIP, len(track))).round().astype(int)
    return (track.first + places).tolist()


def _gaps(there: np.ndarray, frames: int) -> list[tuple[float, float]]:
    """Give left and width, in percent, of the times without a face."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (~there).astype(int), [0]])))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(100 * a / frames, 100 * (b - a) / frames) for a, b in pairs]


def _polyline(curve: np.ndarray) -> str:
    """Write a curve as points of 0 to 1000 by 0 to 100, the largest of neighbours where many."""
    parts = np.array_split(curve, min(POINTS, len(curve)))
    heights = [100 * (1 - float(part.max())) for part in parts]
    step = 1000 / len(heights)
    return " ".join(f"{(k + 0.5) * step:.1f},{height:.1f}" for k, height in enumerate(heights))


def _thumbnails(
    track: Track, intervals: list[dict], row: Mapping, there: np.ndarray, pictures: Mapping
) -> dict[int, str]:
    """Give pictures of the face by frame number, as data URIs; none of who has not consented."""
    consenting = pictures["consenting"]
    if pictures["root"] is None or (consenting is not None and track.subject not in consenting):
        return {}
    wanted = set(_strip_numbers(track))
    for interval in intervals[:WITH_PICTURES]:
        wanted |= {int(interval[f"{end}_frame"]) for end in ("onset", "apex", "offset")}
    numbers = sorted(n for n in wanted if there[n - track.first])
    images = read_frames(pictures["root"], row, numbers)
    quality = [cv2.IMWRITE_WEBP_QUALITY, pictures["quality"]]
    thumbs = {}
    for number, image in zip(numbers, images, strict=True):
        if not isinstance(image, UnreadableError):
            window = shown_window(track.points[number - track.first].astype("float64"))
            face = cut_window(image, window, pictures["frame_px"])
            data = base64.b64encode(cv2.imencode(".webp", face, quality)[1]).decode("ascii")
            thumbs[number] = f"data:image/webp;base64,{data}"
    return thumbs
