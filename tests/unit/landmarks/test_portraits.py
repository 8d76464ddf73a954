"""Portraits are the same however a face lies in its picture."""

import cv2
import numpy as np
import pytest

from facemotion.demo.actor import Actor, Head
from facemotion.demo.rendering.scene import portrait_camera
from facemotion.landmarks.looks import SAME_PICTURE
from facemotion.landmarks.portraits import Portrait

CAMERA = portrait_camera(320, 240, face_px=110)
ACTOR, OTHER = Actor(CAMERA, 4), Actor(CAMERA, 13)
IMAGE, POINTS = ACTOR.render({}, Head(), 1), ACTOR.truth({}, Head())


def test_a_face_that_is_turned_moved_and_enlarged_is_the_same_picture():
    first = Portrait(IMAGE, POINTS)
    turn = cv2.getRotationMatrix2D((160.0, 120.0), 12, 1.3)
    turn[:, 2] += [14, -9]
    image = cv2.warpAffine(IMAGE, turn, (320, 240), borderMode=cv2.BORDER_REPLICATE)
    again = Portrait(image, POINTS @ turn[:, :2].T + turn[:, 2], first)
    assert again.correlation(first) > 0.99
    assert again.scale / first.scale == pytest.approx(1.3)
    np.testing.assert_allclose(again.centre, turn[:, :2] @ first.centre + turn[:, 2], atol=0.01)


def test_the_same_picture_correlates_wholly_and_its_negative_the_other_way():
    first = Portrait(IMAGE, POINTS)
    assert first.correlation(Portrait(IMAGE, POINTS, first)) == pytest.approx(1)
    assert first.correlation(Portrait(255 - IMAGE, POINTS, first)) == pytest.approx(-1, abs=0.01)


def test_another_persons_picture_and_a_wall_correlate_little():
    first = Portrait(IMAGE, POINTS)
    other = Portrait(OTHER.render({}, Head(), 1), OTHER.truth({}, Head()), first)
    assert first.correlation(other) < SAME_PICTURE
    assert first.correlation(Portrait(np.full_like(IMAGE, 9), POINTS, first)) == 0
