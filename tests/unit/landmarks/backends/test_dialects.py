"""What OpenFace, Py-Feat and MediaPipe write, in tables that can be checked by hand."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facemotion.files.landmark_table import read_frame_times
from facemotion.landmarks.backends import FrameRequest, make_backend
from facemotion.landmarks.face import FrameStatus
from facemotion.landmarks.mesh import mesh_points

PYFEAT = ("FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "FaceScore")


def names(points=68, prefix="", axes="xy"):
    return [f"{prefix}{axis}_{k}" for axis in axes for k in range(points)]


def row(x, points=68):
    """Give points from x on, all at y = 7."""
    return [*range(x, x + points), *[7] * points]


def write(path, header, *rows, blank=""):
    lines = ("".join(("," + blank).join(map(str, line)) + "\n") for line in (header, *rows))
    path.write_text("".join(lines))
    return path


def find(root, backend, numbers, face="largest", file="a.csv", **given):
    request = FrameRequest("a", root, file, numbers, None, face)
    return list(make_backend(backend, given).find(request))


def statuses(faces):
    return [face.status.name for face in faces]


def refused(sentence, faces):
    """Check that a table cannot be used, which each of its frames says."""
    assert statuses(faces) == ["UNREADABLE"] * len(faces)
    assert re.search(sentence, faces[0].reason)


# OpenFace


@pytest.mark.oddity("OpenFace's spaces after commas; no `face_id`, as in older versions", "read")
def test_a_table_of_an_older_openface(tmp_path):
    header = ["frame", "timestamp", "confidence", "success", *names(), *names(axes=["X"])]
    write(tmp_path / "a.csv", header, [1, 0, 0.98, 1, *row(10), *[-5] * 68], blank=" ")
    (face,) = find(tmp_path, "openface", [1])
    assert face.points[:2].tolist() == [[10, 7], [11, 7]]
    assert face.image_size == (78, 8)


@pytest.mark.oddity(
    "values in a failed frame",
    "ignored, also in the extent that stands in for the image size",
)
def test_values_of_a_failed_frame_do_not_count(tmp_path):
    header = ["frame", "face_id", "confidence", "success", *names()]
    rows = [
        [1, 0, 0.98, 1, *row(10)], [2, 0, 0.0, 0, *row(9000)], [3, 0, 0.5, 1, *row(5000)],
        [4, 0, 0.0, 0, *["-nan(ind)"] * 136],
    ]  # fmt: skip
    write(tmp_path / "a.csv", header, *rows)
    faces = find(tmp_path, "openface", [1, 2, 3, 4])
    assert statuses(faces) == ["OK", "NO_FACE", "NO_FACE", "NO_FACE"]
    assert [face.image_size for face in faces] == [(78, 8)] * 4
    assert faces[1].reason.endswith("or marks tracking as failed")
    assert faces[2].reason == "confidence 0.5, below landmarks.min_confidence 0.7"


@pytest.mark.oddity(
    "several faces in a frame",
    "the sample sheet's `face`, or `landmarks.<backend>.face_id`, selects the one to follow",
)
@pytest.mark.parametrize(("face", "x"), [("largest", 400), ("left", 10), ("right", 400)])
def test_one_of_several_faces_is_followed(tmp_path, face, x):
    """Whose face_id changes, as where a tracker lost a face and found it again."""
    header = ["frame", "face_id", "confidence", "success", *names()]
    large = [v + 100 * (k == 67) for k, v in enumerate(row(400))]
    rows = [
        [1, 0, 0.9, 1, *row(10)], [1, 1, 0.9, 1, *large], [2, 2, 0.9, 1, *large],
        [2, 3, 0.9, 1, *row(10)],
    ]  # fmt: skip
    write(tmp_path / "a.csv", header, *rows)
    assert [f.points[0, 0] for f in find(tmp_path, "openface", [1, 2], face)] == [x, x]
    assert find(tmp_path, "openface", [1], face_id=0)[0].points[0, 0] == 10


def test_a_table_of_another_program_is_not_openfaces(tmp_path):
    write(tmp_path / "a.csv", ["frame", *names()], [1, *row(10)])
    sentence = r"column 'confidence' is missing; .* expected frame, confidence, success, x_0 to"
    refused(sentence, find(tmp_path, "openface", [1]))


# Py-Feat


def test_pyfeat_counts_frames_from_0_beside_images(tmp_path):
    rows = [[0, 0, 9, 9, 0.99, *row(10 * k), "a.mp4", k] for k in (1, 2)]
    write(tmp_path / "a.csv", [*PYFEAT, *names(), "input", "frame"], *rows)
    beside = find(tmp_path, "pyfeat", [2, 3], files="{sequence_id}.csv")
    assert [face.points[0, 0] for face in beside] == [10, 20]  # frames 1 and 2 of the table
    assert [face.points[0, 0] for face in find(tmp_path, "pyfeat", [1, 2])] == [10, 20]


@pytest.mark.oddity("a Py-Feat line without coordinates, or with FaceScore 0", "`no_face`")
def test_lines_of_pyfeat_without_a_face(tmp_path):
    header = [*PYFEAT, *names(), "input", "frame", "approx_time", "Identity"]
    rows = [
        [0, 0, 9, 9, 0.99, *row(10), "a.mp4", 0, "00:00", "Person_0"],
        [*[""] * 5, *[""] * 136, "a.mp4", 1, "00:00", ""],  # ends with an empty cell
        [*["nan"] * 5, *["nan"] * 136, "a.mp4", 2, "00:00", "nan"],
        [0, 0, 0, 0, 0.0, *[""] * 136, "a.mp4", 3, "00:00", ""],
    ]
    write(tmp_path / "a.csv", header, *rows)
    assert statuses(find(tmp_path, "pyfeat", [0, 1, 2, 3])) == ["OK", *["NO_FACE"] * 3]
    assert [*read_frame_times(tmp_path / "a.csv")] == [0, 1, 2, 3]


def test_pyfeat_may_give_two_faces_one_name(tmp_path):
    header = [*PYFEAT, *names(), "input", "frame", "Identity"]
    lines = [[0, 0, 9, 9, 0.9, *row(x), "a.mp4", 0, "Person_0"] for x in (10, 300)]
    write(tmp_path / "a.csv", header, *lines)
    assert find(tmp_path, "pyfeat", [0], face="right")[0].points[0, 0] == 300


@pytest.mark.oddity("a table that covers two videos", "rejected, with the line")
def test_two_videos_in_one_table_are_refused(tmp_path):
    lines = [[0, 0, 9, 9, 0.9, *row(10), video, 0] for video in ("a.mp4", "b.mp4")]
    write(tmp_path / "a.csv", [*PYFEAT, *names(), "input", "frame"], *lines)
    sentence = "line 3: frame 0 appears twice, expected rows from one video"
    refused(sentence, find(tmp_path, "pyfeat", [0]))


@pytest.mark.oddity("a Py-Feat table with both its mesh and 68 landmarks", "the mesh is read")
def test_the_mesh_of_pyfeat_comes_first(tmp_path):
    header = ["FaceScore", *names(), *names(478, "mesh_"), "input", "frame"]
    write(tmp_path / "a.csv", header, [0.9, *row(0), *row(1000, 478), "a.mp4", 0])
    (face,) = find(tmp_path, "pyfeat", [0])
    assert face.points[30].tolist() == [1004, 7]  # the tip of the nose is point 4 of the mesh


# MediaPipe


def test_the_mesh_is_mapped_to_68_landmarks(tmp_path):
    write(tmp_path / "a.csv", ["frame", *names(478)], [1, *row(0, 478)])
    (face,) = find(tmp_path, "mediapipe", [1])
    assert face.points[[8, 27, 30, 36, 45], 0].tolist() == [152, (168 + 6) / 2, 4, 33, 263]


def test_both_sides_of_the_face_are_mapped_alike():
    """Mirrored landmarks are mirrored points: MediaPipe's canonical face is symmetric, x = -x."""
    points = mesh_points()
    mirror = [*range(16, -1, -1), *range(26, 16, -1)]
    used = [point for of in points for point in of]
    assert len(points) == 68 and max(used) < 468
    assert len(set(used)) == len(used) - 2  # 58 and 288 stand for two landmarks of the jaw each
    assert [len(points[k]) for k in range(27)] == [len(points[k]) for k in mirror]


