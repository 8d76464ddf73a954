"""One long video without annotations: a video file, or a folder of images."""

from collections.abc import Mapping
from pathlib import Path

from facemotion.spotting.folders import USUAL_FPS, images_row, video_row
from facemotion.spotting.truth import Annotation
from facemotion.spotting.videos import VideoRow


def read_truth(path: str | Path, settings: Mapping) -> list[Annotation]:
    """Return no annotations."""
    return []


def list_videos(path: str | Path, fps: float | None) -> list[VideoRow]:
    """Return the video itself, named after its file."""
    path = Path(path)
    if path.is_dir():
        return [images_row(path.parent, path, path.name, path.name, fps or USUAL_FPS)]
    return [video_row(path.parent, path, path.stem, path.stem, fps)]
