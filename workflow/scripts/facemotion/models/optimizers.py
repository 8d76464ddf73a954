"""Optimizers: the paper's, and one for thousands of clips."""

from math import ceil

import torch
from torch import nn


def make_optimizer(network: nn.Module, settings: dict, clips: int):
    """Make the optimizer named in a model's settings.

    Parameters
    ----------
    network
        Network whose parameters are updated.
    settings
        `learning_rate`, `decay`, `momentum`; with `optimizer: adamw` `learning_rate`, `batch_size`
        and `epochs`.
    clips
        Training clips per epoch.
    """
    if settings.get("optimizer") == "adamw":
        updates = settings["epochs"] * ceil(clips / settings["batch_size"])
        return OneCycleAdamW(network, settings["learning_rate"], updates)
    return KerasSGD(network, settings["learning_rate"], settings["decay"], settings["momentum"])


class KerasSGD:
    """Stochastic gradient descent with momentum and decay as Keras has them, which the paper used.

    After u updates the rate is rate / (1 + decay u). Keras scales a gradient by the current rate
    when it enters the velocity, where `torch.optim.SGD` scales the velocity itself: with a
    falling rate the two differ, by a share of momentum / (1 - momentum) times decay, at most.

    Attributes
    ----------
    rate
        Learning rate of the next update.
    """

    def __init__(self, network: nn.Module, rate: float, decay: float, momentum: float):
        self.rate, self._first, self._decay, self._momentum = rate, rate, decay, momentum
        self._weights = [p for p in network.parameters() if p.requires_grad]
        self._velocities = [torch.zeros_like(weight) for weight in self._weights]
        self._updates = 0

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for weight in self._weights:
            weight.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move the weights, then lower the rate."""
        for weight, velocity in zip(self._weights, self._velocities, strict=True):
            if weight.grad is None:  # the loss does not depend on it
                continue
            velocity.mul_(self._momentum).add_(weight.grad, alpha=-self.rate)
            weight.add_(velocity)
        self._updates += 1
        self.rate = self._first / (1 + self._decay * self._updates)


class OneCycleAdamW:
    """AdamW with a one-cycle learning rate (Smith and Topin 2018).

    Attributes
    ----------
    rate
        Learning rate of the next update.
    """

    def __init__(self, network: nn.Module, highest: float, updates: int):
        self._optimizer = torch.optim.AdamW(network.parameters(), lr=highest)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self._optimizer, highest, updates)
        self.zero_grad = self._optimizer.zero_grad

    @property
    def rate(self) -> float:  # noqa: D102 - see the class
        return self._schedule.get_last_lr()[0]

    def step(self) -> None:
        """Move the weights, then change the rate."""
        self._optimizer.step()
        self._schedule.step()
