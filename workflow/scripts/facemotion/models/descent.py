"""Train a network by stochastic gradient descent."""

import logging
from collections.abc import Sequence
from math import ceil

import numpy as np
import torch
from torch import nn

from facemotion.errors import InputError
from facemotion.models.device import mixed_precision
from facemotion.models.prediction import Inputs, predict
from facemotion.progress import track

log = logging.getLogger(__name__)

NORMED = 1024  # clips that the statistics of batch norm are taken of; more change nothing


def train_network(
    network: nn.Module,
    inputs: Inputs,
    labels: torch.Tensor,
    train: np.ndarray,
    test: np.ndarray,
    settings: dict,
    seed: int,
) -> list[dict]:
    """Train by gradient descent; the test clips are watched, never used to choose.

    The usual optimizer is the paper's, stochastic gradient descent. Its learning rate decays as
    Keras' `decay` does, which the paper's figures refer to: after u updates it is
    learning_rate / (1 + decay u). `optimizer: adamw` is for thousands of clips: its rate rises to
    learning_rate and falls to nothing in one cycle (Smith and Topin 2018).

    Batch norm is evaluated with the statistics of the training clips under the weights of the
    epoch's end (Wu and Johnson 2021, "precise batch norm"). The usual running average lags behind
    the weights: small datasets would test at chance, and accuracy jump from epoch to epoch.

    Parameters
    ----------
    network
        Trained in place.
    inputs, labels
        Of all clips: what the network sees, and int64 (N,).
    train, test
        Rows of the clips; `test` may be empty.
    settings
        `learning_rate`, `decay`, `momentum`, `batch_size`, `epochs`, or with `optimizer: adamw` the
        same without decay and momentum.
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
    train = torch.as_tensor(train)
    device = next(network.parameters()).device
    optimizer, schedule = _make_optimizer(network, settings, len(train))
    order = torch.Generator().manual_seed(seed)
    history = []
    for epoch in track(range(1, settings["epochs"] + 1), "training", "epochs"):
        network.train()
        loss_sum, correct = 0.0, 0
        shuffled = train[torch.randperm(len(train), generator=order)]
        for batch in track(shuffled.split(settings["batch_size"]), f"epoch {epoch}", "batches"):
            optimizer.zero_grad()
            target = labels[batch].to(device)
            with mixed_precision(device):
                logits = network(inputs[batch].to(device)).float()
            loss = nn.functional.cross_entropy(logits, target)
            loss.backward()
            optimizer.step()
            schedule.step()
            loss_sum += loss.item() * len(batch)
            if not np.isfinite(loss_sum):
                raise InputError(
                    f"training diverged in epoch {epoch}: the loss is {loss.item()}; lower the "
                    f"model's learning_rate (found {settings['learning_rate']})."
                )
            correct += (logits.argmax(1) == target).sum().item()
        update_norms(network, inputs, train[:NORMED].split(settings["batch_size"]))
        row = {
            "epoch": epoch,
            "learning_rate": schedule.get_last_lr()[0],
            "train_loss": loss_sum / len(train),
            "train_accuracy": correct / len(train),
            **score_rows(network, inputs, labels, test),
        }
        history.append(row)
        log.info("epoch %d of %d: %s", epoch, settings["epochs"], in_words(row))
    return history


def _make_optimizer(network: nn.Module, settings: dict, clips: int):
    """Make the optimizer and the schedule of its learning rate, a step an update."""
    rate = settings["learning_rate"]
    if settings.get("optimizer") == "adamw":
        updates = settings["epochs"] * ceil(clips / settings["batch_size"])
        optimizer = torch.optim.AdamW(network.parameters(), lr=rate)
        return optimizer, torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, updates)
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=settings["momentum"])
    decay = settings["decay"]
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, lambda u: 1 / (1 + decay * u))


def update_norms(network: nn.Module, inputs: Inputs, batches: Sequence[torch.Tensor]) -> None:
    """Set the statistics of batch norm to the average over batches of rows, as the weights are."""
    norms = [m for m in network.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
    if not norms:
        return
    for norm in norms:
        norm.momentum = None  # a plain average instead of an exponential one
        norm.reset_running_stats()
    device = next(network.parameters()).device
    network.train()
    with torch.no_grad(), mixed_precision(device):
        for batch in batches:
            network(inputs[batch].to(device))


def score_rows(network: nn.Module, inputs: Inputs, labels, rows, side: str = "test") -> dict:
    """Give loss and accuracy of the clips in `rows`, named by their side; {} without rows."""
    if not len(rows):
        return {}
    logits, true = predict(network, inputs, rows), labels[rows]
    return {
        f"{side}_loss": nn.functional.cross_entropy(logits, true).item(),
        f"{side}_accuracy": (logits.argmax(1) == true).double().mean().item(),
    }


def in_words(row: dict) -> str:
    """Put a row of the history into words."""
    words = f"train {row['train_accuracy']:.3f} (loss {row['train_loss']:.3f})"
    if "test_loss" in row:
        words += f", test {row['test_accuracy']:.3f} (loss {row['test_loss']:.3f})"
    return words
