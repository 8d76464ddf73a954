"""Train a network, on one fold or on all clips (rules `train_fold` and `train_all`)."""

import logging
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from safetensors.torch import save
from torch import nn

from facemotion.dataset.contract import Clips
from facemotion.errors import InputError
from facemotion.files import atomic, write_json, write_table
from facemotion.models.inputs import INPUTS
from facemotion.models.prediction import build_network, predict, prediction_table
from facemotion.provenance import package_versions

log = logging.getLogger(__name__)


def fit_fold(clips: Clips, split: dict, fold: int, settings: dict, out: Path) -> None:
    """Train on a fold's training clips, then score its test clips with the last epoch's weights.

    Parameters
    ----------
    clips
        The dataset.
    split
        Frozen folds (`facemotion.splits`).
    fold
        Number of the fold, from 0.
    settings
        Settings of the model (`models.<name>` in the config).
    out
        Folder for `weights.safetensors`, `history.tsv` (a row an epoch), `predictions.tsv` (a row a
        test clip) and `summary.json`.
    """
    train, test = (_select(clips, split["folds"][fold][side]) for side in ("train", "test"))
    network = _fit(clips, train, test, settings, settings["seed"] + fold, out)
    write_table(prediction_table(network, clips, test, settings), out / "predictions.tsv")


def fit_all(clips: Clips, settings: dict, out: Path) -> None:
    """Train on every usable clip, for use on other datasets.

    Writes what `fit_fold` does, but for the predictions.

    Raises
    ------
    InputError
        There is no usable clip.
    """
    usable = np.flatnonzero(clips.usable)
    if not len(usable):
        raise InputError("the dataset has no labelled clip to train on; see its table for reasons.")
    _fit(clips, usable, np.array([], int), settings, settings["seed"], out)


def _fit(clips: Clips, train, test, settings: dict, seed: int, out: Path) -> nn.Module:
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    inputs = torch.from_numpy(INPUTS[settings["input"]](clips))
    labels = torch.from_numpy(clips.label.astype("int64"))
    network = build_network(settings["network"])
    history = train_network(
        network, (inputs[train], labels[train]), (inputs[test], labels[test]), settings, seed
    )
    with atomic(out / "weights.safetensors") as part:
        part.write_bytes(save(network.state_dict()))
    write_table(pd.DataFrame(history).round(6), out / "history.tsv")
    write_json(
        {
            "parameters": sum(p.numel() for p in network.parameters() if p.requires_grad),
            "train_clips": len(train),
            "test_clips": len(test),
            "epochs": settings["epochs"],
            "seed": seed,
            "versions": {"landmarks": clips.backend} | package_versions("numpy", "torch"),
        },
        out / "summary.json",
    )
    return network


def train_network(network: nn.Module, train, test, settings: dict, seed: int) -> list[dict]:
    """Train by stochastic gradient descent; the test clips are watched, never used to choose.

    The learning rate decays as Keras' `decay` does, which the paper's figures refer to: after u
    updates it is learning_rate / (1 + decay u).

    Batch norm is evaluated with the average statistics of the epoch's batches. The usual running
    average starts at mean 0 and variance 1, which after a hundred updates still outweigh inputs as
    small as motion in eye distances: small datasets would test at chance.

    Parameters
    ----------
    network
        Trained in place.
    train, test
        Pairs of inputs (N, ...) and int64 labels (N,); `test` may be empty.
    settings
        `learning_rate`, `decay`, `momentum`, `batch_size`, `epochs`.
    seed
        Seed of the order of the clips.

    Returns
    -------
    list of dict
        A row an epoch: learning rate, loss and accuracy of the training clips while they were
        being trained on, and of the test clips after the epoch.

    Raises
    ------
    InputError
        Training diverged: the loss is no finite number.
    """
    inputs, labels = train
    optimizer = torch.optim.SGD(
        network.parameters(), lr=settings["learning_rate"], momentum=settings["momentum"]
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda update: 1 / (1 + settings["decay"] * update)
    )
    order = torch.Generator().manual_seed(seed)
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None  # a plain average instead of an exponential one
    history = []
    for epoch in range(1, settings["epochs"] + 1):
        network.train()
        for norm in norms:
            norm.reset_running_stats()
        loss_sum, correct = 0.0, 0
        for batch in torch.randperm(len(labels), generator=order).split(settings["batch_size"]):
            optimizer.zero_grad()
            logits = network(inputs[batch])
            loss = nn.functional.cross_entropy(logits, labels[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
            loss_sum += loss.item() * len(batch)
            if not np.isfinite(loss_sum):
                raise InputError(
                    f"training diverged in epoch {epoch}: the loss is {loss.item()}; lower the "
                    f"model's learning_rate (found {settings['learning_rate']})."
                )
            correct += (logits.argmax(1) == labels[batch]).sum().item()
        row = {
            "epoch": epoch,
            "learning_rate": schedule.get_last_lr()[0],
            "train_loss": loss_sum / len(labels),
            "train_accuracy": correct / len(labels),
            **_score(network, *test),
        }
        history.append(row)
        log.info("epoch %d of %d: %s", epoch, settings["epochs"], _in_words(row))
    return history


def _score(network: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> dict:
    if not len(labels):
        return {}
    logits = predict(network, inputs)
    return {
        "test_loss": nn.functional.cross_entropy(logits, labels).item(),
        "test_accuracy": (logits.argmax(1) == labels).double().mean().item(),
    }


def _select(clips: Clips, clip_ids: list[str]) -> np.ndarray:
    """Find the rows of clips by their ids."""
    row = {clip_id: k for k, clip_id in enumerate(clips.clip_id)}
    missing = next((clip_id for clip_id in clip_ids if clip_id not in row), None)
    if missing is not None:
        raise InputError(
            f"the split names clip {missing!r}, which the dataset does not have; make the split "
            "again from this dataset (rule split_folds)."
        )
    return np.array([row[clip_id] for clip_id in clip_ids])


def _in_words(row: dict) -> str:
    words = f"train {row['train_accuracy']:.3f} (loss {row['train_loss']:.3f})"
    if "test_loss" in row:
        words += f", test {row['test_accuracy']:.3f} (loss {row['test_loss']:.3f})"
    return words
