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
    a, z_mean, w_mean = fit_similarity(moving[..., points, :], fixed[..., points, :])
    result = a * (moving[..., 0] + 1j * moving[..., 1] - z_mean) + w_mean
    return np.stack([result.real, result.imag], axis=-1)


def fit_similarity(moving: np.ndarray, fixed: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return a and the means of both sides in w - w_mean = a (z - z_mean), complex, (..., 1)."""
    z = moving[..., 0] + 1j * moving[..., 1]
    w = fixed[..., 0] + 1j * fixed[..., 1]
    z_mean, w_mean = (side.mean(axis=-1, keepdims=True) for side in (z, w))
    centred = z - z_mean
    a = (centred.conj() * (w - w_mean)).sum(axis=-1, keepdims=True)
    return a / (np.abs(centred) ** 2).sum(axis=-1, keepdims=True), z_mean, w_mean
