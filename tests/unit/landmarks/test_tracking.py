"""dlib's tracker on a real photograph and on real clips."""

import cv2
import numpy as np
import pytest

from facemotion.demo.actor import Actor, Head
from facemotion.demo.rendering.scene import portrait_camera
from facemotion.demo.sequences import head_motion
from facemotion.landmarks.detection import Detector
from facemotion.landmarks.face import FrameStatus
from facemotion.landmarks.tracking import ASK_EVERY, DlibTracker
from facemotion.sequences.images import read_frames
from real_clips import real_clips

SETTINGS = {"detection_px": 480, "face_px": 600}
CAMERA = portrait_camera(400, 400, face_px=100, centre=(225, 112))
ACTOR, OTHER = Actor(CAMERA, 4), Actor(CAMERA, 13)
SMILE = {(12, "left"): 1.0, (12, "right"): 1.0}


@pytest.fixture(scope="module")
def portrait():
    """A generated face about 100 px wide, eyes 42 px apart, in a 640 x 490 grey image."""
    image = np.full((490, 640), 128, "uint8")
    image[60:460, 100:500] = ACTOR.render({}, Head(), 1)
    return image


def track(*images):
    return list(DlibTracker(**SETTINGS).track(images))


def shift(image, dx, dy):
    return np.roll(image, (dy, dx), axis=(0, 1))


def eye_distance(points):
    return np.linalg.norm(points[36:42].mean(0) - points[42:48].mean(0))


def test_landmarks_lie_where_they_were_drawn(portrait):
    (face,) = track(portrait)
    assert face.status == FrameStatus.OK
    assert face.image_size == (640, 490)
    exact = ACTOR.truth({}, Head()) + [100, 60]
    error = np.linalg.norm(face.points - exact, axis=1)[17:]
    assert error.mean() < 0.05 * eye_distance(exact)
    for points in (slice(36, 42), slice(42, 48), slice(48, 68)):  # eyes, mouth
        np.testing.assert_allclose(face.points[points].mean(0), exact[points].mean(0), atol=3)


def test_landmarks_follow_a_shifted_picture(portrait):
    still, moved = track(portrait, shift(portrait, 12, -7))
    error = np.linalg.norm(moved.points - still.points - [12, -7], axis=1)[17:]  # the jaw slides
    assert error.mean() < 0.04 * eye_distance(still.points)


def test_landmarks_follow_a_move_of_most_of_a_faces_width(portrait):
    still, moved = track(portrait, shift(portrait, 80, 20))
    assert moved.status == FrameStatus.OK
    error = np.linalg.norm(moved.points - still.points - [80, 20], axis=1)
    assert error.mean() < 0.03 * eye_distance(still.points)


@pytest.mark.oddity(
    "a face farther from the last position than its own width",
    "the frame has no landmarks: `another face`, with the distance",
)
def test_a_face_farther_away_than_its_width_is_another_one(portrait):
    _, far, back = track(portrait, shift(portrait, 150, 40), portrait)
    assert far.status == FrameStatus.NO_FACE
    assert far.reason.startswith("another face: 1.")
    assert far.reason.endswith(" face widths from the last one")
    assert back.status == FrameStatus.OK


@pytest.mark.oddity(
    "a cut to another person at the same position",
    "the frame has no landmarks: it looks like another person",
)
def test_a_cut_to_somebody_at_the_same_place_is_another_face(portrait):
    smile = track_cut(portrait, ACTOR.render(SMILE, Head(), 1))
    somebody = track_cut(portrait, OTHER.render({}, Head(), 1))
    assert smile.status == FrameStatus.OK
    assert somebody.status == FrameStatus.NO_FACE
    assert "another face: it looks like another person (distance 0." in somebody.reason


