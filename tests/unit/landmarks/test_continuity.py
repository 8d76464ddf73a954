"""A face that jumps is another face, whatever found it."""

import numpy as np
import pytest

from facemotion.landmarks.continuity import find_jump, keep_one_face
from facemotion.landmarks.face import Face, FrameStatus

BOX = np.array([100.0, 100, 200, 220])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ([0, 0, 0, 0], ""),
        ([99, 0, 99, 0], ""),
        ([80, 80, 80, 80], "another face: 1.1 face widths from the last one"),
        ([-25, 0, 24, 0], ""),
        ([-26, 0, 26, 0], "another face: 1.5 times larger"),
        ([20, 0, -20, 0], "another face: 1.7 times smaller"),
    ],
)
def test_what_is_a_jump(change, told):
    assert find_jump(BOX, BOX + change) == told


def test_each_frame_is_compared_with_the_last_one_kept():
    points = np.random.default_rng(0).uniform(0, 100, (68, 2)).astype("f4")
    here, there = (
        lambda k: Face(FrameStatus.OK, points + k, content=9),
        lambda: Face(FrameStatus.OK, points + 300, image_size=(640, 480), content=7),
    )
    lost = Face(FrameStatus.NO_FACE)
    kept = keep_one_face([here(0), there(), lost, there(), here(50), here(100)])
    assert [face.status.name for face in kept] == ["OK", *["NO_FACE"] * 3, "OK", "OK"]
    assert (kept[1].image_size, kept[1].content) == ((640, 480), 7)
    assert kept[1].reason.startswith("another face: 4.")
    assert np.isnan(kept[1].points).all()
