"""Frontal view of faces, whatever the head pose.

A similarity transform in the image does not remove turning: a nodding nose looks like a moving
mouth. Here every frame gets a head pose in three dimensions (rotation, scale and shift; scaled
orthography), fitted to landmarks that no expression moves, with their depth in a mean face; then
the rotation is undone.
"""

from functools import cache
from pathlib import Path

import numpy as np

from facemotion.landmarks.face import RIGID, eye_distance

MEAN_FACE = Path(__file__).resolve().parents[3] / "resources/mean_face.tsv"
# Against landmark errors of so much, inter-ocular distances, the pose of a clip is held to frontal,
# and that of a frame to the clip's: standard deviations in radians, by the image's axes x, y, z.
ERROR = 0.012
OF_CLIP = np.deg2rad([15.0, 25.0, 20.0])
OF_FRAME = np.deg2rad([8.0, 8.0, 8.0])
ADAPTED = 0.7  # share of a person's own proportions that the mean face takes on
ROUNDS = 3  # fits, each with the face as the last one shows it
STEPS = 4  # of Gauss-Newton
MOST = 0.3  # radians per step
SMOOTHING = 1.0  # frames: standard deviation over time of the rotation


def frontal_points(pixels: np.ndarray) -> np.ndarray:
    """Turn tracked faces to the front; as `frontal_view`, without the way back."""
    return frontal_view(pixels)[0]


