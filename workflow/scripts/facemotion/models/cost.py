"""Cost of a model: parameters, multiply-adds, and seconds per clip on this machine."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from facemotion.dataset.contract import Clips
from facemotion.models.device import choose_device
from facemotion.models.prediction import Inputs, predict
from facemotion.models.training import count_parameters, fit_network

TIMED_CLIPS = 64
EPOCHS = (1, 3)  # trained to tell what an epoch takes from what every training takes
REPEATS = 3  # the first run loads libraries, and other processes only slow one down


def count_multiply_adds(network: nn.Module, shape: tuple[int, ...]) -> int:
    """Count the multiply-adds for one clip, of inputs of `shape` (without N).

    Of convolutions, dense and recurrent layers; batch norm, pooling and activations, a few per cent
    more, are not counted, as is usual.
    """
    network = network.cpu().eval()
    # oneDNN computes an LSTM in one piece that the counter does not see into.
    with torch.backends.mkldnn.flags(enabled=False), FlopCounterMode(display=False) as counter:
        network(torch.zeros(1, *shape))
    return counter.get_total_flops() // 2


def measure_cost(clips: Clips, inputs: Inputs, settings: dict) -> dict:
    """Time training and prediction, on one core or a GPU.

    Processor time counts, so that other jobs beside it disturb little. Making the inputs is not
    counted: neither finding landmarks nor reading images.

    Returns
    -------
    dict
        parameters, multiply_adds (per clip), training_seconds_per_clip (over all epochs of the
        settings), inference_seconds_per_clip, clips_timed, device, threads.
    """
    rows = np.flatnonzero(clips.usable)[:TIMED_CLIPS]
    labels = torch.from_numpy(clips.label.astype("int64"))
    device = choose_device().type
    clock = time.process_time if device == "cpu" else time.perf_counter
    fit = partial(fit_network, inputs, labels, len(clips.classes), rows, seed=settings["seeds"][0])
    training, network = _time_training(fit, settings, clock)
    inference, _ = _fastest(partial(predict, network, inputs, rows), clock)
    return {
        "schema_version": 2,
        "parameters": count_parameters(network),
        "multiply_adds": count_multiply_adds(network, tuple(inputs.shape[1:])),
        "training_seconds_per_clip": training / len(rows),
        "inference_seconds_per_clip": inference / len(rows),
        "clips_timed": len(rows),
        "device": device,
        "threads": torch.get_num_threads(),
    }


def _time_training(
    fit: Callable, settings: dict, clock: Callable[[], float]
) -> tuple[float, nn.Module]:
    """Return the seconds of a whole training, and a network, from trainings of few epochs."""
    if "learning_rate" not in settings:  # not trained in epochs
        seconds, (network, _) = _fastest(partial(fit, settings=settings), clock)
        return seconds, network
    first, last = EPOCHS
    (short, _), (longer, (network, _)) = (
        _fastest(partial(fit, settings={**settings, "epochs": n}), clock) for n in EPOCHS
    )
    epoch = max(longer - short, 0) / (last - first)
    return short + epoch * (settings["epochs"] - first), network


def _fastest(work: Callable[[], Any], clock: Callable[[], float]) -> tuple[float, Any]:
    """Do some work repeatedly; return the seconds of the fastest run, and the result."""
    seconds = []
    for _ in range(REPEATS):
        begun = clock()
        result = work()
        seconds.append(clock() - begun)
    return min(seconds), result
