"""The clip table: one row per frame, with the rows of a clip contiguous and in order.

============ =====================================================================
clip_id      unique name of the clip
sequence_id  sequence that the frames are from
subject      the person shown
emotion      label of the clip: its sequence's, or neutral; may be empty
position     0, 1, … within the clip
frame_number number of the frame in its sequence; may occur repeatedly in a clip
============ =====================================================================
"""

from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.errors import DamagedFileError
from facemotion.files import tsv

COLUMNS = {
    "clip_id": tsv.NAME,
    "sequence_id": tsv.NAME,
    "subject": tsv.NAME,
    "emotion": tsv.TEXT,
    "position": tsv.WHOLE,
    "frame_number": tsv.WHOLE,
}


def make_clip(clip_id: str, sequence, emotion: str, frame_numbers: np.ndarray) -> pd.DataFrame:
    """Make a clip's rows; `sequence` is a row of the sequence table.

    Parameters
    ----------
    clip_id
        Unique name.
    sequence
        Row of the sequence table, as a named tuple.
    emotion
        Label of the clip; may be empty.
    frame_numbers : ndarray of int, shape (T,)
        Numbers of its frames, possibly with repeats.
    """
    return pd.DataFrame(
        {
            "clip_id": clip_id,
            "sequence_id": sequence.sequence_id,
            "subject": sequence.subject,
            "emotion": emotion,
            "position": np.arange(len(frame_numbers)),
            "frame_number": frame_numbers,
        },
        columns=[*COLUMNS],
    )


def join_clips(clips: list[pd.DataFrame]) -> pd.DataFrame:
    """Concatenate clips into one table."""
    return pd.concat(clips) if clips else pd.DataFrame(columns=[*COLUMNS])


def read_clips(path: str | Path) -> pd.DataFrame:
    """Read a clip table.

    Raises
    ------
    DamagedFileError
        The file is no clip table, a clip lacks a frame, or clips differ in length.
    """
    table = tsv.read_table(path, COLUMNS)
    position = table["position"].to_numpy()
    begins = np.flatnonzero(position == 0)
    lengths = np.diff([*begins, len(table)])
    frames = int(lengths[0]) if len(begins) else 1
    wrong = np.flatnonzero(position != np.arange(len(table)) % frames)
    if not len(wrong) and len(table) % frames:
        wrong = [len(table) - 1]
    clips = table["clip_id"].to_numpy()
    if not len(wrong):
        wrong = np.flatnonzero(clips != np.repeat(clips[begins], frames))
    if len(wrong):
        row = int(wrong[0])
        place, found = f"line {row + 2}", f"position {position[row]} of clip {clips[row]}"
        raise DamagedFileError(path, place, found, f"whole clips of {frames} frames, in order")
    return table


def clip_frames(table: pd.DataFrame) -> int:
    """Return the number of frames per clip, the same for all clips of a table; 0 without clips."""
    return int(table["position"].max()) + 1 if len(table) else 0
