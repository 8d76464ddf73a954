"""Landmark tracks as clips without labels, from which network inputs are computed."""

import numpy as np

from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import Clips
from facemotion.sequences.labels import NEUTRAL

BATCH = 256  # clips whose inputs are computed at a time, to bound memory
NO_CLASSES = Classes.of({NEUTRAL: [NEUTRAL]})


def as_clips(landmarks: np.ndarray, size: np.ndarray, classes: Classes = NO_CLASSES) -> Clips:
    """Convert tracks to clips.

    Parameters
    ----------
    landmarks : ndarray, shape (N, T, 68, 2)
        In pixels.
    size : ndarray of int, shape (2,) or (N, 2)
        Width and height of the images, in pixels.
    classes
        Classes of the network.
    """
    count, frames = landmarks.shape[:2]
    size = np.broadcast_to(np.asarray(size, "int32"), (count, 2))
    ids = np.array([f"clip{k}" for k in range(count)], object)
    nothing, status = np.full(count, "", object), np.zeros((count, frames), "uint8")
    return Clips(
        landmarks=(landmarks / size[:, None, None]).astype("float32"),
        frame_number=np.tile(np.arange(1, frames + 1, dtype="int32"), (count, 1)),
        frame_status=status,
        content=status.astype("uint64"),
        source=nothing,
        image_size=size,
        label=np.full(count, -1, "int8"),
        clip_status=np.zeros(count, "uint8"),
        clip_id=ids,
        sequence_id=ids,
        subject=ids,
        emotion=nothing,
        aus=np.zeros((count, 0), "int8"),
        au_codes=np.zeros(0, "int32"),
        dataset="tracks",
        classes=classes,
        has_images=False,
        rendered=False,
        backend="tracks",
    )


def pixels(clips: Clips) -> np.ndarray:
    """Return the landmarks of clips in pixels, float64 (N, T, 68, 2)."""
    return clips.landmarks.astype("float64") * clips.image_size[:, None, None]
