"""MDMD on pixels: a patch that moves and returns."""

import numpy as np
import pytest

from facemotion.errors import InputError
from facemotion.models.frontal import mean_face
from facemotion.spotting.spotters.mdmd import SIDE, Spotter, cut, differences, face_box
from facemotion.spotting.tracks import Track

FPS, FRAMES = 30, 90


def pictures():
    """A textured square whose upper left part moves down by up to 6 pixels about frame 45."""
    rng = np.random.default_rng(1)
    texture = np.kron(rng.integers(0, 255, (40, 40)), np.ones((6, 6))).astype("uint8")
    for time in range(FRAMES):
        moved = round(6 * np.exp(-(((time - 45) / 6) ** 2)))
        image = texture[:SIDE, :SIDE].copy()
        image[20:110, 20:110] = texture[20 - moved : 110 - moved, 20:110]
        yield image


def test_a_movement_stands_out_where_it_peaks():
    d = differences(pictures(), FRAMES, k=12)
    assert np.isnan(d[:12]).all() and np.isnan(d[-12:]).all()
    assert np.isfinite(d[12:-12]).all()
    assert abs(int(np.nanargmax(d)) - 45) <= 2
    assert np.nanmax(d) > 3  # pixels


def test_a_picture_that_cannot_be_read_is_a_gap():
    images = [None if k == 30 else image for k, image in enumerate(pictures())]
    d = differences(images, FRAMES, k=12)
    assert np.flatnonzero(np.isnan(d[12:-12])).tolist() == [6, 18, 30]  # as tail, current and head


def test_the_face_is_cut_out_by_the_first_landmarks():
    points = np.full((5, 68, 2), np.nan, "float32")
    points[2] = mean_face()[:, :2] * 100 + [300, 250]
    left, top, right, bottom = face_box(points)
    assert (left, bottom) == (int(points[2, :, 0].min()), int(points[2, :, 1].max()))
    assert top == int(points[2, :, 1].min() - (points[2, 36, 1] - points[2, 18, 1]))
    image = np.zeros((600, 700), "uint8")
    image[top : bottom + 1, left : right + 1] = 9
    assert (cut(image, (left, top, right, bottom)) == 9).all()
    assert face_box(points[:2]) is None


def test_without_pictures_it_says_so():
    track = Track("v", "s", 1, np.zeros((50, 68, 2), "float32"), FPS)
    with pytest.raises(InputError, match="video v: the spotter mdmd needs pixels"):
        next(Spotter().spot(track))
