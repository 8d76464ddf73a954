"""Clips of exactly 20 frames, made from sequences of any length (stage `clips`)."""

import numpy as np
import pandas as pd

from facemotion.emotions import NEUTRAL
from facemotion.errors import InputError
from facemotion.sequences.table import parse_ranges

CLIP_FRAMES = 20
COLUMNS = ("clip_id", "sequence_id", "subject", "emotion", "position", "frame_number")


def resample_positions(n_frames: int, length: int = CLIP_FRAMES) -> np.ndarray:
    """Choose `length` of `n_frames` frames, evenly spaced in time.

    The first and the last frame are always among them. A longer sequence loses frames, a shorter
    one repeats some; order is kept. Position k takes frame k (n - 1) / (length - 1), rounded half
    up in whole numbers, so that no platform rounds otherwise.

    Returns
    -------
    ndarray of int, shape (length,)
        Indices into the frames of the sequence, from 0.
    """
    if n_frames < 1:
        raise ValueError(f"a sequence needs at least one frame, not {n_frames}")
    steps = np.arange(length)
    return (2 * steps * (n_frames - 1) + length - 1) // (2 * (length - 1))


def resample_frames(sequences: pd.DataFrame) -> pd.DataFrame:
    """Make one clip of every usable sequence, from its onset to its apex.

    Parameters
    ----------
    sequences
        The filtered sequence table; rows whose status is not `ok` are left out here, and remain
        in that table with their reason. CK+ sequences run from onset to apex as a whole.

    Returns
    -------
    DataFrame
        20 rows a clip, in the order of `position`, with the columns of `COLUMNS`.
    """
    clips = []
    for row in sequences[sequences["status"] == "ok"].itertuples():
        numbers = np.asarray(parse_ranges(row.frame_numbers))
        numbers = numbers[(numbers >= row.onset) & (numbers <= row.apex)]
        chosen = numbers[resample_positions(len(numbers))]
        clips.append(_clip(row.sequence_id, row, row.emotion, chosen))
    return pd.concat(clips) if clips else pd.DataFrame(columns=COLUMNS)


def synthesize_neutral(sequences: pd.DataFrame, count: int, seed: int) -> pd.DataFrame:
    """Make neutral clips: the first frame of randomly chosen sequences, repeated 20 times.

    As in Gund et al. (section IV-A). A neutral clip keeps the subject of its source, so that
    subject-grouped splits hold the two together.

    Parameters
    ----------
    sequences
        The filtered sequence table.
    count
        Number of clips, each from another sequence.
    seed
        Seed of the choice.

    Raises
    ------
    InputError
        There are fewer usable sequences than `count`.
    """
    usable = sequences[sequences["status"] == "ok"]
    if len(usable) < count:
        raise InputError(
            f"clips.neutral.count is {count} for this dataset, but only {len(usable)} sequences "
            "are usable; lower it in config.yaml or loosen the filters of `sequences`."
        )
    order = np.random.default_rng(seed).permutation(len(usable))[:count]
    clips = []
    for row in usable.iloc[np.sort(order)].itertuples():
        first = parse_ranges(row.frame_numbers)[0]
        clip_id = f"{row.sequence_id}_{NEUTRAL}"
        clips.append(_clip(clip_id, row, NEUTRAL, np.full(CLIP_FRAMES, first)))
    return pd.concat(clips) if clips else pd.DataFrame(columns=COLUMNS)


def _clip(clip_id: str, sequence, emotion: str, frame_numbers: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "clip_id": clip_id,
            "sequence_id": sequence.sequence_id,
            "subject": sequence.subject,
            "emotion": emotion,
            "position": np.arange(CLIP_FRAMES),
            "frame_number": frame_numbers,
        },
        columns=COLUMNS,
    )