def track_cut(before, face):
    after = before.copy()
    after[60:460, 100:500] = face
    return track(before, after)[1]


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("left", "left"), ("right", "right"), ("largest", "left"), ("500,180", "right")],
)
@pytest.mark.oddity(
    "several faces, one of them selected",
    "the left one, the right one, or the nearest to a point, as the column `face` says",
)
def test_a_choice_says_which_of_two_faces_is_followed(portrait, choice, kept):
    face = portrait[80:240, 240:400]
    small = cv2.resize(face, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    both = np.full((490, 640), 128, "uint8")
    both[100:260, 40:200] = face
    both[100 : 100 + len(small), 400 : 400 + len(small)] = small
    (found,) = DlibTracker(**SETTINGS).track([both], choice)
    assert (found.points[:, 0].mean() < 300) == (kept == "left")


@pytest.mark.oddity(
    "a dark image, a face that is too small",
    "the reason gives the grey level, or the width and the setting that helps",
)
def test_the_reason_names_the_cause(portrait):
    dark, empty = portrait // 80, np.full_like(portrait, 128)
    tiny = empty.copy()
    reduced = cv2.resize(portrait[30:330, 180:480], None, fx=0.3, fy=0.3)
    tiny[100:190, 100:190] = reduced
    reasons = [track(image)[0].reason for image in (dark, empty, tiny)]
    assert reasons[0] == f"no face found; the image is dark (mean grey {dark.mean():.0f} of 255)"
    assert reasons[1] == "no face at least 80 pixels wide found"
    assert "pixels wide is too small, the minimum is 80: lower" in reasons[2]
    (found,) = DlibTracker(**SETTINGS, smallest_face_px=40).track([tiny])
    assert found.status == FrameStatus.OK
    nose = np.array([322 - 180, 186 - 30]) * 0.3 + 100
    np.testing.assert_allclose(found.points[30], nose, atol=4)


def test_the_detector_is_asked_only_in_doubt(portrait, monkeypatch):
    asked = []
    find_again = Detector.find_again
    monkeypatch.setattr(
        Detector, "find_again", lambda *args: asked.append(None) or find_again(*args)
    )
    drifting = [shift(portrait, step // 3, 0) for step in range(ASK_EVERY)]
    assert all(face.status == FrameStatus.OK for face in track(*drifting))
    assert asked == []
    track(*drifting, portrait)  # now and then, whatever the pixels
    assert len(asked) == 1
    track(portrait, shift(portrait, 40, 0))  # out of its box
    assert len(asked) == 2
    track(portrait, np.full_like(portrait, 128))
    assert len(asked) == 3


def test_a_face_behind_a_hand_or_turned_away_has_no_landmarks(portrait):
    covered = portrait.copy()
    covered[140:260, 260:390] = 100  # eyes, nose and mouth
    away = portrait.copy()
    away[60:460, 100:500] = ACTOR.render({}, Head(yaw=85), 1)
    back, hidden, aside, again = track(portrait, covered, away, portrait)
    assert [face.status.name for face in (back, hidden, aside, again)] == [
        "OK",
        "NO_FACE",
        "NO_FACE",
        "OK",
    ]


def test_of_two_people_who_cross_no_other_is_followed(portrait):
    """The other one passes in front; where she covers the face, there are no landmarks of hers."""
    other = OTHER.render({}, Head(), 1)[20:280, 150:300]
    frames = []
    for left in range(20, 480, 20):
        frame = portrait.copy()
        frame[80:340, left : left + 150] = other[:, : 640 - left]
        frames.append(frame)
    first, *faces = DlibTracker(**SETTINGS).track([portrait, *frames])
    for face in faces:
        if face.status == FrameStatus.OK:
            gap = np.linalg.norm(face.points[30] - first.points[30]) / eye_distance(first.points)
            assert gap < 0.4


def test_fine_precision_follows_expressions_more_closely():
    errors = {"normal": [], "fine": []}
    heads = head_motion(12, np.random.default_rng(1))
    for seed, unit in ((4, 12), (13, 1), (5, 26)):
        actor = Actor(portrait_camera(), seed)
        units = [{(unit, "left"): a, (unit, "right"): a} for a in np.linspace(0, 1, 12)]
        shown = list(zip(units, heads, strict=True))
        images = [actor.render(*both, k) for k, both in enumerate(shown)]
        exact = np.array([actor.truth(*both) for both in shown])
        for precision, of_all in errors.items():
            tracker = DlibTracker(**SETTINGS, precision=precision)
            points = np.array([face.points for face in tracker.track(images)])
            error = np.linalg.norm((points - points[0]) - (exact - exact[0]), axis=-1)
            of_all.append(error[1:].mean() / eye_distance(exact[0]))
    assert np.mean(errors["fine"]) < 0.85 * np.mean(errors["normal"])


@pytest.mark.parametrize(
    ("turns", "way"), [(1, "clockwise"), (-1, "anticlockwise"), (2, "upside down")]
)
@pytest.mark.oddity(
    "a face on its side, or upside down",
    "no face; the reason says how to rotate the images",
)
def test_a_face_that_lies_on_its_side_is_told(portrait, turns, way):
    turned = np.ascontiguousarray(np.rot90(portrait, turns))
    (face,) = track(turned)
    assert face.status == FrameStatus.NO_FACE
    assert face.reason == f"no upright face found, but one when the image is turned {way}"


def two_faces(portrait, share):
    both = np.full((490, 640), 128, "uint8")
    both[100:260, 40:200] = portrait[80:240, 240:400]
    small = cv2.resize(portrait[80:240, 240:400], None, fx=share, fy=share)
    both[100 : 100 + len(small), 400 : 400 + len(small)] = small
    return both


@pytest.mark.oddity(
    "a second face that is nearly as wide, and none selected",
    "a note that the largest is followed",
)
def test_a_second_face_that_may_be_meant_is_told(portrait):
    both = two_faces(portrait, 0.8)
    first, later = track(both, both)
    assert first.reason.startswith("2 faces found, the largest is followed; use the column face")
    assert later.reason == ""
    (chosen,) = DlibTracker(**SETTINGS).track([both], "left")
    (alone,) = track(portrait)
    assert chosen.reason == alone.reason == ""


@pytest.mark.oddity(
    "a point in `face` outside the image",
    "no face; the reason gives the image size",
)
def test_a_point_outside_the_image_chooses_no_face(portrait):
    (face,) = DlibTracker(**SETTINGS).track([portrait], "700,100")
    assert face.status == FrameStatus.NO_FACE
    said = "the point 700,100 of the column face lies outside the image (640 x 490)"
    assert face.reason == said


@pytest.mark.oddity("a dark face", "brightened, so that its motion is tracked")
def test_a_dark_face_moves_as_a_bright_one(portrait):
    smiling = np.full((490, 640), 128, "uint8")
    smiling[60:460, 100:500] = ACTOR.render(SMILE, Head(), 1)
    bright = track(portrait, smiling)
    dark = track(portrait // 5, smiling // 5)
    motion, found = (faces[1].points - faces[0].points for faces in (bright, dark))
    error = np.linalg.norm(found - motion, axis=1)[48:]
    assert error.mean() < 0.35 * np.linalg.norm(motion, axis=1)[48:].mean()


def test_an_enlarged_picture_gives_the_same_points_in_its_pixels(portrait):
    """Pixel centres: point p of a picture is 2 p + 0.5 of the picture twice as large."""
    (small,) = track(portrait)
    (large,) = track(cv2.resize(portrait, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR))
    error = np.linalg.norm(large.points - (2 * small.points + 0.5), axis=1)
    assert error.mean() < 0.03 * eye_distance(large.points)


def test_a_still_picture_gives_the_same_bytes_in_every_frame(portrait):
    first, *others = track(*[portrait] * 3)
    for face in others:
        assert face.points.tobytes() == first.points.tobytes()


def test_no_landmarks_are_claimed_while_the_face_is_away(portrait):
    empty = np.full_like(portrait, 128)
    faces = track(empty, portrait, portrait, empty, None, portrait)
    assert [face.status.name for face in faces] == [
        "NO_FACE",
        "OK",
        "OK",
        "NO_FACE",
        "UNREADABLE",
        "OK",
    ]
    for face in faces:
        assert np.isnan(face.points).all() == (face.status != FrameStatus.OK)


def test_of_two_faces_the_larger_is_taken_and_kept(portrait):
    face = portrait[80:240, 240:400]
    small = cv2.resize(face, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    both = np.full((490, 640), 128, "uint8")
    both[100:260, 40:200] = face
    both[100 : 100 + len(small), 400 : 400 + len(small)] = small
    (first,) = track(both)
    assert first.points[:, 0].max() < 210
    # The other one grows larger than it; the one that was followed is kept.
    later = both.copy()
    large = cv2.resize(face, None, fx=1.3, fy=1.3, interpolation=cv2.INTER_LINEAR)
    later[100 : 100 + len(large), 400 : 400 + len(large)] = large
    assert track(both, later)[1].points[:, 0].max() < 210


@pytest.mark.oddity(
    "images that shrink midway, so that the last position of the face lies outside",
    "detected anew; the clip is excluded because image sizes differ",
)
@pytest.mark.oddity("images of one pixel or one row", "no face")
@pytest.mark.parametrize("shape", [(1, 1), (1, 1900), (1900, 1), (2, 3000)])
def test_images_of_a_pixel_or_a_line_have_no_face(portrait, shape):
    first, thin = track(portrait, np.zeros(shape, "uint8"))
    assert (first.status, thin.status) == (FrameStatus.OK, FrameStatus.NO_FACE)
    assert track(np.full(shape, 200, "uint8"))[0].status == FrameStatus.NO_FACE


def test_an_image_too_small_for_the_last_box_is_searched_anew(portrait):
    large = np.full((1200, 1900), 128, "uint8")
    large[700:1190, 1250:1890] = portrait
    first, small = track(large, portrait)
    assert first.status == FrameStatus.OK
    assert (small.status, small.image_size) == (FrameStatus.NO_FACE, (640, 490))
    assert small.reason.startswith("another face: ")


def test_a_small_face_in_a_large_picture_is_found(portrait):
    wide = np.full((1088, 2040), 128, "uint8")
    wide[300:790, 900:1540] = portrait
    (face,) = track(wide)
    assert face.status == FrameStatus.OK
    np.testing.assert_allclose(face.points[30], [322 + 900, 186 + 300], atol=6)


# Real clips


def track_real(name, numbers):
    return track(*read_frames(real_clips(), {"frame_pattern": name}, numbers))


@pytest.mark.parametrize(
    ("name", "n", "first", "last"),
    [
        ("single_face.mp4", 72, 1, 72),
        ("no_face.mp4", 95, 0, 0),
        ("face_noface.mov", 169, 1, 72),
        ("noface_face.mov", 169, 97, 168),
    ],
)
@pytest.mark.oddity(
    "a face that leaves or enters the image",
    "the frame status changes accordingly",
)
def test_a_real_face_is_found_just_while_it_is_there(name, n, first, last):
    numbers = list(range(1, n + 1, 6))
    seen = [face.status == FrameStatus.OK for face in track_real(name, numbers)]
    assert seen == [first <= number <= last for number in numbers]


def test_a_real_smile_widens_the_mouth():
    neutral, happy = track_real("single_face.mp4", [1, 31])
    width, smile = (np.linalg.norm(f.points[54] - f.points[48]) for f in (neutral, happy))
    assert smile > 1.1 * width


@pytest.mark.oddity("several faces", "the largest first, then the nearest to the last position")
def test_of_several_real_faces_the_largest_is_taken():
    (face,) = track_real("multi_face.jpg", [1])
    # The detector's boxes in full size: 105, 126, 105 and 73 px wide; the second begins at 673.
    assert face.box[0] > 650 and face.box[2] < 830


@pytest.mark.parametrize(("face_px", "smallest_face_px"), [(60, 80), (60, 40), (40, 40), (30, 40)])
def test_a_small_face_is_found_where_it_is(face_px, smallest_face_px):
    """A reduced image has a far larger box for a face of 60 pixels, with landmarks beside it."""
    actor = Actor(portrait_camera(640, 490, face_px=face_px), 77_000)
    tracker = DlibTracker(**SETTINGS, smallest_face_px=smallest_face_px)
    (face,) = tracker.track([actor.render({}, Head(), 0)])
    assert face.status == FrameStatus.OK
    exact = actor.truth({}, Head())
    error = np.linalg.norm(face.points - exact, axis=1)[17:].mean()
    assert error < 0.06 * eye_distance(exact)
