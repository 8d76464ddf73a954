"""Align faces by landmarks that do not move with expression."""

import numpy as np


def align_similarity(moving: np.ndarray, fixed: np.ndarray, points: tuple[int, ...]) -> np.ndarray:
    """Align point sets with others by the least-squares similarity transform.

    With points as complex numbers, a similarity transform is z -> a z + b, and least squares yields
    a in closed form (Umeyama 1991, for two dimensions).

    Parameters
    ----------
    moving, fixed
        Point sets (..., P, 2), broadcast against each other.
    points
        Indices along P of the points to fit; all P are transformed.

    Returns
    -------
    ndarray, shape (..., P, 2)
    """
    a, z_mean, w_mean = fit_similarity(moving[..., points, :], fixed[..., points, :])
    result = a * (moving[..., 0] + 1j * moving[..., 1] - z_mean) + w_mean
    return np.stack([result.real, result.imag], axis=-1)


def fit_similarity(moving: np.ndarray, fixed: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return a, z_mean, w_mean of the least-squares w - w_mean = a (z - z_mean), as (..., 1)."""
    z = moving[..., 0] + 1j * moving[..., 1]
    w = fixed[..., 0] + 1j * fixed[..., 1]
    z_mean, w_mean = (side.mean(axis=-1, keepdims=True) for side in (z, w))
    centred = z - z_mean
    a = (centred.conj() * (w - w_mean)).sum(axis=-1, keepdims=True)
    return a / (np.abs(centred) ** 2).sum(axis=-1, keepdims=True), z_mean, w_mean
