"""From names of images to a pattern and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facemotion.sequences.frame_names import (
    decimal_names,
    escape_pattern,
    group_frames,
    say_uneven,
)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["p_125958", "p_125959", "p_130000"], "clock times (125959, then 130000)"),
        (["095958", "095959", "100000"], "clock times (095959, then 100000)"),
        (
            ["20260101120158", "20260101120159", "20260101120201"],
            "times (20260101120159, then 20",
        ),
        (["f_0058", "f_0059", "f_0100", "f_0101"], "clock times (0059, then 0100)"),
        (["f_0058", "f_0100", "f_0110", "f_0159"], ""),  # no more even as times
        (["000058", "000059", "000060", "000062"], ""),  # 60 is no second
        (["000100", "000200", "000300"], ""),  # even, whatever it is
        (["125901", "125902", "125904"], ""),  # of one minute
        (
            [f"f_{n}" for n in (1, 2, 3, 9)],
            "most numbers are 1 apart, but the next one after 3 is 6 higher",
        ),
        ([f"f_{n}" for n in (1, 2, 3, 8)], ""),  # 8 for 4, no more than twice
        ([f"f_{n}" for n in (10, 20, 40, 50)], ""),
        (["f_7"], ""),
    ],
)
@pytest.mark.oddity(
    "images named by clock time, or with most numbers missing",
    "`unreadable`: not evenly spaced in time",
)
def test_numbers_that_are_not_even_in_time(names, told):
    group = group_frames(f"{name}.png" for name in names)[0]
    said = say_uneven(group.numbers, group.pattern)
    assert told in said
    assert bool(told) == bool(said)


@pytest.mark.parametrize(
    ("names", "pattern", "numbers"),
    [
        (["v/a_10.jpg", "v/a_9.jpg"], "v/a_{frame:01d}.jpg", [9, 10]),
        (["a_9999.jpg", "a_10000.jpg", "a_0001.jpg"], "a_{frame:04d}.jpg", [1, 9999, 10000]),
        (["x{1}_01.PNG", "x{1}_02.PNG"], "x{{1}}_{frame:02d}.PNG", [1, 2]),
        (["a_1.png", "b_1.png", "b_2.png"], "b_{frame:01d}.png", [1, 2]),
        (["a_1.png", "a_1.jpg", "a_2.jpg"], "a_{frame:01d}.jpg", [1, 2]),
        (["a_1.png", "a_01.png", "a_02.png"], "a_{frame:02d}.png", [1, 2]),
        (["0001_color.png", "0002_color.png"], "{frame:04d}_color.png", [1, 2]),
        (["smile (1).png", "smile (12).png"], "smile ({frame:01d}).png", [1, 12]),
        (["p2_1_x3.png", "p2_5_x3.png"], "p2_{frame:01d}_x3.png", [1, 5]),
        (["t_0.05.png", "t_0.25.png"], "t_0.{frame:02d}.png", [5, 25]),
        (["a_1_1.png", "a_2_1.png", "a_2_2.png"], "a_2_{frame:01d}.png", [1, 2]),
    ],
)
@pytest.mark.oddity("numbers anywhere in image names", "the part that differs is the frame number")
def test_the_largest_group_of_frames(names, pattern, numbers):
    group = group_frames(names)[0]
    assert (group.pattern, group.numbers) == (pattern, numbers)


@given(
    st.sets(
        st.tuples(
            st.sampled_from(["d/", ""]),
            st.sampled_from(["S1_", "x{}", ""]),
            st.integers(0, 12_000),
            st.sampled_from([1, 2, 4, 8]),
            st.sampled_from([".png", ".JPG"]),
        )
    )
)
def test_groups_give_back_every_name_once(parts):
    names = {f"{folder}{prefix}{n:0{width}d}{end}" for folder, prefix, n, width, end in parts}
    groups = group_frames(names)
    back = [group.pattern.format(frame=n) for group in groups for n in group.numbers]
    assert sorted(back) == sorted(names)
    assert all(group.numbers == sorted(set(group.numbers)) for group in groups)
    sizes = [len(group.numbers) for group in groups]
    assert sizes == sorted(sizes, reverse=True)


def test_names_without_a_number_belong_to_no_group():
    assert group_frames(["d/face.png", "S005.d/face.png", ".png"]) == []


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a_0.1.png", "a_0.15.png", "a_0.2.png"], ["a_0.1.png", "a_0.15.png"]),
        (["a_0.10.png", "a_0.15.png", "a_1.20.png"], []),
        (["a_1.png", "a_10.png"], []),
        (["v1.0_1.png", "v1.0_10.png"], []),
    ],
)
@pytest.mark.oddity(
    "names numbered with decimals of different lengths",
    "`unreadable`, with two examples",
)
def test_decimals_of_several_lengths_are_told(names, told):
    assert decimal_names(names) == told


def test_braces_of_a_path_mean_themselves_in_a_pattern():
    assert escape_pattern("a{b}/c").format(frame=1) == "a{b}/c"
