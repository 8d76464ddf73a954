"""Landmark jitter on a still face: measured on all clips, and added to neutral ones.

A landmark detector returns slightly different positions in every frame of a still face. A neutral
clip that repeats one frame lacks this jitter: its motion is exactly zero, as no real face's is.
"""

import hashlib

import numpy as np

from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.errors import InputError
from facemotion.landmarks.face import eye_distance
from facemotion.landmarks.quality import second_differences, spread
from facemotion.sequences.labels import NEUTRAL


def measure_jitter(clips: Clips) -> np.ndarray:
    """Estimate the standard deviation of each landmark on a still face from moving faces.

    The method is that of `facemotion.landmarks.quality`, applied to all clips together.

    Returns
    -------
    ndarray, shape (68, 2)
        In inter-ocular distances.

    Raises
    ------
    InputError
        No clip has three successive frames.
    """
    differences = []
    for clip in np.flatnonzero(clips.clip_status == ClipStatus.OK):
        numbers, where = np.unique(clips.frame_number[clip], return_index=True)
        points = clips.landmarks[clip, where].astype("float64") * clips.image_size[clip]
        differences.append(second_differences(points, numbers))
    second = np.concatenate([d for d in differences if len(d)] or [np.empty((0, 68, 2))])
    if not len(second):
        raise InputError(
            "clips.neutral.kind is still, but no clip has three evenly spaced frames for measuring "
            "landmark jitter; set it to replicate."
        )
    return spread(second)


def add_jitter(clips: Clips, seed: int) -> float:
    """Add jitter to the landmarks of neutral clips that repeat one frame.

    Parameters
    ----------
    clips
        Changed in place. A clip's random draws depend only on its id and the seed.
    seed
        Seed of the random draws.

    Returns
    -------
    float
        Median standard deviation over landmarks and axes, in pixels of the median clip.
    """
    jitter = measure_jitter(clips)
    repeats = (clips.frame_number == clips.frame_number[:, :1]).all(axis=1)
    repeats &= clips.emotion == NEUTRAL
    scale = [
        eye_distance(p * s) for p, s in zip(clips.landmarks[:, 0], clips.image_size, strict=True)
    ]
    for clip in np.flatnonzero(repeats):
        digest = hashlib.sha256(f"{seed} {clips.clip_id[clip]}".encode()).digest()
        rng = np.random.default_rng(int.from_bytes(digest[:8], "little"))
        pixels = rng.normal(0, 1, (clips.frames, 68, 2)) * jitter * scale[clip]
        clips.landmarks[clip] += (pixels / clips.image_size[clip]).astype("float32")
    return float(np.median(jitter) * np.nanmedian(scale))
