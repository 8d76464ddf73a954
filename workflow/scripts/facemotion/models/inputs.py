"""What a landmark network sees: arrays (N, 2, 68, 20) made from the dataset's landmarks."""

from collections.abc import Callable

import numpy as np

from facemotion.dataset.contract import Clips

# Landmarks that expressions move least (from 0): bridge and base of the nose, corners of the
# eyes. They carry the head's motion; AU9 and AU10 move the base of the nose a little.
RIGID = (27, 28, 29, 30, 31, 33, 35, 36, 39, 42, 45)
RIGHT_EYE, LEFT_EYE = slice(36, 42), slice(42, 48)


def image_input(clips: Clips) -> np.ndarray:
    """Give the paper's input: x / width, y / height as they are.

    Returns
    -------
    ndarray of float32, shape (N, 2, 68, 20)
    """
    return _channels_first(clips.landmarks)


def motion_input(clips: Clips) -> np.ndarray:
    """Give each landmark's motion since the first frame, without the head's.

    Every frame is brought to the clip's first frame by the least-squares similarity transform
    (rotation, scale, shift) of the rigid landmarks, then the first frame is subtracted. The unit
    is the distance of the eyes' centres in the first frame, so that neither the distance to the
    camera nor the size of the face counts.

    Returns
    -------
    ndarray of float32, shape (N, 2, 68, 20)
    """
    pixels = clips.landmarks.astype("float64") * clips.image_size[:, None, None, :]
    first = pixels[:, :1]
    aligned = align_similarity(pixels, first, RIGID)
    eyes = first[..., LEFT_EYE, :].mean(axis=-2) - first[..., RIGHT_EYE, :].mean(axis=-2)
    unit = np.linalg.norm(eyes, axis=-1)[..., None, None]
    return _channels_first((aligned - first) / unit)


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


INPUTS: dict[str, Callable[[Clips], np.ndarray]] = {"image": image_input, "motion": motion_input}


def _channels_first(landmarks: np.ndarray) -> np.ndarray:
    """(N, frame, landmark, axis) to (N, axis, landmark, frame)."""
    return np.ascontiguousarray(landmarks.transpose(0, 3, 2, 1), dtype="float32")
