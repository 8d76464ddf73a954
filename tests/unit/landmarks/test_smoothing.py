"""Noise goes out of tracked landmarks, movements stay."""

import numpy as np
import pytest

from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.portraits import Portrait
from facemotion.landmarks.smoothing import (
    MOST,
    PREDICTION,
    even_out,
    follow_flow,
    measure_flow,
    smooth_faces,
)

APART = 100.0  # px between the eyes
FACE = np.zeros((68, 2))
FACE[:, 1] = np.linspace(-60, 60, 68)
FACE[36:42], FACE[42:48] = [-APART / 2, 0], [APART / 2, 0]
RNG = np.random.default_rng(3)
IMAGE = np.zeros((300, 300), "uint8")


def moving(path):
    return FACE + np.asarray(path, float)[:, None, None]


def test_what_stands_still_or_curves_evenly_is_left_as_it_is():
    still = moving([7.3] * 9)
    assert even_out(still, MOST).astype("float32").tobytes() == still.astype("float32").tobytes()
    parabola = moving(np.arange(9.0) ** 2 / 4)
    np.testing.assert_allclose(even_out(parabola, MOST), parabola, atol=1e-9)


def test_noise_shrinks_and_nothing_moves_far():
    noisy = moving([0] * 40) + RNG.normal(0, 0.4, (40, 68, 2))
    smooth = even_out(noisy, MOST)
    assert np.std(smooth - FACE) < 0.75 * np.std(noisy - FACE)
    spike = moving([0] * 9)
    spike[4, 30] += [30, 0]
    assert np.linalg.norm(even_out(spike, MOST) - spike, axis=-1).max() == pytest.approx(MOST * 100)


def test_a_few_frames_are_left_alone():
    few = moving([0, 9, 2, 5])
    assert even_out(few, MOST) is few


def test_perfect_flow_leaves_the_mean_error_of_all_frames():
    path = np.array([0.0, 1, 4, 9, 9, 9])
    errors = RNG.normal(0, 1, (6, 68, 2))
    flow = np.diff(moving(path), axis=0)
    joined = follow_flow(moving(path) + errors, flow, np.zeros((5, 68)))
    mean = np.broadcast_to(errors.mean(axis=0), joined.shape)
    np.testing.assert_allclose(joined - moving(path), mean, atol=0.25)
    assert np.abs(errors).max() > 2


def test_flow_that_misses_its_way_back_is_not_believed():
    path = np.array([0.0, 0, 0, 20, 20])
    missing = np.zeros((4, 68))
    missing[2] = 50 * PREDICTION * APART
    joined = follow_flow(moving(path), np.zeros((4, 68, 2)), missing)
    np.testing.assert_allclose(joined, moving(path), atol=0.1)


def test_flow_is_how_far_the_picture_moved():
    image = np.kron(RNG.integers(0, 255, (30, 40)), np.ones((8, 8))).astype("uint8")
    points = FACE + [160, 120]
    before = Portrait(image, points)
    now = Portrait(np.roll(image, (2, 3), axis=(0, 1)), points, before)
    flow, miss = measure_flow(before, now)
    np.testing.assert_allclose(np.median(flow, axis=0), [3, 2], atol=0.1)
    assert np.median(miss) < 0.1


def test_a_frame_without_a_face_separates_what_is_smoothed():
    def seen(x):
        return Face(FrameStatus.OK, (FACE + x).astype("float32")), Portrait(IMAGE, FACE + 100)

    left = [seen(0.0) for _ in range(6)]
    right = [seen(40.0) for _ in range(6)]
    faces = [*smooth_faces([*left, (Face(FrameStatus.NO_FACE), None), *right], with_flow=False)]
    assert [face.status.name for face in faces] == ["OK"] * 6 + ["NO_FACE"] + ["OK"] * 6
    assert {float(face.points[0, 0]) for face in faces[:6]} == {0.0}
    assert {float(face.points[0, 0]) for face in faces[7:]} == {40.0}
