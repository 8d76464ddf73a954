"""Neutral clips, made from sequences that begin with a neutral face (rule `synthesize_neutral`)."""

import numpy as np
import pandas as pd

from facemotion.clips.resampling import clip_numbers
from facemotion.clips.table import join_clips, make_clip
from facemotion.errors import InputError
from facemotion.sequences.labels import LABELS, NEUTRAL
from facemotion.sequences.table import parse_ranges

REPLICATE, STILL = "replicate", "still"
SOURCES = tuple(label for label in LABELS if label != NEUTRAL)


def synthesize_neutral(
    sequences: pd.DataFrame, frames: int, count: int, seed: int, kind: str = REPLICATE
) -> pd.DataFrame:
    """Make neutral clips from the first frames of randomly chosen sequences.

    By default, the first frame is repeated, as in Gund et al. (section IV-A). A neutral clip keeps
    the subject of its source, so that subject-grouped splits keep the two together.

    Parameters
    ----------
    sequences
        The filtered sequence table; sequences with an emotion can be sources.
    frames
        Frames per clip.
    count
        Number of clips, each from a different sequence.
    seed
        Seed of the random choice.
    kind
        `replicate` repeats the first frame. `still` takes as many frames before the onset as
        exist. CK+'s sequences start at the onset, so their first frame is repeated in either case;
        with `still`, measured jitter is then added (`facemotion.dataset.jitter`).

    Raises
    ------
    InputError
        There are fewer usable sequences than `count`.
    """
    usable = sequences[(sequences["status"] == "ok") & sequences["emotion"].isin(SOURCES)]
    if len(usable) < count:
        raise InputError(
            f"clips.neutral.count is {count} for this dataset, but only {len(usable)} sequences "
            "with an emotion are usable; lower it in config.yaml, or relax the filters."
        )
    order = np.random.default_rng(seed).permutation(len(usable))[:count]
    clips = []
    for row in usable.iloc[np.sort(order)].itertuples():
        chosen = np.full(frames, clip_numbers(row)[0])
        if kind == STILL and len(before := _frames_before(row, frames)) == frames:
            chosen = before
        clips.append(make_clip(f"{row.sequence_id}_{NEUTRAL}", row, NEUTRAL, chosen))
    return join_clips(clips)


def _frames_before(sequence, frames: int) -> np.ndarray:
    """Return the numbers of the existing ones among the last `frames` frames before the onset."""
    numbers = parse_ranges(sequence.before_onset) + parse_ranges(sequence.frame_numbers)
    return np.array([n for n in numbers if sequence.onset - frames <= n < sequence.onset])
