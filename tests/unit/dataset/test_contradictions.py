"""Clips of the same face that say two things of it."""

import numpy as np
import pytest

from dataset_builder import make_clips
from facemotion.dataset.contradictions import find_contradictions


def clips_of(frames, places=None, **changes):
    """Make a clip of each list of four frames, named by content; a face's place tells whose."""
    frames = np.array(frames, "uint64")
    places = np.zeros(len(frames)) if places is None else np.array(places, float)
    pixels = np.zeros((*frames.shape, 68, 2)) + 100 + 100 * places[:, None, None, None]
    return make_clips(pixels, content=frames, **changes)


def subjects(*names):
    return np.array(names, object)


@pytest.mark.oddity(
    "a link to or copy of a clip, with a different subject or label",
    "a note in `reason`, and a warning",
)
def test_one_face_of_two_people_or_emotions_is_told():
    copies = [[1, 2, 3, 4], [1, 2, 3, 4], [5, 6, 7, 8]]
    people = clips_of(copies, subject=subjects("ann", "ben", "ann"))
    said = "shows the same face as c0, which is labelled ann, not ben"
    assert find_contradictions(people) == ["", said, ""]
    labels = clips_of(copies, subject=subjects("ann", "ann", "ann"), label=np.array([3, 4, 4]))
    said = "shows the same frames as c0, whose label is happy, not sad"
    assert find_contradictions(labels) == ["", said, ""]


@pytest.mark.parametrize(
    ("frames", "changes"),
    [
        ([[1, 2, 3, 4]] * 2, {"places": [0, 1], "subject": subjects("ann", "ben")}),  # two faces
        ([[1, 2, 3, 4]] * 2, {"subject": subjects("Ann", "ann")}),
        ([[1, 2, 3, 4]] * 2, {"subject": subjects("?c0", "?c1")}),
        ([[1, 2, 3, 4], [4, 5, 6, 7]], {"subject": subjects("a", "a"), "label": np.array([3, 6])}),
        ([[1, 2, 3, 4]] * 2, {"subject": subjects("a", "a"), "label": np.array([3, -1])}),
        ([[0] * 4] * 2, {"subject": subjects("a", "b")}),  # nothing was read
        (
            [[1, 2, 3, 4], [1, 1, 1, 1]],
            {"subject": subjects("a", "a"), "label": np.array([3, 6]),
             "sequence_id": subjects("c0", "c0")},
        ),  # a neutral clip
    ],
)  # fmt: skip
def test_what_is_no_contradiction_is_not_told(frames, changes):
    assert find_contradictions(clips_of(frames, **changes)) == ["", ""]
