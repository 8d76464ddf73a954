"""Generated people: identities, action units, landmarks, camera."""

import numpy as np
import pytest

from facemotion.demo.people.action_units import CODES, INDEX, on_sides, unit_displacements
from facemotion.demo.people.camera import Camera, place_head, rotation_matrices
from facemotion.demo.people.identity import draw_person, mean_shape
from facemotion.demo.people.landmarks import (
    LEFT_EYE,
    MIRROR,
    RIGHT_EYE,
    interocular_distance,
    landmark_rows,
    landmarks_at,
    mirrored,
    slide_contour,
)
from facemotion.demo.people.mesh import EYES, head_mesh
from facemotion.models.frontal import mean_face

REST = np.zeros((len(CODES), 2))


def showing(unit, left=1.0, right=1.0):
    sides = REST.copy()
    sides[INDEX[unit]] = left, right
    return sides


@pytest.fixture(scope="module")
def person():
    return draw_person(1)


def moved(person, unit, **sides):
    """Displacement of the landmarks (68, 3) in inter-ocular distances."""
    rest = landmarks_at(person, REST)
    return (landmarks_at(person, showing(unit, **sides)) - rest) / interocular_distance(rest)


def test_a_person_is_the_same_again_and_nobody_else(person):
    assert (draw_person(1).vertices == person.vertices).all()
    other = draw_person(2)
    rests = [p.vertices[landmark_rows()] for p in (person, other)]
    assert np.abs(rests[0] - rests[1]).max() > 0.02
    assert (person.gains != other.gains).any()
    assert 18 <= person.age <= 75


def test_eyes_of_all_people_are_in_one_place():
    eyes = head_mesh().vertices_of(*EYES)
    middles = [draw_person(seed).vertices[eyes].mean(axis=0) for seed in range(3)]
    np.testing.assert_allclose(middles, np.tile([0, 0.25, 0.85], (3, 1)), atol=1e-5)


@pytest.mark.parametrize(
    ("unit", "point", "axis", "sign"),
    [
        (1, 21, 1, 1),  # inner brow up
        (2, 18, 1, 1),  # outer brow up
        (4, 21, 1, -1),  # brows down
        (5, 37, 1, 1),  # upper lid up
        (9, 31, 1, 1),  # wing of the nose up
        (12, 48, 1, 1),  # corner of the mouth up
        (12, 48, 0, -1),  # and out, to the person's right
        (15, 54, 1, -1),  # corner down
        (20, 54, 0, 1),  # corner out, to the person's left
        (26, 8, 1, -1),  # chin down
        (26, 57, 1, -1),
        (43, 37, 1, -1),  # upper lid down
    ],
)
def test_units_move_landmarks_as_the_facs_manual_has_it(person, unit, point, axis, sign):
    assert sign * moved(person, unit)[point, axis] > 0.02


def test_one_side_moves_alone(person):
    left, right = moved(person, 12, left=1, right=0), moved(person, 12, left=0, right=1)
    assert left[54, 1] > 0.03 and abs(left[48, 1]) < 0.005  # 54 is on the person's left
    assert right[48, 1] > 0.03 and abs(right[54, 1]) < 0.005


def test_vertices_and_landmarks_move_together(person):
    sides = showing(12, 0.7, 0.3) + showing(26, 0.5, 0.5)
    points = person.show(sides)[landmark_rows()]
    open_eyes = [*range(36), *range(48, 68)]  # lids stop at each other
    np.testing.assert_allclose(points[open_eyes], landmarks_at(person, sides)[open_eyes], atol=1e-5)


def test_lids_meet_and_do_not_cross(person):
    points = landmarks_at(person, showing(43, 1.3, 1.3))
    for upper, lower in ((37, 41), (38, 40), (43, 47), (44, 46)):
        assert points[upper, 1] - points[lower, 1] == pytest.approx(0.014, abs=1e-5)


def test_halves_of_a_whole_unit_add_up_to_it():
    both = unit_displacements()[INDEX[26]].sum(axis=0)
    rows, moves = head_mesh().units["jawOpen"]
    np.testing.assert_allclose(both[rows], 0.42 * moves, atol=1e-6)


def test_balance_takes_from_one_side():
    sides = on_sides(np.array([1.0, 1.0, 2.0]), np.array([0.0, 0.25, -1.0]))
    np.testing.assert_allclose(sides, [[1, 1], [1, 0.75], [0, 1.3]])


def test_landmarks_mirror_each_other():
    assert (MIRROR[MIRROR] == np.arange(68)).all()
    mean = mean_shape(head_mesh(), 20, 50)[landmark_rows()]
    assert np.abs(mirrored(mean) - mean)[17:].max() < 0.06
    assert mean[LEFT_EYE, 0].min() > 0 > mean[RIGHT_EYE, 0].max()


def test_the_mean_face_of_the_frontal_input_is_that_of_these_people():
    points = np.mean(
        [draw_person(10_000_000 + k).vertices[landmark_rows()] for k in range(200)], axis=0
    )
    points = (points + mirrored(points)) / 2
    points = points * [1, -1, -1] / interocular_distance(points)
    shape = points - points.mean(axis=0)
    np.testing.assert_allclose(mean_face() - mean_face().mean(axis=0), shape, atol=2e-5)


def test_a_camera_projects_by_similar_triangles():
    camera = Camera(640, 480, distance=10, focal=1000, centre=(320, 240))
    pixels, depth = camera.project(np.array([[0, 0, 0], [1, 2, 5]]))
    np.testing.assert_allclose(pixels, [[320, 240], [520, -160]])
    np.testing.assert_allclose(depth, [10, 5])


def test_turns_go_where_they_are_said_to():
    nose = np.array([0.0, 0, 1])
    turn = np.deg2rad(30)
    yaw, pitch, roll = (rotation_matrices(turn * np.eye(3)[axis]) for axis in range(3))
    assert (yaw @ nose)[0] == pytest.approx(0.5)  # to the person's left
    assert (pitch @ nose)[1] == pytest.approx(-0.5)  # down
    assert (roll @ np.array([0, 1.0, 0]))[0] == pytest.approx(-0.5)  # to their right shoulder


def test_shoulders_stay_where_the_head_turns():
    points = np.array([[0.5, 0.5, 0], [1.0, -2.0, 0]])
    placed = place_head(points, rotation_matrices(np.array([np.pi / 2, 0, 0])), np.zeros(3))
    np.testing.assert_allclose(placed, [[0, 0.5, -0.5], [1, -2, 0]], atol=1e-6)


def test_hidden_points_of_the_jaw_slide_outwards():
    screen = np.zeros((68, 2))
    screen[36:42, 0], screen[42:48, 0] = 100, 200  # 100 px apart
    screen[2, 0] = 92  # the edge is at 100 - 18
    screen[3, 0] = 70
    slide_contour(screen)
    assert screen[2, 0] == pytest.approx(87)  # half of the way
    assert screen[3, 0] == 70