def frontal_view(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn tracked faces to the front.

    Parameters
    ----------
    pixels : ndarray, shape (N, T, 68, 2)
        Landmarks, y down.

    Returns
    -------
    points : ndarray of float64, shape (N, T, 68, 2)
        In the clip's median inter-ocular distance as seen from the front; the origin is the mean of
        the `RIGID` landmarks in each frame.
    back : ndarray of float64, shape (N, T, 2, 2)
        What brings a displacement of a point back into the image, in pixels.
    """
    unit = np.median(eye_distance(pixels), axis=1)[:, None, None, None]
    seen = pixels / unit
    mean = mean_face()
    face = np.repeat(mean[None], len(seen), axis=0)
    clip_pose = _fit(seen.mean(axis=1, keepdims=True), face, np.zeros((len(seen), 1, 3)), OF_CLIP)
    rotation = np.repeat(clip_pose, seen.shape[1], axis=1)
    for _ in range(ROUNDS):
        prior = rotation.mean(axis=1, keepdims=True)
        rotation = _smooth(_fit(seen, face, np.broadcast_to(prior, rotation.shape), OF_FRAME))
        frontal, back = _undo(seen, face, rotation)
        own = np.median(frontal, axis=1)
        face[..., :2] = mean[:, :2] + ADAPTED * (own - mean[:, :2])
        face[..., :2] -= face[:, RIGID, :2].mean(axis=1, keepdims=True)
    own_unit = np.median(eye_distance(frontal), axis=1)[:, None, None, None]
    return frontal / own_unit, back * own_unit * unit


@cache
def mean_face() -> np.ndarray:
    """Return the landmarks of a mean face at rest, (68, 3).

    In inter-ocular distances, y down and z away from the camera; the origin is the mean of `RIGID`.
    """
    points = np.loadtxt(MEAN_FACE, delimiter="\t", skiprows=4)[:, 1:]
    return points - points[list(RIGID)].mean(axis=0)


def _fit(seen: np.ndarray, face: np.ndarray, prior: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Fit rotations, by Gauss-Newton from the prior; scale and shift are solved for in each step.

    Parameters
    ----------
    seen, face, prior, spread
        (N, T, 68, 2), (N, 68, 3), and mean (N, T, 3) and standard deviation (3,) of the rotations.

    Returns
    -------
    ndarray, shape (N, T, 3)
        Rotation vectors, radians.
    """
    seen, face = seen[:, :, RIGID], face[:, RIGID]
    rotation = np.array(prior)
    for _ in range(STEPS):
        turned = _turn(face, rotation)
        scale, shift = _scale_shift(turned[..., :2], seen)
        error = seen - scale[..., None, None] * turned[..., :2] - shift[:, :, None]
        slope = _slope(turned) * scale[..., None, None, None]
        normal = np.einsum("ntkij,ntkil->ntjl", slope, slope, optimize=True) / ERROR**2
        right = np.einsum("ntkij,ntki->ntj", slope, error, optimize=True) / ERROR**2
        normal[..., range(3), range(3)] += 1 / spread**2
        right += (prior - rotation) / spread**2
        step = np.linalg.solve(normal, right[..., None])[..., 0]
        rotation = rotation + np.clip(step, -MOST, MOST)
    return rotation


def _slope(turned: np.ndarray) -> np.ndarray:
    """Return how the points' places change by a small rotation, (N, T, K, 2, 3).

    Without what a shift or a change of scale does as well, since these are solved for.
    """
    x, y, z = np.moveaxis(turned, -1, 0)
    zero = np.zeros_like(x)
    slope = np.stack([np.stack([zero, z, -y], -1), np.stack([-z, zero, x], -1)], axis=-2)
    slope -= slope.mean(axis=2, keepdims=True)
    centred = turned[..., :2] - turned[..., :2].mean(axis=2, keepdims=True)
    power = (centred**2).sum(axis=(2, 3))
    along = np.einsum("ntkij,ntki->ntj", slope, centred, optimize=True) / power[..., None]
    return slope - centred[..., None] * along[:, :, None, None]


def _scale_shift(turned: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least-squares scale (N, T) and shift (N, T, 2) from (N, T, K, 2) to another."""
    middle, target = turned.mean(axis=2, keepdims=True), seen.mean(axis=2, keepdims=True)
    centred = turned - middle
    scale = (centred * (seen - target)).sum(axis=(2, 3)) / (centred**2).sum(axis=(2, 3))
    return scale, (target - scale[..., None, None] * middle)[:, :, 0]


def _undo(seen: np.ndarray, face: np.ndarray, rotation: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the points from the front, each with its depth in the face, and the way back."""
    scale, shift = _scale_shift(_turn(face[:, RIGID], rotation)[..., :2], seen[:, :, RIGID])
    turn = rotation_matrices(rotation)
    flat = (seen - shift[:, :, None]) / scale[..., None, None]
    flat = flat - turn[..., None, :2, 2] * face[:, None, :, 2, None]
    flat_turn = turn[..., :2, :2]
    back = scale[..., None, None] * flat_turn
    return flat @ np.swapaxes(np.linalg.inv(flat_turn), -1, -2), back


def _turn(face: np.ndarray, rotation: np.ndarray) -> np.ndarray:
    """Rotate faces (N, K, 3) by vectors (N, T, 3): (N, T, K, 3)."""
    return face[:, None] @ np.swapaxes(rotation_matrices(rotation), -1, -2)


def rotation_matrices(vectors: np.ndarray) -> np.ndarray:
    """Return the matrices (..., 3, 3) of rotation vectors (..., 3), by Rodrigues' formula."""
    angle = np.maximum(np.linalg.norm(vectors, axis=-1), 1e-8)[..., None, None]
    x, y, z = np.moveaxis(vectors, -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).reshape(*x.shape, 3, 3)
    return (
        np.eye(3) + np.sin(angle) / angle * cross + (1 - np.cos(angle)) / angle**2 * cross @ cross
    )


def _smooth(rotation: np.ndarray) -> np.ndarray:
    """Average rotations (N, T, 3) over neighbouring frames."""
    frame = np.arange(rotation.shape[1])
    weight = np.exp(-((frame[:, None] - frame) ** 2) / (2 * SMOOTHING**2))
    return (weight / weight.sum(axis=1, keepdims=True)) @ rotation
