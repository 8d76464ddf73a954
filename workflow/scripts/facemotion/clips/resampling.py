"""Clips of a fixed number of frames, evenly spaced from onset to apex (rule `resample_frames`)."""

import numpy as np
import pandas as pd

from facemotion.clips.table import join_clips, make_clip
from facemotion.sequences.table import parse_ranges


def choose_frames(numbers: np.ndarray, length: int) -> np.ndarray:
    """Choose `length` of the existing frames, evenly spaced in time.

    The first and last frames are always included; a long sequence loses frames, a short one
    repeats some. Step k of an even grid takes the nearest frame number, the later of two equally
    near ones, in integer arithmetic, so that the result is the same on every platform.

    Parameters
    ----------
    numbers
        Ascending frame numbers; gaps are missing frames.
    length
        Number of frames to choose, at least 2.

    Returns
    -------
    ndarray of int, shape (length,)
        Frame numbers, in order.
    """
    if len(numbers) < 1:
        raise ValueError("a sequence needs at least one frame")
    first, last = int(numbers[0]), int(numbers[-1])
    grid = first * (length - 1) + np.arange(length) * (last - first)
    distance = np.abs(np.asarray(numbers)[::-1] * (length - 1) - grid[:, None])
    return np.asarray(numbers)[::-1][distance.argmin(axis=1)]


def resample_frames(sequences: pd.DataFrame, frames: int) -> pd.DataFrame:
    """Make one clip from every usable sequence, from its onset to its apex.

    Parameters
    ----------
    sequences
        The filtered sequence table; rows whose status is not `ok` are skipped here, and stay in
        that table with their reason. CK+'s sequences as a whole run from onset to apex.
    frames
        Frames per clip.

    Returns
    -------
    DataFrame
        A clip table (`facemotion.clips.table`).
    """
    clips = []
    for row in sequences[sequences["status"] == "ok"].itertuples():
        chosen = choose_frames(clip_numbers(row), frames)
        clips.append(make_clip(row.sequence_id, row, row.emotion, chosen))
    return join_clips(clips)


def clip_numbers(sequence) -> np.ndarray:
    """Return the numbers of a sequence's frames from onset to apex."""
    numbers = np.asarray(parse_ranges(sequence.frame_numbers))
    return numbers[(numbers >= sequence.onset) & (numbers <= sequence.apex)]
