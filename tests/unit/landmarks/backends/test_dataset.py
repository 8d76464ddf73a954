"""The landmarks that CK+ ships."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import make_ckplus, write
from facemotion.demo.ckplus import float_line
from facemotion.errors import InputError
from facemotion.files.landmark_file import read_landmark_file
from facemotion.landmarks.backends import FrameRequest, make_backend
from facemotion.sequences.ckplus import index

LINE = "   3.2100000e+02   1.4500000e+02\n"


def find(root, numbers, **options):
    request = FrameRequest("S005_001", root, "none", numbers, None)
    return list(make_backend("dataset", options).find(request))


@pytest.fixture
def tree(tmp_path):
    return make_ckplus(
        tmp_path, [{"id": "S005_001", "frames": 12, "emotion": "happy", "landmarks": True}]
    )


def file_of(root, frame):
    return root / f"Landmarks/S005/001/S005_001_{frame:08d}_landmarks.txt"


def test_every_frame_has_a_file(tree):
    file_of(tree, 2).write_text(LINE * 67 + "   4.0000000e+02   2.0000000e+02\n")
    first, second = find(tree, [1, 2])
    assert first.points.tolist() == [[1, 2]] * 68
    assert second.points[[0, 67]].tolist() == [[321, 145], [400, 200]]
    assert tuple(second.box) == (321, 145, 400, 200)
    assert first.image_size == (401, 201)  # what all landmarks of the sequence span
    assert find(tree, [1], image_size=[640, 490])[0].image_size == (640, 490)


@pytest.mark.oddity("a missing or damaged landmark file of CK+", "`unreadable`, with the reason")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            LINE * 67 + "   9.0000000e+10   1.0000000e+00\n",
            "S005_001_00000003_landmarks.txt: a landmark is over",
        ),
        (None, "no landmark file for frame 3"),
        (LINE * 67, "S005_001_00000003_landmarks.txt: found 67 lines, expected 68 of x and y"),
        (LINE + "1.0\n" + LINE * 66, "line 2: found '1.0', expected x and y in pixels"),
        (LINE * 67 + "nan nan\n", "line 68: found 'nan nan', expected x and y"),
        ("", "found 0 lines"),
    ],
)
def test_a_damaged_file_is_one_unreadable_frame(tree, text, reason):
    file_of(tree, 3).unlink() if text is None else file_of(tree, 3).write_text(text)
    faces = find(tree, [2, 3])
    assert [face.status.name for face in faces] == ["OK", "UNREADABLE"]
    assert reason in faces[1].reason


def test_a_dataset_without_the_files_says_so(tmp_path):
    make_ckplus(tmp_path, [{"id": "S005_001", "emotion": "happy"}])
    with pytest.raises(InputError, match="found no file such as Landmarks/S005/001/S005_001_0000"):
        find(tmp_path, [1])


@pytest.mark.oddity(
    "CK+ without its images",
    "its landmarks are used, with `{backend: dataset, images: false}`",
)
def test_the_files_stand_in_for_images_that_are_gone(tree):
    for image in tree.glob("cohn-kanade-images/**/*.png"):
        image.unlink()
    table = index(str(tree), {"has_images": False})
    assert table.loc[0, ["status", "frame_numbers", "emotion"]].tolist() == ["ok", "1-12", "happy"]
    assert make_backend("dataset", {"images": False}).reads_sequences
    assert not make_backend("dataset", {}).reads_sequences
    assert len(find(tree, [1, 12], images=False)) == 2


@pytest.mark.parametrize(
    ("gone", "has_images", "sentence"),
    [
        ("cohn-kanade-images", True, "landmarks: {backend: dataset, images: false}"),
        ("Landmarks", False, "found no folder Landmarks/, expected CK"),
    ],
)
def test_what_is_missing_is_told_with_the_way_out(tree, gone, has_images, sentence):
    (tree / gone).rename(tree.parent / f"{tree.name}_gone")
    with pytest.raises(InputError, match=sentence):
        index(str(tree), {"has_images": has_images})


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(*[st.floats(-1e5, 1e5, width=32)] * 2), min_size=68, max_size=68))
def test_what_matlab_writes_is_read(tmp_path, points):
    path = write(tmp_path / "a.txt", "".join(float_line(*point) for point in points))
    np.testing.assert_allclose(read_landmark_file(path), points, rtol=1e-6, atol=1e-6)
