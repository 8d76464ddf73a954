"""Where a network runs: on a GPU where there is one, else on the CPU."""

import os
from contextlib import AbstractContextManager

import torch


def choose_device() -> torch.device:
    """Return the GPU, if there is one, and ask torch for the same bytes every time.

    On a CPU, one thread gives them unasked, and asking imports a compiler for two seconds.
    """
    if not torch.cuda.is_available():
        return torch.device("cpu")
    # cuBLAS needs this, set before its first call, to give the same sums every time.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True)
    return torch.device("cuda")


def mixed_precision(device: torch.device) -> AbstractContextManager:
    """Compute in bfloat16 where the GPU has it; weights stay float32.

    bfloat16 has the range of float32, so that no loss scaling is needed. A CPU computes it more
    slowly than float32 (measured 6.5 times), so it stays at that.
    """
    possible = device.type == "cuda" and torch.cuda.is_bf16_supported()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=possible)
