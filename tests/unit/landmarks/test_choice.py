"""Which of several faces is followed."""

import numpy as np
import pytest

from facemotion.landmarks.choice import rank, say_outside, say_rivals

SMALL, LARGE = np.array([0, 100, 40, 140]), np.array([200, 100, 300, 200])


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("largest", LARGE), ("left", SMALL), ("right", LARGE), ("30,100", SMALL), ("200,150", LARGE)],
)
def test_the_face_of_the_least_rank_is_chosen(choice, kept):
    assert min([SMALL, LARGE], key=lambda box: rank(box, choice)) is kept


def test_a_point_lies_in_the_image_or_not():
    assert say_outside("639,479", (640, 480)) == say_outside("left", (640, 480)) == ""
    for point in ("640,100", "100,480.5"):
        assert f"the point {point} of the column" in say_outside(point, (640, 480))


@pytest.mark.parametrize(
    ("width", "choice", "told"),
    [(50, "largest", True), (49, "largest", False), (50, "left", False)],
)
def test_faces_half_as_wide_as_the_largest_may_be_meant(width, choice, told):
    said = say_rivals([LARGE, np.array([0, 0, width, width])], choice)
    assert bool(said) == told
    assert not told or said.startswith("2 faces found, the largest is followed;")
