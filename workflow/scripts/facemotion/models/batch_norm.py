"""Statistics of batch norm, of all training clips (Wu and Johnson 2021, "precise batch norm").

The usual running average lags behind the weights: on small datasets a network would be tested at
chance, and its accuracy jump from epoch to epoch.
"""

from contextlib import suppress

import torch
from torch import nn

from facemotion.models.device import mixed_precision
from facemotion.models.prediction import BATCH_CLIPS, Inputs


class _ReachedError(Exception):
    """Ends a pass whose rest is not needed: the batch norm in question has its input."""


def set_norms(network: nn.Module, inputs: Inputs, rows: torch.Tensor) -> None:
    """Set each batch norm to mean and variance of its input over all `rows`.

    As one training pass over a single batch of all rows would, whatever their order, but in memory
    for a few clips: the norms are set one after the other, as each sees what those before it give.
    """
    norms = [
        module
        for module in network.modules()
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and module.track_running_stats
    ]
    device = next(network.parameters()).device
    network.eval()
    for norm in norms:
        total = _Moments()
        hook = norm.register_forward_pre_hook(total.add)
        with torch.inference_mode(), mixed_precision(device):
            for batch in rows.split(BATCH_CLIPS):
                with suppress(_ReachedError):
                    network(inputs[batch].to(device))
        hook.remove()
        if not total.count:  # no clip passes it
            continue
        norm.running_mean.copy_(total.mean)
        norm.running_var.copy_(total.spread / max(total.count - 1, 1))


class _Moments:
    """Count, mean, and sum of squares about the mean by channel, merged batch by batch (Chan)."""

    def __init__(self):
        self.count, self.mean, self.spread = 0, 0.0, 0.0

    def add(self, _, arguments: tuple[torch.Tensor]) -> None:
        values = arguments[0].double().transpose(0, 1).flatten(1)
        count, mean = values.shape[1], values.mean(1)
        spread = (values - mean[:, None]).square().sum(1)
        step, both = mean - self.mean, self.count + count
        self.spread = self.spread + spread + step.square() * self.count * count / both
        self.mean = self.mean + step * count / both
        self.count = both
        raise _ReachedError
