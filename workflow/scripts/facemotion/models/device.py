"""Where a network runs: on a GPU where there is one, else on the CPU."""

import os
from contextlib import AbstractContextManager

import torch


def choose_device() -> torch.device:
    """Return the GPU, if there is one, and make torch deterministic.

    On a CPU, a single thread is deterministic anyway, and setting it would import a compiler.
    """
    if not torch.cuda.is_available():
        return torch.device("cpu")
    # cuBLAS needs this, set before its first call, to give the same sums every time.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True)
    return torch.device("cuda")


def mixed_precision(device: torch.device) -> AbstractContextManager:
    """Compute in bfloat16 where the GPU has it; weights stay float32.

    bfloat16 has the range of float32, so that no loss scaling is needed. On a CPU it is slower
    than float32 (by a measured factor of 6.5), so float32 is kept.
    """
    possible = device.type == "cuda" and torch.cuda.is_bf16_supported()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=possible)
