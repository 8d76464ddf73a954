"""Predictions for living neutral faces (rule `predict_living`).

A neutral clip that repeats one frame has exactly zero motion, which makes its class trivial. Real
people at rest blink, look around, sway and speak, so the folds' networks are also tested on neutral
clips of generated people, as many as each fold has neutral test clips.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.dataset.contract import Clips
from facemotion.errors import InputError
from facemotion.models.prediction import Inputs, load_network, prediction_table
from facemotion.models.tables import no_living


def predict_living(
    clips: Clips,
    living: Clips,
    inputs: Inputs,
    weights: list[Path],
    split: dict,
    model: dict,
    seed: int,
) -> pd.DataFrame:
    """Predict living neutral clips with the networks of all folds.

    Parameters
    ----------
    clips
        The dataset of the folds.
    living, inputs
        The dataset that has the living clips, and what the model sees of it.
    weights
        Weights of each fold.
    split
        The frozen folds.
    model
        Settings of the model.
    seed
        Seed of the draw; no clip is drawn twice.

    Returns
    -------
    DataFrame
        As `facemotion.models.prediction.prediction_table`, with the number of the `fold`.

    Raises
    ------
    InputError
        There are fewer living clips than neutral ones to test.
    """
    neutral = clips.classes.names.index(clips.classes.neutral)
    counts = [
        int((clips.label[clips.rows_of(fold["test"], "the split")] == neutral).sum())
        for fold in split["folds"]
    ]
    known = np.flatnonzero(living.usable & (living.label == neutral))
    if sum(counts) > len(known):
        raise InputError(
            f"{split['scheme']} has {sum(counts)} neutral test clips, but the dataset of living "
            f"ones has {len(known)}; raise demo.people.clips, or set evaluation.living_neutral to "
            "null."
        )
    if not sum(counts):
        return no_living(clips.classes)
    drawn = np.random.default_rng(seed).permutation(known)[: sum(counts)]
    parts = np.split(drawn, np.cumsum(counts)[:-1])
    tables = [
        prediction_table(load_network(file, model, inputs, living), living, inputs, np.sort(rows))
        .assign(fold=fold)
        for fold, (file, rows) in enumerate(zip(weights, parts, strict=True))
        if len(rows)
    ]  # fmt: skip
    return pd.concat(tables, ignore_index=True)
