"""Tables of landmarks: what is read of them, and what is refused in one sentence."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facemotion.errors import InputError
from facemotion.files.landmark_cells import coordinate_names
from facemotion.files.landmark_table import (
    is_landmark_table,
    read_frame_times,
    read_landmark_table,
)


def write(path, rows, *, extra=(), separator=",", blank=""):
    """Write a table; a row is its frame, what the extra columns hold, and the value of `x_0`.

    Landmark k of a frame is at (value + k, value + 100 + k).
    """
    names = ["frame", *extra, *coordinate_names()]
    lines = [names]
    for frame, *values, value in rows:
        points = [value + k for k in range(68)] + [value + 100 + k for k in range(68)]
        lines.append([frame, *values, *points])
    text = "".join((separator + blank).join(map(str, line)) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_landmarks_are_found_by_the_names_of_columns(tmp_path):
    table = read_landmark_table(write(tmp_path / "a.csv", [(3, 20), (1, 10)]))
    assert table.frame.tolist() == [1, 3]
    assert table.points.shape == (2, 68, 2)
    assert table.points[:, 0].tolist() == [[10, 110], [20, 120]]
    assert table.points[1, 67].tolist() == [87, 187]
    assert table.confidence.tolist() == [1, 1]
    assert table.success.tolist() == [True, True]


@pytest.mark.oddity("columns in any order, mixed with others", "found by name")
def test_columns_may_stand_in_any_order_among_others(tmp_path):
    columns = [*reversed(coordinate_names()), "X_0", "frame"]
    values = [*range(len(coordinate_names())), -7, 4]
    path = tmp_path / "a.csv"
    path.write_text(",".join(columns) + "\n" + ",".join(map(str, values)) + "\n")
    table = read_landmark_table(path)
    assert table.frame.tolist() == [4]
    # Reversed, y_67 is 0 and x_0 is 135.
    assert table.points[0, 67].tolist() == [68, 0]
    assert table.points[0, 0].tolist() == [135, 67]


@pytest.mark.parametrize(("separator", "blank"), [(",", ""), (",", " "), ("\t", ""), ("\t", " ")])
@pytest.mark.oddity("commas or tabs, followed by spaces", "read")
def test_commas_and_tabs_with_and_without_blanks(tmp_path, separator, blank):
    path = write(tmp_path / "a.txt", [(1, 10)], separator=separator, blank=blank)
    assert read_landmark_table(path).points[0, 1].tolist() == [11, 111]


@pytest.mark.oddity("a byte-order mark, Windows line endings", "read")
def test_files_as_windows_writes_them(tmp_path):
    path = write(tmp_path / "a.csv", [(1, 10)])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    assert read_landmark_table(path).frame.tolist() == [1]


def test_what_the_tracker_says_of_itself(tmp_path):
    rows = [(1, 0.98, 1, 10), (2, 0.2, 0, 10)]
    path = write(tmp_path / "a.csv", rows, extra=("confidence", "success"))
    table = read_landmark_table(path)
    assert table.confidence.tolist() == [0.98, 0.2]
    assert table.success.tolist() == [True, False]


def test_of_several_faces_one_is_chosen(tmp_path):
    path = write(tmp_path / "a.csv", [(1, 0, 10), (1, 4, 30), (2, 4, 40)], extra=("face_id",))
    assert read_landmark_table(path, face_id=4).points[:, 0, 0].tolist() == [30, 40]
    assert [*read_frame_times(path)] == [1, 2]
    assert read_landmark_table(path).frame.tolist() == [1, 1, 2]
    with pytest.raises(InputError, match="found the face_id 0, 4, expected 7; set"):
        read_landmark_table(path, face_id=7)


@pytest.mark.parametrize("nothing", ["", "nan", "NA", "None"])
@pytest.mark.oddity(
    "empty cells, NaN or NA for the landmarks of a lost face",
    "the frame has no landmarks: `no_face`",
)
def test_a_row_without_landmarks_is_a_lost_face(tmp_path, nothing):
    path = write(tmp_path / "a.csv", [(1, 10), (2, 20)])
    lost = ",".join(["3", *[nothing] * 136])
    path.write_text(path.read_text() + lost + "\n")
    table = read_landmark_table(path)
    assert table.success.tolist() == [True, True, False]
    assert np.isnan(table.points[2]).all()
    assert table.points[1, 0].tolist() == [20, 120]


@pytest.mark.oddity("`success` as True or False, decimal commas, `face_id` as 0.0", "read")
def test_numbers_as_other_programs_write_them(tmp_path):
    extra = ("success", "face_id")
    path = write(tmp_path / "a.csv", [(1, "True", "0.0", 10), (2, "FALSE", "0.0", 20)],
                 extra=extra, separator=";")  # fmt: skip
    path.write_text(path.read_text().replace(";10;", ";10,25;", 1))
    table = read_landmark_table(path, face_id=0)
    assert table.success.tolist() == [True, False]
    assert table.points[0, 0].tolist() == [10.25, 110]


def test_times_are_those_of_the_column_timestamp(tmp_path):
    path = write(tmp_path / "a.csv", [(2, 0.04, 20), (1, 0, 10)], extra=("timestamp",))
    assert read_frame_times(path) == {1: 0, 2: 40}
    assert np.isnan([*read_frame_times(write(path, [(1, 10)])).values()]).all()


@pytest.mark.oddity("a duplicate frame, or a duplicate face in a frame", "rejected, with the line")
@pytest.mark.parametrize("extra", [(), ("face_id",)])
def test_a_line_that_is_there_twice_is_refused(tmp_path, extra):
    rows = [(1, *[0] * len(extra), 10), (1, *[0] * len(extra), 30)]
    path = write(tmp_path / "a.csv", rows, extra=extra)
    with pytest.raises(InputError, match="line 3: frame 1 appears twice, expected one face per"):
        read_landmark_table(path)


def test_a_table_without_face_id_has_no_face_to_choose(tmp_path):
    path = write(tmp_path / "a.csv", [(1, 10)])
    with pytest.raises(InputError, match="no column face_id, so landmarks"):
        read_landmark_table(path, face_id=0)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("x_5,", "z_5,", "column 'x_5' is missing; found frame, x_0, x_1, x_2, x_3, x_4, …, exp"),
        ("x_5,", "x_4,", "column 'x_4' is duplicated"),
        ("frame", "Frame", "column 'frame' is missing"),
        ("\n1,", "\n1.5,", "line 2, column frame: found 1.5, expected a whole number from 0"),
        ("\n1,", "\n-1,", "line 2, column frame: found -1, expected a whole number from 0"),
        (",12,", ",,", "line 2, column x_2: found '', expected a finite number"),
        (",12,", ",nan,", "line 2, column x_2: found 'nan', expected a finite number"),
        (",12,", ",inf,", "line 2, column x_2: found 'inf', expected a finite number"),
        (",12,", ",", "line 2: found 136 cells, expected 137 as in the header; the file is trunc"),
    ],
)
@pytest.mark.oddity(
    "a cell that is not a number, a truncated line, a missing or duplicate column",
    "one-sentence error with line and column",
)
def test_a_mistake_is_named_with_its_place(tmp_path, old, new, sentence):
    path = write(tmp_path / "a.csv", [(1, 10)])
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new, 1))
    with pytest.raises(InputError, match=sentence) as caught:
        read_landmark_table(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "column 'frame' is missing; found nothing"),
        (",".join(["frame", *coordinate_names()]).encode(), "no row below the header"),
        (b"frame\0\1\2", "found a binary file, expected a table; save it as text"),
    ],
)
@pytest.mark.oddity("an empty or binary file", "one-sentence error")
def test_a_file_that_is_no_table(tmp_path, content, sentence):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        read_landmark_table(path)


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"a\.csv: cannot be read \(No such file or directory\)"):
        read_frame_times(tmp_path / "a.csv")


def test_tables_are_known_by_their_extension():
    assert [is_landmark_table(n) for n in ("a.CSV", "a.tsv", "a.txt", "a.mp4", "csv")] == [
        True, True, True, False, False,
    ]  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.floats(-1e4, 1e4)), min_size=1, unique_by=lambda r: r[0]
    )
)
def test_every_table_is_read_as_it_was_written(tmp_path, rows):
    table = read_landmark_table(write(tmp_path / "a.csv", rows))
    expected = sorted(rows)
    assert table.frame.tolist() == [frame for frame, _ in expected]
    x_0 = [value for _, value in expected]
    np.testing.assert_allclose(table.points[:, 0, 0], x_0, rtol=1e-6, atol=1e-3)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2000), st.binary(max_size=4))
def test_no_damage_gives_another_error(tmp_path, place, put):
    path = write(tmp_path / "a.csv", [(1, 10), (2, 20)])
    content = path.read_bytes()
    path.write_bytes(content[: place % len(content)] + put + content[place % len(content) + 1 :])
    try:
        table = read_landmark_table(path)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert np.isfinite(table.points).all()
