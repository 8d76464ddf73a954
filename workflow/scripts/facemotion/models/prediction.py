"""Predict clips with a trained network."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import nn

from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.files.tsv import cells_by
from facemotion.files.weights import read_weights
from facemotion.models.declarations import check_frames, network_module
from facemotion.models.device import choose_device, mixed_precision
from facemotion.models.frame_stack import FrameStack
from facemotion.models.inputs import INPUTS
from facemotion.models.own_network import build_own
from facemotion.own_code import is_own

BATCH_CLIPS = 16  # bounds memory

Inputs = torch.Tensor | FrameStack


def read_inputs(clips: Clips, frames: str | Path | None, settings: dict) -> Inputs:
    """Return what a model sees of every clip, to be indexed by rows.

    Parameters
    ----------
    clips
        The dataset.
    frames
        The frames file of the dataset, for the input `frames`.
    settings
        Settings of the model.

    Raises
    ------
    InputError
        The clips are too short for the network.
    """
    check_frames(settings["network"], clips.frames)
    if settings["input"] == "frames":
        return FrameStack(frames, clips.clip_id)
    return torch.from_numpy(INPUTS[settings["input"]](clips))


def build_network(settings: dict, inputs: Inputs, n_classes: int) -> nn.Module:
    """Make a model's network with fresh weights, for such inputs.

    Channels are last in memory, in which a CPU convolves a third faster.

    Raises
    ------
    InputError
        A network of the user's cannot be made, or does not do what one does.
    """
    choice, shape = settings["network"], tuple(inputs.shape[1:])
    if is_own(choice):
        network = build_own(settings, shape, n_classes)
    else:
        network = import_module(network_module(choice)).build(shape, n_classes, settings)
    return network.to(memory_format=torch.channels_last)


def describe_network(settings: dict, inputs: Inputs, clips: Clips) -> dict:
    """Describe the network that weights belong to; JSON-serialisable, stored with them."""
    return {
        "network": settings["network"],
        "input": settings["input"],
        "shape": list(inputs.shape[1:]),
        "classes": clips.classes.as_json(),
    }


def load_network(weights: str | Path, settings: dict, inputs: Inputs, clips: Clips) -> nn.Module:
    """Make a model's network with the weights of a file that training wrote.

    Raises
    ------
    DamagedFileError
        The weights are damaged, or of another network, input or set of classes.
    """
    loaded = build_network(settings, inputs, len(clips.classes))
    about = describe_network(settings, inputs, clips)
    loaded.load_state_dict(read_weights(weights, about, loaded.state_dict()))
    return loaded.to(choose_device()).eval()


def predict(network: nn.Module, inputs: Inputs, rows: np.ndarray) -> torch.Tensor:
    """Return logits (len(rows), n_classes) of the chosen rows, in evaluation mode, on the CPU."""
    network.eval()
    device = next(network.parameters()).device
    with torch.inference_mode(), mixed_precision(device):
        return torch.cat(
            [
                network(inputs[batch].to(device)).float().cpu()
                for batch in torch.as_tensor(rows).split(BATCH_CLIPS)
            ]
        )


def prediction_table(
    network: nn.Module, clips: Clips, inputs: Inputs, chosen: np.ndarray, temperature: float = 1.0
) -> pd.DataFrame:
    """Predict the `chosen` rows of the dataset, with logits divided by the temperature.

    Returns
    -------
    DataFrame
        clip_id, subject, class (empty without one), predicted, and p_<class>, the softmax
        probabilities.
    """
    names = clips.classes.names
    probabilities = (predict(network, inputs, chosen) / temperature).softmax(1).numpy()
    table = pd.DataFrame(
        {
            "clip_id": clips.clip_id[chosen],
            "subject": clips.subject[chosen],
            "class": [names[k] if k >= 0 else "" for k in clips.label[chosen]],
            "predicted": [names[k] for k in probabilities.argmax(1)],
        }
    )
    for k, name in enumerate(names):
        table[f"p_{name}"] = [f"{p:.6f}" for p in probabilities[:, k]]
    return table


def predict_dataset(
    network: nn.Module,
    clips: Clips,
    inputs: Inputs,
    clip_table: pd.DataFrame,
    sequences: pd.DataFrame,
    trained_on: str,
    in_training: np.ndarray,
    temperature: float,
    certain_from: float,
) -> pd.DataFrame:
    """Predict every clip of a dataset; clips that can't be predicted are rows with a status.

    Parameters
    ----------
    network
        A trained network.
    clips, inputs, clip_table
        The dataset, what the network sees of it, and its table as text.
    sequences
        The filtered sequence table; a sequence of which no clip was made becomes a row too, and
        any note on a sequence is repeated in the reason of its clips.
    trained_on
        Training data of the network, in words.
    in_training
        (N,), whether a clip has a frame it was trained on.
    temperature
        Divisor of its logits.
    certain_from
        A prediction whose probability is lower is `uncertain`.

    Returns
    -------
    DataFrame
        clip_id, subject, emotion, class (empty without one), status, reason, trained_on, predicted,
        p_<class>, uncertain and in_training (yes or no); the last ones are empty in a row without a
        prediction.
    """
    columns = ["clip_id", "subject", "emotion", "class", "status", "reason"]
    told = cells_by(sequences, "sequence_id", "reason")
    notes = [told[sequence] for sequence in clips.sequence_id]
    both = zip(clip_table["reason"], notes, strict=True)
    clip_table = clip_table.assign(reason=["; ".join(filter(None, pair)) for pair in both])
    unused = sequences[~sequences["sequence_id"].isin(clips.sequence_id)]
    unused = unused.assign(**{"class": unused["emotion"].map(clips.classes.name_of)})
    rows = pd.concat([clip_table, unused.rename(columns={"sequence_id": "clip_id"})])[columns]
    rows["trained_on"] = trained_on
    good = np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
    predictions = prediction_table(network, clips, inputs, good, temperature)
    surest = predictions.filter(regex="^p_").astype(float).max(axis=1)
    predictions["uncertain"] = np.where(surest < certain_from, "yes", "no")
    predictions["in_training"] = np.where(in_training[good], "yes", "no")
    return rows.merge(predictions.drop(columns=["subject", "class"]), on="clip_id", how="left")
