"""Attribution maps over landmark × frame for the log-odds of a class, by all methods."""

from collections.abc import Callable
from copy import deepcopy
from functools import cached_property

import numpy as np
import torch
from captum.attr import FeatureAblation, InputXGradient, IntegratedGradients, ShapleyValueSampling
from torch import nn

from facemotion.explanation.attribution import (
    INTEGRATED_GRADIENTS,
    attribute,
    freeze,
    method_names,
)
from facemotion.explanation.causes.asking import Asked
from facemotion.explanation.causes.units import REGIONS

BATCH = 64  # clips processed at a time, to bound memory
WINDOWS = 4  # of occlusion, over time


class Maps:
    """Attribution maps of clips, by all methods.

    Parameters
    ----------
    asked
        The network; its log-odds are explained.
    seen : Tensor (N, 2, 68, T)
    target
        The class to explain for each clip.
    steps
        Steps of integrated gradients.
    resting : Tensor (M, 2, 68, T)
        Clips of faces at rest.
    seed
        Seed of random methods.
    """

    def __init__(self, asked: Asked, seen, target, steps: int, resting, seed: int):
        self.network = in_log_odds(asked.network, asked.temperature)
        self.settings, self.steps, self.seed = asked.settings, steps, seed
        self.seen, self.resting = seen, resting
        self.target = torch.as_tensor(target, dtype=torch.int64)

    def methods(self) -> dict[str, Callable[[], np.ndarray]]:
        """Return the methods by name; each returns maps (N, 68, T)."""
        shape, known = tuple(self.seen.shape[1:]), []
        if "network" in self.settings:
            known = method_names(self.network, self.settings, shape)
        named = {name: lambda name=name: self._by_name(name) for name in known}
        return named | {
            INTEGRATED_GRADIENTS: self.from_first_frame,
            "integrated_gradients_rest": lambda: self.integrated(self._rest),
            "integrated_gradients_mean": lambda: self.integrated(self._mean),
            "gradient_x_input": lambda: self._each(self._gradient),
            "occlusion": lambda: self._each(self._occlusion),
            "shapley_regions": lambda: self._each(self._shapley),
        }

    def integrated(self, baseline: Callable) -> np.ndarray:
        """Integrate gradients from a baseline; sum x and y."""
        return self._each(lambda x, target: self._path(x, target, baseline(x), True).sum(1))

    @cached_property
    def mean_gradients(self) -> np.ndarray:
        """Return mean gradients (N, 2, 68, T) on the path from the clip frozen at its start."""
        return self._each(lambda x, target: self._path(x, target, freeze(x, False), False))

    def from_first_frame(self) -> np.ndarray:
        """Integrate gradients from the clip frozen at its first frame; sum x and y."""
        return (self.mean_gradients * (self.seen - freeze(self.seen, False)).numpy()).sum(axis=1)

    def _by_name(self, name: str) -> np.ndarray:
        return self._each(
            lambda x, target: attribute(self.network, self.settings, name, x, target, self.steps)
        )

    def _each(self, make: Callable) -> np.ndarray:
        """Process batches of clips without cuDNN, which has no gradients of recurrent layers."""
        device = next(self.network.parameters()).device
        made = []
        with torch.backends.cudnn.flags(enabled=False):
            for rows in torch.arange(len(self.seen)).split(BATCH):
                x, target = self.seen[rows].to(device), self.target[rows].to(device)
                made.append(make(x, target).detach().float().cpu().numpy())
        return np.concatenate(made)

    def _path(self, x, target, baseline, multiply: bool) -> torch.Tensor:
        method = IntegratedGradients(self.network, multiply_by_inputs=multiply)
        size = max(BATCH, len(x))
        return method.attribute(x, baseline, target, n_steps=self.steps, internal_batch_size=size)

    def _rest(self, x: torch.Tensor) -> torch.Tensor:
        """Return the mean of the clips at rest."""
        return self.resting.mean(0, keepdim=True).to(x).expand_as(x)

    def _mean(self, x: torch.Tensor) -> torch.Tensor:
        """Return the mean of all clips."""
        return self.seen.mean(0, keepdim=True).to(x).expand_as(x)

    def _gradient(self, x, target) -> torch.Tensor:
        return InputXGradient(self.network).attribute(x.requires_grad_(), target).sum(1)

    def _occlusion(self, x, target) -> torch.Tensor:
        mask = region_mask(x.shape[-1], WINDOWS)
        with torch.no_grad():
            return _shared_out(FeatureAblation(self.network), x, target, mask)

    def _shapley(self, x, target) -> torch.Tensor:
        torch.manual_seed(self.seed)
        with torch.no_grad():
            method = ShapleyValueSampling(self.network)
            return _shared_out(method, x, target, region_mask(x.shape[-1], 1), n_samples=4)


def in_log_odds(network: nn.Module, temperature: float) -> nn.Module:
    """Return a copy of a network that outputs log-odds of its classes instead of logits."""
    copy = deepcopy(network).eval()

    def odds(_module, _input, logits: torch.Tensor) -> torch.Tensor:
        scaled = logits / temperature
        none = torch.eye(scaled.shape[1], dtype=torch.bool, device=scaled.device)
        others = scaled[:, None].masked_fill(none, -torch.inf)
        return scaled - torch.logsumexp(others, dim=2)

    copy.register_forward_hook(odds)
    return copy


def region_mask(frames: int, windows: int) -> torch.Tensor:
    """Return the numbers of regions × windows, a captum feature mask: int64 (1, 1, 68, frames)."""
    region = np.zeros(68, int)
    for number, points in enumerate(REGIONS):
        region[list(points)] = number
    window = np.arange(frames) * windows // frames
    return torch.from_numpy(region[:, None] * windows + window)[None, None]


def _shared_out(method, x, target, mask, **settings) -> torch.Tensor:
    """Compute maps by region; each region's value is divided evenly among its cells."""
    found = method.attribute(x, freeze(x, False), target, feature_mask=mask, **settings)
    return found[:, 0] / torch.bincount(mask.flatten())[mask[0, 0]]
