"""Predict clips with a trained network."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from safetensors.torch import load_file
from torch import nn

from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.emotions import CLASSES
from facemotion.models import network_module
from facemotion.models.inputs import INPUTS

BATCH_CLIPS = 64  # bounds memory


def build_network(network: str) -> nn.Module:
    """Make a network by its name in the config, with fresh weights."""
    return import_module(network_module(network)).build(len(CLASSES))


def load_network(weights: Path, network: str) -> nn.Module:
    """Make a network with the weights of a file that training wrote."""
    loaded = build_network(network)
    loaded.load_state_dict(load_file(weights))
    return loaded


def predict(network: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    """Give logits (N, n_classes) in evaluation mode."""
    network.eval()
    with torch.inference_mode():
        return torch.cat([network(batch) for batch in inputs.split(BATCH_CLIPS)])


def prediction_table(
    network: nn.Module, clips: Clips, chosen: np.ndarray, settings: dict
) -> pd.DataFrame:
    """Predict the `chosen` rows of the dataset.

    Returns
    -------
    DataFrame
        clip_id, subject, emotion (empty without a label), predicted, and p_<class>, the softmax
        probabilities.
    """
    inputs = torch.from_numpy(INPUTS[settings["input"]](clips)[chosen])
    probabilities = predict(network, inputs).softmax(1).numpy()
    table = pd.DataFrame(
        {
            "clip_id": clips.clip_id[chosen],
            "subject": clips.subject[chosen],
            "emotion": [CLASSES[k] if k >= 0 else "" for k in clips.label[chosen]],
            "predicted": [CLASSES[k] for k in probabilities.argmax(1)],
        }
    )
    for k, name in enumerate(CLASSES):
        table[f"p_{name}"] = [f"{p:.6f}" for p in probabilities[:, k]]
    return table


def predict_dataset(
    network: nn.Module,
    clips: Clips,
    clip_table: pd.DataFrame,
    sequences: pd.DataFrame,
    settings: dict,
    trained_on: str,
) -> pd.DataFrame:
    """Predict every clip of a dataset; what can't be predicted is a row with its status.

    Parameters
    ----------
    network
        A trained network.
    clips, clip_table
        The dataset, and its table for people.
    sequences
        The filtered sequence table; a sequence of which no clip was made becomes a row too.
    settings
        Settings of the model.
    trained_on
        What trained the network, in words.

    Returns
    -------
    DataFrame
        clip_id, subject, emotion (empty without a label), status, reason, trained_on, predicted and
        p_<class>; the last ones are empty in a row without a prediction.
    """
    columns = ["clip_id", "subject", "emotion", "status", "reason"]
    unused = sequences[~sequences["sequence_id"].isin(clips.sequence_id)]
    rows = pd.concat([clip_table, unused.rename(columns={"sequence_id": "clip_id"})])[columns]
    rows["trained_on"] = trained_on
    good = np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
    predictions = prediction_table(network, clips, good, settings)
    return rows.merge(predictions.drop(columns=["subject", "emotion"]), on="clip_id", how="left")
