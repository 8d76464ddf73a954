"""Clips of a fixed number of frames, evenly spaced from onset to apex (rule `resample_frames`)."""

import numpy as np
import pandas as pd

from facemotion.clips.table import join_clips, make_clip
from facemotion.sequences.table import parse_ranges


def choose_frames(numbers: np.ndarray, length: int) -> np.ndarray:
    """Choose `length` of the frames there are, evenly spaced in time.

    The first and the last frame are always among them; a long sequence loses frames, a short one
    repeats some. Step k of an even grid takes the nearest frame number, the later of two that are
    equally near; whole numbers throughout, so that no platform rounds otherwise.

    Parameters
    ----------
    numbers
        Rising frame numbers; gaps are frames that are missing.
    length
        At least 2.

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
    """Make one clip of every usable sequence, from its onset to its apex.

    Parameters
    ----------
    sequences
        The filtered sequence table; rows whose status is not `ok` are left out here, and remain
        in that table with their reason. CK+ sequences run from onset to apex as a whole.
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
    """Return the numbers of the frames from onset to apex."""
    numbers = np.asarray(parse_ranges(sequence.frame_numbers))
    return numbers[(numbers >= sequence.onset) & (numbers <= sequence.apex)]
