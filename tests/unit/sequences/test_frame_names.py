"""From names of images to a pattern and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facemotion.sequences.frame_names import escape_pattern, group_frames


@pytest.mark.parametrize(
    ("names", "pattern", "numbers"),
    [
        (["v/a_10.jpg", "v/a_9.jpg"], "v/a_{frame:01d}.jpg", [9, 10]),
        (["a_9999.jpg", "a_10000.jpg", "a_0001.jpg"], "a_{frame:04d}.jpg", [1, 9999, 10000]),
        (["x{1}_01.PNG", "x{1}_02.PNG"], "x{{1}}_{frame:02d}.PNG", [1, 2]),
        (["a_1.png", "b_1.png", "b_2.png"], "b_{frame:01d}.png", [1, 2]),
        (["a_1.png", "a_1.jpg", "a_2.jpg"], "a_{frame:01d}.jpg", [1, 2]),
        (["a_1.png", "a_01.png", "a_02.png"], "a_{frame:02d}.png", [1, 2]),
    ],
)
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


def test_braces_of_a_path_mean_themselves_in_a_pattern():
    assert escape_pattern("a{b}/c").format(frame=1) == "a{b}/c"
