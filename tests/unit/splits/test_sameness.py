"""The same frames and people under several names stay on one side."""

import numpy as np
import pytest

from dataset_builder import make_counted_clips
from facemotion.errors import InputError
from facemotion.splits.audit import audit_split
from facemotion.splits.sameness import same_frames, same_person, shows_frames_of
from facemotion.splits.schemes import split_folds

SETTINGS = {"folds": 3, "seed": 1, "test_share": 0.3}


@pytest.fixture
def clips():
    """30 clips of 2 classes and 30 people, whose frames are all different."""
    made = make_counted_clips({0: 15, 1: 15}, 10)
    made.subject = np.array([f"p{k}" for k in range(30)], object)
    made.content = np.arange(1, 601, dtype="uint64").reshape(30, 20)
    return made


def test_clips_are_linked_by_content_and_not_within_a_sequence(clips):
    rows = np.arange(5)
    clips.content[2, 7] = clips.content[0, 3]  # a copy
    clips.content[4, 0] = clips.content[2, 1]  # and one of the copy
    clips.sequence_id[1] = clips.sequence_id[3]  # a clip and its neutral clip
    clips.content[1, :] = clips.content[3, 0]
    assert same_frames(clips, rows).tolist() == [0, 1, 0, 3, 0]


def test_unknown_content_links_nothing(clips):
    clips.content[:] = 0
    assert same_frames(clips, np.arange(30)).tolist() == list(range(30))


@pytest.mark.oddity(
    "clips with frames that the predicting network was trained on",
    "`in_training` is yes",
)
def test_clips_that_show_frames_of_another_dataset_are_marked(clips):
    other = make_counted_clips({0: 3}, 3)
    other.content = np.arange(5000, 5060, dtype="uint64").reshape(3, 20)
    other.content[2, :5] = 0
    clips.content[4, 9], clips.content[7, :] = other.content[1, 0], 0
    marked = shows_frames_of(clips, [other, clips_of_nothing(other)])
    assert np.flatnonzero(marked).tolist() == [4]


def clips_of_nothing(like):
    made = make_counted_clips({0: 3}, 3)
    made.content = np.zeros_like(like.content)
    return made


@pytest.mark.oddity(
    "overlapping parts of one file",
    "kept on one side of every split, whichever frames each clip uses",
)
def test_clips_of_one_file_are_linked_where_their_frames_overlap(clips):
    clips.content[:] = 0
    clips.source[:6] = ["a.mp4", "a.mp4", "a.mp4", "b.mp4", "a.mp4", ""]
    for row, (first, last) in enumerate([(1, 40), (41, 80), (30, 60), (1, 40), (90, 99), (1, 40)]):
        clips.frame_number[row] = np.linspace(first, last, 20).round()
    assert same_frames(clips, np.arange(6)).tolist() == [0, 0, 0, 3, 4, 5]
    clips.frame_number[2] = 41 + clips.frame_number[2] % 20  # touches the second alone
    assert same_frames(clips, np.arange(6)).tolist() == [0, 1, 1, 3, 4, 5]


def test_people_are_linked_by_spelling_and_by_frames(clips):
    clips.subject[:6] = ["S005", "s5", "S05", "b", "c", "d"]
    clips.content[4, 3] = clips.content[3, 9]
    assert same_person(clips, np.arange(6)).tolist() == ["S005"] * 3 + ["b", "b", "d"]


@pytest.mark.parametrize("scheme", ["shuffle", "kfold", "grouped", "loso"])
@pytest.mark.oddity(
    "the same frames under several names",
    "kept on one side of every split; the audit counts by content",
)
def test_copies_stay_on_one_side_and_share_nothing_across(clips, scheme):
    clips.content[10:15] = clips.content[:5]
    clips.content[15:20, 4:] = clips.content[20:25, :16]  # overlapping parts of five videos
    total = audit_split(clips, split_folds(clips, scheme, SETTINGS))["total"]
    assert total["shared_frames"] == 0
    without = audit_split(clips, {"scheme": "mine", "folds": [
        {"train": clips.clip_id[10:].tolist(), "test": clips.clip_id[:10].tolist()}
    ]})["total"]  # fmt: skip
    assert without["shared_frames"] == 100


@pytest.mark.oddity("one subject spelled in two ways", "kept on one side by `grouped` and `loso`")
def test_subjects_that_are_spelled_alike_are_kept_together(clips):
    clips.subject[:] = [f"S{k % 10:03d}" if k % 2 else f"s{k % 10}" for k in range(30)]
    clips.subject[::3] = [f"S{k % 10}" for k in range(0, 30, 3)]
    for scheme in ("grouped", "loso"):
        split = split_folds(clips, scheme, SETTINGS)
        assert audit_split(clips, split)["total"]["subject_in_training"] == 0
    assert len(split["folds"]) == 10


@pytest.mark.parametrize("scheme", ["grouped", "loso"])
@pytest.mark.oddity("unknown subjects", "subject-grouped splits are rejected")
def test_subjects_that_nobody_knows_are_not_kept_apart(clips, scheme):
    clips.subject[7:] = [f"?c{k}" for k in range(23)]
    told = f"scheme '{scheme}' is subject-grouped, but the subject of 23 of 30 clips is unknown"
    with pytest.raises(InputError, match=told):
        split_folds(clips, scheme, SETTINGS)
    total = audit_split(clips, split_folds(clips, "kfold", SETTINGS))["total"]
    assert total["unknown_subject"] == 23
