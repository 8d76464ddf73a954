"""Frames of a sequence as greyscale images, from a folder of images, a video, or an image file."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter

import numpy as np

from facemotion.files.grey import UnreadableError
from facemotion.files.image_names import is_image
from facemotion.files.images import count_images, read_grey, read_stack
from facemotion.files.video import read_video
from facemotion.sequences.table import frame_path


def read_frames(
    root: str | Path, member_row: Mapping, numbers: Sequence[int]
) -> Iterator[np.ndarray | UnreadableError]:
    """Read frames one at a time, in order.

    Parameters
    ----------
    root
        Folder of the dataset.
    member_row
        A row of the sequence table, or a member of a shard. A `frame_pattern` without the field
        ``{frame}`` names a single file: one image, which is frame 1, several images, or a video.
    numbers
        Frame numbers, ascending.

    Yields
    ------
    ndarray or UnreadableError
        Greyscale uint8 (height, width), or why the frame cannot be read.
    """
    pattern = member_row["frame_pattern"]
    if any(field is not None for _, field, _, _ in Formatter().parse(pattern)):
        for number in numbers:
            yield _read_image(Path(root, frame_path(member_row, number)))
        return
    file = Path(root, frame_path(member_row, 1))
    if not is_image(file.name):
        yield from read_video(file, numbers)
    elif count_images(file) > 1:
        yield from read_stack(file, numbers)
    else:
        for number in numbers:
            absent = UnreadableError(f"has no frame {number}")
            yield _read_image(file) if number == 1 else absent


def read_clip(
    root: str | Path, member_row: Mapping, numbers: np.ndarray
) -> tuple[dict[int, np.ndarray], np.ndarray]:
    """Read each frame of a clip once; replace unreadable ones by the nearest readable frame.

    Parameters
    ----------
    root, member_row
        As in `read_frames`.
    numbers
        Frame numbers of the clip, (T,), possibly with repeats.

    Returns
    -------
    images
        Greyscale images by frame number, ascending; empty if no frame can be read.
    shown
        Numbers (T,) of the frames to show, all of them in `images`; empty if `images` is.
    """
    distinct = np.unique(numbers)
    read = zip(distinct.tolist(), read_frames(root, member_row, distinct.tolist()), strict=True)
    images = {number: image for number, image in read if isinstance(image, np.ndarray)}
    there = np.array([*images], dtype=int)
    if not images:
        return images, there
    return images, there[np.abs(there - numbers[:, None]).argmin(axis=1)]


def _read_image(file: Path) -> np.ndarray | UnreadableError:
    try:
        return read_grey(file)
    except UnreadableError as error:
        return error
