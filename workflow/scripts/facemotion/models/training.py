"""Train a network, on one fold or on all clips (rules `train_fold` and `train_all`)."""

import logging
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import nn

from facemotion.dataset.contract import Clips
from facemotion.errors import InputError
from facemotion.files.json_file import write_json
from facemotion.files.tsv import write_table
from facemotion.files.weights import write_weights
from facemotion.models.calibration import fit_temperature, kept_people
from facemotion.models.declarations import network_module, read_declaration
from facemotion.models.descent import in_words, train_network
from facemotion.models.device import choose_device
from facemotion.models.layers import describe_layers
from facemotion.models.own_network import blamed
from facemotion.models.prediction import (
    Inputs,
    build_network,
    describe_network,
    predict,
    prediction_table,
)
from facemotion.models.settling import final_fall, settled
from facemotion.provenance import package_versions

log = logging.getLogger(__name__)


SEEDS_APART = 1000  # so that no two folds share a training seed


def fit_fold(
    clips: Clips, inputs: Inputs, split: dict, fold: int, settings: dict, seed: int, out: Path
) -> None:
    """Train on a fold's training clips, then score its test clips with the last epoch's weights.

    Parameters
    ----------
    clips, inputs
        The dataset, and what the model sees of it (`facemotion.models.prediction.read_inputs`).
    split
        Frozen folds (`facemotion.splits.schemes`).
    fold
        Number of the fold, from 0.
    settings
        Settings of the model (`models.<name>` in config.yaml).
    seed
        One of the settings' seeds.
    out
        Folder for `weights.safetensors`, `history.tsv` (a row an epoch), `predictions.tsv` (a row a
        test clip) and `summary.json`.
    """
    folds = split["folds"][fold]
    train, test = (clips.rows_of(folds[side], "the split") for side in ("train", "test"))
    network = _fit(clips, inputs, train, test, settings, seed * SEEDS_APART + fold, out)
    write_table(prediction_table(network, clips, inputs, test), out / "predictions.tsv")


def fit_all(clips: Clips, inputs: Inputs, settings: dict, out: Path) -> None:
    """Train on all usable clips with the first seed, for use on other datasets.

    If the settings name training datasets (`trained_on`), every tenth person is
    kept from training for calibration (`facemotion.models.calibration`).
    Writes what `fit_fold` writes, except the predictions.

    Raises
    ------
    InputError
        There is no usable clip.
    """
    usable = np.flatnonzero(clips.usable)
    if not len(usable):
        raise InputError("the dataset has no labelled clip to train on; see its table for reasons.")
    kept = np.zeros(len(usable), bool)
    if "trained_on" in settings:
        kept = kept_people(clips.subject[usable])
    seed = settings["seeds"][0] * SEEDS_APART
    _fit(clips, inputs, usable[~kept], usable[kept], settings, seed, out, calibrate=kept.any())


def _fit(clips, inputs, train, test, settings: dict, seed: int, out: Path, calibrate=False):
    labels = torch.from_numpy(clips.label.astype("int64"))
    network, history = fit_network(inputs, labels, len(clips.classes), train, settings, seed)
    about = describe_network(settings, inputs, clips)
    write_weights(network.state_dict(), about, out / "weights.safetensors")
    write_table(pd.DataFrame(history).round(6), out / "history.tsv")
    fall = final_fall([row["train_loss"] for row in history])
    if not settled(fall):
        log.warning("the training loss is still falling, by %.3f; train for more epochs", fall)
    logits = predict(network, inputs, test) if len(test) else None
    if logits is not None:
        log.info("trained: %s", in_words(history[-1] | score(logits, labels[test], "test")))
    temperature = 1.0
    if calibrate:
        temperature = fit_temperature(logits.numpy(), labels[test].numpy())
        log.info("probabilities are calibrated with temperature %.2f", temperature)
    write_json(
        {
            "schema_version": 2,
            "dataset": clips.describe(),
            "parameters": count_parameters(network),
            "layers": describe_layers(network, tuple(inputs.shape[1:])),
            "train_clips": len(train),
            "test_clips": len(test),
            "epochs": len(history),
            "final_fall": None if fall is None else round(fall, 6),
            "settled": settled(fall),
            "temperature": round(temperature, 4),
            "seed": seed,
            "versions": {"landmarks": clips.backend}
            | package_versions("numpy", "scikit-learn", "torch"),
        },
        out / "summary.json",
        "summary",
    )
    return network


def count_parameters(network: nn.Module) -> int:
    """Count the trainable parameters."""
    return sum(p.numel() for p in network.parameters() if p.requires_grad)


def fit_network(
    inputs: Inputs, labels: torch.Tensor, n_classes: int, train, settings: dict, seed: int
) -> tuple[nn.Module, list[dict]]:
    """Make and train a model's network: by `fit` of its module, else by gradient descent.

    Returns
    -------
    network
        Trained.
    history
        One row per epoch; a single row for a network not trained in epochs.
    """
    device = choose_device()
    torch.manual_seed(seed)
    network = build_network(settings, inputs, n_classes).to(device)
    if not read_declaration(settings["network"]).has_fit:
        with blamed(settings["network"], "trained"):
            return network, train_network(network, inputs, labels, train, settings, seed)
    network.cpu()
    import_module(network_module(settings["network"])).fit(
        network, inputs[train], labels[train], settings, seed
    )
    return network, [{"epoch": 1, **score(predict(network, inputs, train), labels[train], "train")}]


def score(logits: torch.Tensor, true: torch.Tensor, side: str) -> dict:
    """Return loss and accuracy of clips, named by their side."""
    return {
        f"{side}_loss": nn.functional.cross_entropy(logits, true).item(),
        f"{side}_accuracy": (logits.argmax(1) == true).double().mean().item(),
    }
