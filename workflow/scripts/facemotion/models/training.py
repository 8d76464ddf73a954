"""Train a network on one fold and predict its test clips (rule `train_fold`)."""

import logging
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from safetensors.torch import save_file
from torch import nn

from facemotion.dataset.contract import Clips
from facemotion.emotions import CLASSES
from facemotion.errors import InputError
from facemotion.files import atomic, write_json, write_table
from facemotion.models import network_module
from facemotion.models.inputs import INPUTS

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
    seed = settings["seed"] + fold
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    train, test = (_select(clips, split["folds"][fold][side]) for side in ("train", "test"))
    inputs = torch.from_numpy(INPUTS[settings["input"]](clips))
    labels = torch.from_numpy(clips.label.astype("int64"))
    network = import_module(network_module(settings["network"])).build(len(CLASSES))
    history = train_network(
        network, (inputs[train], labels[train]), (inputs[test], labels[test]), settings, seed
    )
    n_parameters = sum(p.numel() for p in network.parameters() if p.requires_grad)
    with atomic(out / "weights.safetensors") as part:
        save_file(network.state_dict(), part)
    write_table(pd.DataFrame(history).round(6), out / "history.tsv")
    write_table(_predictions(network, inputs[test], clips, test), out / "predictions.tsv")
    write_json(
        {
            "parameters": n_parameters,
            "train_clips": len(train),
            "test_clips": len(test),
            "epochs": settings["epochs"],
            "seed": seed,
        },
        out / "summary.json",
    )


def train_network(network: nn.Module, train, test, settings: dict, seed: int) -> list[dict]:
    """Train by stochastic gradient descent; the test clips are watched, never used to choose.

    The learning rate decays as Keras' `decay` does, which the paper's figures refer to: after u
    updates it is learning_rate / (1 + decay u).

    Parameters
    ----------
    network
        Trained in place.
    train, test
        Pairs of inputs (N, ...) and int64 labels (N,).
    settings
        `learning_rate`, `decay`, `momentum`, `batch_size`, `epochs`.
    seed
        Seed of the order of the clips.

    Returns
    -------
    list of dict
        A row an epoch: learning rate, loss and accuracy of the training clips while they were
        being trained on, and of the test clips after the epoch.
    """
    inputs, labels = train
    optimizer = torch.optim.SGD(
        network.parameters(), lr=settings["learning_rate"], momentum=settings["momentum"]
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda update: 1 / (1 + settings["decay"] * update)
    )
    order = torch.Generator().manual_seed(seed)
    history = []
    for epoch in range(1, settings["epochs"] + 1):
        network.train()
        loss_sum, correct = 0.0, 0
        for batch in torch.randperm(len(labels), generator=order).split(settings["batch_size"]):
            optimizer.zero_grad()
            logits = network(inputs[batch])
            loss = nn.functional.cross_entropy(logits, labels[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
            loss_sum += loss.item() * len(batch)
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


def predict(network: nn.Module, inputs: torch.Tensor, batch_size: int = 64) -> torch.Tensor:
    """Give logits (N, n_classes) in evaluation mode."""
    network.eval()
    with torch.inference_mode():
        return torch.cat([network(batch) for batch in inputs.split(batch_size)])


def _score(network: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> dict:
    logits = predict(network, inputs)
    return {
        "test_loss": nn.functional.cross_entropy(logits, labels).item(),
        "test_accuracy": (logits.argmax(1) == labels).double().mean().item(),
    }


def _predictions(network: nn.Module, inputs: torch.Tensor, clips: Clips, test: np.ndarray):
    probabilities = predict(network, inputs).softmax(1).numpy()
    table = pd.DataFrame(
        {
            "clip_id": clips.clip_id[test],
            "subject": clips.subject[test],
            "emotion": [CLASSES[label] for label in clips.label[test]],
            "predicted": [CLASSES[label] for label in probabilities.argmax(1)],
        }
    )
    for k, name in enumerate(CLASSES):
        table[f"p_{name}"] = [f"{p:.6f}" for p in probabilities[:, k]]
    return table


def _select(clips: Clips, clip_ids: list[str]) -> np.ndarray:
    """Find the rows of clips by their ids."""
    row = {clip_id: k for k, clip_id in enumerate(clips.clip_id)}
    missing = next((clip_id for clip_id in clip_ids if clip_id not in row), None)
    if missing is not None:
        raise InputError(
            f"the split names clip {missing!r}, which the dataset does not have; make the split "
            "again from this dataset (snakemake --forcerun split_folds)."
        )
    return np.array([row[clip_id] for clip_id in clip_ids])


def _in_words(row: dict) -> str:
    return (
        f"train {row['train_accuracy']:.3f} (loss {row['train_loss']:.3f}), "
        f"test {row['test_accuracy']:.3f} (loss {row['test_loss']:.3f})"
    )
