"""Cost of a model: parameters, multiply-adds, and seconds per clip on this machine."""

import time

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from facemotion.dataset.contract import Clips
from facemotion.models.device import choose_device
from facemotion.models.prediction import Inputs, predict
from facemotion.models.training import count_parameters, fit_network

TIMED_CLIPS = 64
REPEATS = 3  # the fastest run counts: other processes only slow it down


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
    """Time one epoch of training, and prediction.

    Making the inputs is not counted: neither finding landmarks nor reading images.

    Returns
    -------
    dict
        parameters, multiply_adds (per clip), training_seconds_per_clip (over all epochs of the
        settings), inference_seconds_per_clip, clips_timed, device, threads.
    """
    rows = np.flatnonzero(clips.usable)[:TIMED_CLIPS]
    labels = torch.from_numpy(clips.label.astype("int64"))
    n_classes = len(clips.classes)
    seed = settings["seeds"][0]
    warm_up = {**settings, "epochs": 1}
    fit_network(inputs, labels, n_classes, rows[:8], warm_up, seed)
    begun = time.perf_counter()
    by_epochs = "learning_rate" in settings
    once = {**settings, "epochs": 1} if by_epochs else settings
    network, _ = fit_network(inputs, labels, n_classes, rows, once, seed)
    training = (time.perf_counter() - begun) * (settings["epochs"] if by_epochs else 1)
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        predict(network, inputs, rows)
        times.append(time.perf_counter() - begun)
    return {
        "schema_version": 2,
        "parameters": count_parameters(network),
        "multiply_adds": count_multiply_adds(network, tuple(inputs.shape[1:])),
        "training_seconds_per_clip": training / len(rows),
        "inference_seconds_per_clip": min(times) / len(rows),
        "clips_timed": len(rows),
        "device": choose_device().type,
        "threads": torch.get_num_threads(),
    }
