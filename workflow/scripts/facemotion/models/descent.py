"""Train a network by gradient descent."""

import logging

import numpy as np
import torch
from torch import nn

from facemotion.errors import InputError
from facemotion.models.batch_norm import set_norms
from facemotion.models.device import mixed_precision
from facemotion.models.optimizers import make_optimizer
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
    """Train by gradient descent for a fixed number of epochs, using only the training clips.

    Batch norm is evaluated with the statistics of all training clips under the final weights
    (`facemotion.models.batch_norm`).

    Parameters
    ----------
    network
        Trained in place.
    inputs, labels
        Network inputs of all clips, and labels, int64 (N,).
    train
        Rows of the clips to train on.
    settings
        `batch_size`, `epochs`, and those of the optimizer (`facemotion.models.optimizers`).
    seed
        Seed of the order of the clips.

    Returns
    -------
    list of dict
        One row per epoch: learning rate after it, loss and accuracy of the training clips during
        training.

    Raises
    ------
    InputError
        Training diverged: the loss is not finite.
    """
    train = torch.as_tensor(train)
    device = next(network.parameters()).device
    optimizer = make_optimizer(network, settings, len(train))
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
            loss_sum += loss.item() * len(batch)
            if not np.isfinite(loss_sum):
                raise InputError(
                    f"training diverged in epoch {epoch}: the loss is {loss.item()}; lower the "
                    f"model's learning_rate (found {settings['learning_rate']})."
                )
            correct += (logits.argmax(1) == target).sum().item()
        row = {
            "epoch": epoch,
            "learning_rate": optimizer.rate,
            "train_loss": loss_sum / len(train),
            "train_accuracy": correct / len(train),
        }
        history.append(row)
        log.info("epoch %d/%d: %s", epoch, settings["epochs"], in_words(row))
    set_norms(network, inputs, train)
    return history


def in_words(row: dict) -> str:
    """Describe the scores of training clips, and of test clips if there are any."""
    words = f"train {row['train_accuracy']:.3f} (loss {row['train_loss']:.3f})"
    if "test_loss" in row:
        words += f", test {row['test_accuracy']:.3f} (loss {row['test_loss']:.3f})"
    return words
