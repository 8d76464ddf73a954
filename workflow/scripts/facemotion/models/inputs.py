"""Inputs of models, by kind, made from the dataset's landmarks.

Over landmark × time, (N, 2, 68, T): `image`, `motion`, `frontal`, `differences`. A vector of
features, (N, F): `displacement`, `gravity`, `fiducial`. The kind `frames` is in
`facemotion.models.frame_stack`.
"""

from collections.abc import Callable

import numpy as np

from facemotion.dataset.contract import Clips
from facemotion.landmarks.alignment import align_similarity
from facemotion.landmarks.face import RIGID, eye_distance
from facemotion.models.frontal import frontal_points

# Brows, eyes, nose, lips: Khan's four groups, all but the jaw.
FIDUCIAL = slice(17, 68)
FRONTAL_CLIPS = 256  # turned at a time, which bounds memory


def image_input(clips: Clips) -> np.ndarray:
    """Return the paper's input: x / width, y / height as they are.

    Returns
    -------
    ndarray of float32, shape (N, 2, 68, T)
    """
    return _channels_first(clips.landmarks)


def motion_input(clips: Clips) -> np.ndarray:
    """Return each landmark's displacement from the first frame, without head motion.

    Every frame is brought to the clip's first frame by the least-squares similarity transform
    (rotation, scale, shift) of the rigid landmarks, then the first frame is subtracted. The unit
    is the distance between the eye centres in the first frame, so that neither the distance to the
    camera nor the size of the face matters.

    Returns
    -------
    ndarray of float32, shape (N, 2, 68, T)
    """
    pixels = clips.landmarks.astype("float64") * clips.image_size[:, None, None, :]
    first = pixels[:, :1]
    aligned = align_similarity(pixels, first, RIGID)
    return _channels_first((aligned - first) / eye_distance(first)[..., None, None])


def frontal_input(clips: Clips) -> np.ndarray:
    """Return each landmark's displacement from the first frame, in a frontal view.

    As `motion_input`, but the head pose is removed in three dimensions
    (`facemotion.models.frontal`), so that turning and nodding do not count as motion of the face.

    Returns
    -------
    ndarray of float32, shape (N, 2, 68, T)
    """
    motion = np.empty(clips.landmarks.shape, "float32")
    for start in range(0, len(motion), FRONTAL_CLIPS):
        part = slice(start, start + FRONTAL_CLIPS)
        size = clips.image_size[part, None, None, :]
        frontal = frontal_points(clips.landmarks[part].astype("float64") * size)
        motion[part] = frontal - frontal[:, :1]
    return _channels_first(motion)


def difference_input(clips: Clips) -> np.ndarray:
    """Return frame-to-frame landmark differences (He et al. 2019), x / width, y / height.

    Returns
    -------
    ndarray of float32, shape (N, 2, 68, T)
        The first frame, which has none before it, is zero.
    """
    return _channels_first(np.diff(clips.landmarks, axis=1, prepend=clips.landmarks[:, :1]))


def displacement_input(clips: Clips) -> np.ndarray:
    """Return each landmark's displacement from first to last frame, without head motion.

    Returns
    -------
    ndarray of float32, shape (N, 136)
        The last frame of `motion_input`.
    """
    return motion_input(clips)[..., -1].reshape(len(clips.label), -1)


def gravity_input(clips: Clips) -> np.ndarray:
    """Describe the last frame relative to its landmarks' centre of gravity (Gupta 2018).

    Returns
    -------
    ndarray of float32, shape (N, 272)
        Per landmark: offset in x and y, distance (all in inter-ocular distances), angle (radians)
        from the mean of all 68.
    """
    offset = _apex_shape(clips, slice(None))
    distance = np.linalg.norm(offset, axis=-1)
    angle = np.arctan2(offset[..., 1], offset[..., 0])
    features = [offset[..., 0], offset[..., 1], distance, angle]
    return np.concatenate(features, axis=1).astype("float32")


def fiducial_input(clips: Clips) -> np.ndarray:
    """Return the brows, eyes, nose and lips of the last frame (Khan 2018).

    Returns
    -------
    ndarray of float32, shape (N, 102)
        x and y of landmarks 17 to 67 relative to their mean, in inter-ocular distances.
    """
    return _apex_shape(clips, FIDUCIAL).reshape(len(clips.label), -1).astype("float32")


OVER_TIME: dict[str, Callable[[Clips], np.ndarray]] = {
    "image": image_input,
    "motion": motion_input,
    "frontal": frontal_input,
    "differences": difference_input,
}
VECTORS: dict[str, Callable[[Clips], np.ndarray]] = {
    "displacement": displacement_input,
    "gravity": gravity_input,
    "fiducial": fiducial_input,
}
INPUTS = OVER_TIME | VECTORS


def _apex_shape(clips: Clips, points: slice) -> np.ndarray:
    """Return the last frame's landmarks (N, P, 2) about their mean, in inter-ocular distances."""
    last = clips.landmarks[:, -1].astype("float64") * clips.image_size[:, None, :]
    chosen = last[:, points]
    return (chosen - chosen.mean(axis=1, keepdims=True)) / eye_distance(last)[..., None, None]


def _channels_first(landmarks: np.ndarray) -> np.ndarray:
    """(N, frame, landmark, axis) to (N, axis, landmark, frame)."""
    return np.ascontiguousarray(landmarks.transpose(0, 3, 2, 1), dtype="float32")
