"""Clips of exactly 20 frames, made from sequences of any length (stage `clips`)."""

import numpy as np
import pandas as pd

from facemotion.emotions import EMOTIONS, NEUTRAL
from facemotion.errors import InputError
from facemotion.sequences.table import parse_ranges

CLIP_FRAMES = 20
REPLICATE, STILL = "replicate", "still"
COLUMNS = ("clip_id", "sequence_id", "subject", "emotion", "position", "frame_number")


def choose_frames(numbers: np.ndarray, length: int = CLIP_FRAMES) -> np.ndarray:
    """Choose `length` of the frames there are, evenly spaced in time.

    The first and the last frame are always among them; a long sequence loses frames, a short one
    repeats some. Step k of an even grid takes the nearest frame number, the later of two that are
    equally near; whole numbers throughout, so that no platform rounds otherwise.

    Parameters
    ----------
    numbers
        Rising frame numbers; gaps are frames that are missing.

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
        chosen = choose_frames(_clip_numbers(row))
        clips.append(_clip(row.sequence_id, row, row.emotion, chosen))
    return pd.concat(clips) if clips else pd.DataFrame(columns=COLUMNS)


def synthesize_neutral(
    sequences: pd.DataFrame, count: int, seed: int, kind: str = REPLICATE
) -> pd.DataFrame:
    """Make neutral clips: the first frame of randomly chosen sequences, repeated 20 times.

    As in Gund et al. (section IV-A). A neutral clip keeps the subject of its source, so that
    subject-grouped splits hold the two together.

    Parameters
    ----------
    sequences
        The filtered sequence table; sequences with an emotion can be sources.
    count
        Number of clips, each from another sequence.
    seed
        Seed of the choice.
    kind
        `replicate`, or `still`: the 20 frames before the onset where all are there. CK+ begins at
        the onset, so its clips repeat the first frame all the same, and get measured jitter where
        landmarks become a dataset (`facemotion.dataset.jitter`).

    Raises
    ------
    InputError
        There are fewer usable sequences than `count`.
    """
    usable = sequences[(sequences["status"] == "ok") & sequences["emotion"].isin(EMOTIONS)]
    if len(usable) < count:
        raise InputError(
            f"clips.neutral.count is {count} for this dataset, but only {len(usable)} sequences "
            "with an emotion are usable; lower it in config.yaml, or loosen the filters."
        )
    order = np.random.default_rng(seed).permutation(len(usable))[:count]
    clips = []
    for row in usable.iloc[np.sort(order)].itertuples():
        frames = np.full(CLIP_FRAMES, _clip_numbers(row)[0])
        if kind == STILL and len(before := _frames_before(row)) == CLIP_FRAMES:
            frames = before
        clips.append(_clip(f"{row.sequence_id}_{NEUTRAL}", row, NEUTRAL, frames))
    return pd.concat(clips) if clips else pd.DataFrame(columns=COLUMNS)


def _clip_numbers(sequence) -> np.ndarray:
    """Give the numbers of the frames from onset to apex."""
    numbers = np.asarray(parse_ranges(sequence.frame_numbers))
    return numbers[(numbers >= sequence.onset) & (numbers <= sequence.apex)]


def _frames_before(sequence) -> np.ndarray:
    """Give the numbers of the frames there are of the 20 before the onset."""
    numbers = parse_ranges(sequence.before_onset) + parse_ranges(sequence.frame_numbers)
    return np.array([n for n in numbers if sequence.onset - CLIP_FRAMES <= n < sequence.onset])


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
