"""Landmark tracks of long videos, the input of spotters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.files.grey import UnreadableError
from facemotion.files.tsv import Named
from facemotion.landmarks.face import FrameStatus
from facemotion.landmarks.store import LandmarkRows
from facemotion.sequences.images import read_frames
from facemotion.spotting.videos import OK


@dataclass(frozen=True, eq=False)
class Track:
    """The face in a video of T frames, evenly spaced in time.

    Attributes
    ----------
    video, subject
        Names of the video and its subject.
    first
        Number of the first frame.
    points : ndarray of float32, shape (T, 68, 2)
        Pixels; NaN if no face was found, or the frame is missing.
    fps
        Frames per second.
    images
        Yields the frames in order, in greyscale, with None for a missing one; None if the video has
        no images.
    """

    video: str
    subject: str
    first: int
    points: np.ndarray
    fps: float
    images: Callable[[], Iterator[np.ndarray | None]] | None = None

    def __len__(self) -> int:
        return len(self.points)


def read_tracks(rows: LandmarkRows, videos: pd.DataFrame, root: Path | None) -> Iterator[Track]:
    """Yield the tracks of all usable videos, in the order of their table.

    Parameters
    ----------
    rows
        Landmarks of every frame.
    videos
        The table of videos.
    root
        Folder of the dataset, or None if it has no images.
    """
    names, starts = np.unique(rows.sequence_id.astype(str), return_index=True)
    bounds = pairwise([*starts, len(rows.sequence_id)])
    parts = Named(zip(names, bounds, strict=True), "sequence_id")
    for row in videos[videos["status"] == OK].itertuples():
        part = slice(*parts[row.video])
        numbers = rows.frame_number[part]
        found = rows.frame_status[part] == FrameStatus.OK
        first = int(numbers[0])
        points = np.full((int(numbers[-1]) - first + 1, 68, 2), np.nan, "float32")
        points[numbers[found] - first] = rows.landmarks[part][found]
        images = None if root is None else _images(root, row, numbers)
        yield Track(row.video, row.subject, first, points, float(row.fps), images)


def _images(root: Path, row, numbers: np.ndarray) -> Callable[[], Iterator[np.ndarray | None]]:
    """Return a function that yields every frame from the first to the last, with None for gaps."""

    def images() -> Iterator[np.ndarray | None]:
        read = read_frames(root, {"frame_pattern": row.frame_pattern}, numbers.tolist())
        expected = int(numbers[0])
        for number, image in zip(numbers.tolist(), read, strict=True):
            for _ in range(expected, number):
                yield None
            yield None if isinstance(image, UnreadableError) else image
            expected = number + 1

    return images