@pytest.mark.oddity(
    "coordinates as fractions of the image size",
    "require `image_size`; without it, a one-sentence error",
)
def test_shares_become_pixels(tmp_path):
    values = [0.5, *[0.25] * 477, *[0.5] * 478]
    write(tmp_path / "a.csv", ["frame", *names(478)], [1, *values])
    sentence = r"from 0\.25 to 0\.50, which are fractions .* set landmarks\."
    refused(sentence, find(tmp_path, "mediapipe", [1]))
    (face,) = find(tmp_path, "mediapipe", [1], image_size=[640, 480])
    assert face.points[0].tolist() == [159.5, 239.5]  # pixel centres are whole numbers
    assert face.image_size == (640, 480)


@pytest.mark.oddity("a mesh where 68 points are expected, or vice versa", "one-sentence error")
@pytest.mark.parametrize(
    ("backend", "points", "sentence"),
    [
        ("table", 478, "found 478 points per face, expected 68; choose the landmark backend for"),
        ("mediapipe", 68, "column 'x_68' is missing; found .* expected frame, x_0 to x_467"),
        ("mediapipe", 470, "found 470 points per face, expected 468 or 478"),
    ],
)
def test_a_mesh_is_not_taken_for_68_landmarks(tmp_path, backend, points, sentence):
    write(tmp_path / "a.csv", ["frame", *names(points)], [1, *row(0, points)])
    refused(sentence, find(tmp_path, backend, [1]))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 2), st.booleans(), st.floats(0, 1)),
        min_size=1,
        unique_by=lambda r: r[:2],
    ),
    st.sampled_from(["largest", "left", "right", "40,7"]),
)
def test_every_frame_asked_for_gets_one_face(tmp_path, lines, choice):
    """Face f lies at x = 1000 f; a frame is ok just where some line of it is good."""
    header = ["frame", "face_id", "confidence", "success", *names()]
    rows = [[n, f, c, int(s), *row(1000 * f)] for n, f, s, c in lines]
    write(tmp_path / "a.csv", header, *rows)
    faces = find(tmp_path, "openface", [*range(31)], choice)
    there, good = {r[0] for r in lines}, {n for n, _, s, c in lines if s and c >= 0.7}
    for number, face in enumerate(faces):
        wanted = "OK" if number in good else "NO_FACE" if number in there else "UNREADABLE"
        assert face.status.name == wanted
        assert np.isfinite(face.points).all() == (face.status == FrameStatus.OK)
