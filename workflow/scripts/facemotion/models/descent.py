"""Train a network by stochastic gradient descent."""

import logging
from math import ceil

import numpy as np
import torch
from torch import nn

from facemotion.errors import InputError
from facemotion.models.batch_norm import set_norms
from facemotion.models.device import mixed_precision
from facemotion.models.prediction import Inputs
from facemotion.progress import track

log = logging.getLogger(__name__)


def train_network(
    network: nn.Module,
    inputs: Inputs,
    labels: torch.Tensor,
    train: np.ndarray,
    settings: dict,
    seed: int,
) -> list[dict]:
    """Train by gradient descent for a fixed number of epochs; no other clip is looked at.

    The usual optimizer is the paper's, stochastic gradient descent as Keras has it: after u updates
    the rate is learning_rate / (1 + decay u), and it scales gradients on their way into the
    velocity, not the velocity. `optimizer: adamw` is for thousands of clips: its rate rises to
    learning_rate and falls to nothing in one cycle (Smith and Topin 2018).

    Batch norm is evaluated with the statistics of all training clips under the final weights
    (`facemotion.models.batch_norm`).

    Parameters
    ----------
    network
        Trained in place.
    inputs, labels
        Of all clips: what the network sees, and int64 (N,).
    train
        Rows of the clips to train on.
    settings
        `learning_rate`, `decay`, `momentum`, `batch_size`, `epochs`, or with `optimizer: adamw` the
        same without decay and momentum.
    seed
        Seed of the order of the clips.

    Returns
    -------
    list of dict
        A row an epoch: learning rate after it, loss and accuracy of the clips while they were being
        trained on.

    Raises
    ------
    InputError
        Training diverged: the loss is no finite number.
    """
    train = torch.as_tensor(train)
    device = next(network.parameters()).device
    optimizer, step_rate = _make_optimizer(network, settings, len(train))
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
            step_rate()
            loss_sum += loss.item() * len(batch)
            if not np.isfinite(loss_sum):
                raise InputError(
                    f"training diverged in epoch {epoch}: the loss is {loss.item()}; lower the "
                    f"model's learning_rate (found {settings['learning_rate']})."
                )
            correct += (logits.argmax(1) == target).sum().item()
        row = {
            "epoch": epoch,
            "learning_rate": optimizer.param_groups[0]["lr"],
            "train_loss": loss_sum / len(train),
            "train_accuracy": correct / len(train),
        }
        history.append(row)
        log.info("epoch %d of %d: %s", epoch, settings["epochs"], in_words(row))
    set_norms(network, inputs, train)
    return history


def _make_optimizer(network: nn.Module, settings: dict, clips: int):
    """Make the optimizer, and what is called after every update to set its next rate."""
    rate = settings["learning_rate"]
    if settings.get("optimizer") == "adamw":
        updates = settings["epochs"] * ceil(clips / settings["batch_size"])
        optimizer = torch.optim.AdamW(network.parameters(), lr=rate)
        return optimizer, torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, updates).step
    momentum, decay = settings["momentum"], settings["decay"]
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=momentum)
    (group,) = optimizer.param_groups
    updates = 0

    def step_rate() -> None:
        nonlocal updates
        updates += 1
        last, group["lr"] = group["lr"], rate / (1 + decay * updates)
        # torch scales the velocity by the rate; so it is as if Keras' had been by the last one.
        group["momentum"] = momentum * last / group["lr"]

    return optimizer, step_rate


def in_words(row: dict) -> str:
    """Put scores of training clips, and of test clips if there are, into words."""
    words = f"train {row['train_accuracy']:.3f} (loss {row['train_loss']:.3f})"
    if "test_loss" in row:
        words += f", test {row['test_accuracy']:.3f} (loss {row['test_loss']:.3f})"
    return words
