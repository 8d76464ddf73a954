"""Bring faces to each other by what does not move in them."""

import numpy as np


def align_similarity(moving: np.ndarray, fixed: np.ndarray, points: tuple[int, ...]) -> np.ndarray:
    """Bring point sets to others by the least-squares similarity transform.

    In complex numbers a similarity is z -> a z + b, and least squares give a directly (Umeyama
    1991, for two dimensions).

    Parameters
    ----------
    moving, fixed
        (..., P, 2), broadcast against each other.
    points
        Indices along P that determine the transform; all P are transformed.

    Returns
    -------
    ndarray, shape (..., P, 2)
    """
    z = moving[..., 0] + 1j * moving[..., 1]
    w = fixed[..., 0] + 1j * fixed[..., 1]
    z_mean = z[..., points].mean(axis=-1, keepdims=True)
    w_mean = w[..., points].mean(axis=-1, keepdims=True)
    centred = z[..., points] - z_mean
    a = (centred.conj() * (w[..., points] - w_mean)).sum(axis=-1, keepdims=True)
    a = a / (np.abs(centred) ** 2).sum(axis=-1, keepdims=True)
    result = a * (z - z_mean) + w_mean
    return np.stack([result.real, result.imag], axis=-1)
