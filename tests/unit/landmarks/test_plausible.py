"""Landmarks that cannot be a face's, on a face whose coordinates can be read."""

import numpy as np
import pytest

from facemotion.landmarks.plausible import say_implausible


def make_face() -> np.ndarray:
    """An upright face in a picture: the right eye on the left, the mouth below."""
    face = np.zeros((1, 68, 2))
    face[:, :17, 0] = np.linspace(100, 200, 17)  # jaw
    face[:, :17, 1] = 220
    face[:, 17:36] = 150, 120  # brows and nose
    face[:, 36:42] = 125, 130
    face[:, 42:48] = 175, 130
    face[:, 48:] = 150, 190
    return face


def turn(face: np.ndarray, degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    turned = (face - 200) @ np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    )
    return turned + 200


@pytest.mark.parametrize("degrees", [0, 30, 90, 180, 270])
def test_a_face_may_be_turned_in_the_plane_of_the_picture(degrees):
    assert say_implausible(turn(make_face(), degrees)) == ""


@pytest.mark.parametrize(
    "mirror",
    [
        lambda face: [0, 480] - face * [-1, 1],  # y counts upwards
        lambda face: [640, 0] - face * [1, -1],  # flipped, with the numbers of the other side
        lambda face: face[..., ::-1],  # x and y swapped
    ],
)
@pytest.mark.oddity(
    "y pointing up, x and y swapped, left and right swapped",
    "the clip is excluded as a mirror image",
)
def test_a_mirrored_face_is_told(mirror):
    assert say_implausible(mirror(make_face())).startswith("the face is mirrored: y points")


@pytest.mark.oddity(
    "landmarks divided by the image size, or in millimetres relative to a centre",
    "the clip is excluded; the reason says where the face lies",
)
def test_landmarks_that_are_no_pixels_are_told():
    shares = say_implausible(make_face() / [640, 480])
    assert shares.startswith(
        "the face spans 0.21, expected pixels; multiply x by the image's width"
    )
    assert say_implausible(make_face() - 200).startswith("the face lies around (-50, -33), ")


def test_a_sequence_without_landmarks_is_not_judged():
    assert say_implausible(np.empty((0, 68, 2))) == ""


def test_one_odd_frame_does_not_decide():
    faces = np.concatenate([make_face()] * 3)
    faces[1] = faces[1][:, ::-1]
    assert say_implausible(faces) == ""
