"""What training and test clips share, counted."""

import numpy as np
import pytest

from dataset_builder import COUNTS, make_counted_clips
from facemotion.errors import InputError
from facemotion.splits.audit import audit_split
from facemotion.splits.schemes import split_folds


def test_sharing_is_counted_by_hand():
    clips = make_counted_clips({0: 3, 6: 1}, 40)
    clips.subject[:] = ["A", "A", "B", "C"]
    clips.sequence_id = np.array(["s1", "s2", "s3", "s2"])  # the last is a neutral clip of s2
    clips.frame_number = np.array([[1, 2, 3], [1, 2, 2], [4, 5, 6], [1, 1, 1]])
    clips.content = np.zeros((4, 3), "uint64")
    fold = {"train": ["c000", "c003"], "test": ["c001", "c002"]}
    audit = audit_split(clips, {"scheme": "mine", "folds": [fold, fold]})
    # c001: its person trains with c000, its sequence and frame 1 with c003; c002: nothing.
    assert audit["folds"][0] == {
        "test_clips": 2,
        "untrained_class": 0,
        "unknown_subject": 0,
        "test_subjects": 2,
        "shared_subjects": 1,
        "subject_in_training": 1,
        "test_sequences": 2,
        "shared_sequences": 1,
        "sequence_in_training": 1,
        "test_frames": 5,
        "shared_frames": 1,
    }
    assert audit["total"]["test_frames"] == 10


@pytest.mark.parametrize("scheme", ["grouped", "loso"])
def test_subject_schemes_share_nothing(scheme):
    settings = {"folds": 6, "seed": 1}
    clips = make_counted_clips(COUNTS, 40)
    source = np.arange(50)
    clips.sequence_id = np.concatenate([clips.clip_id[:-50], clips.clip_id[source]])
    clips.subject[-50:] = clips.subject[source]
    total = audit_split(clips, split_folds(clips, scheme, settings))["total"]
    assert total["test_clips"] == 307
    assert {key: n for key, n in total.items() if "shared" in key or "training" in key} == {
        "shared_subjects": 0,
        "subject_in_training": 0,
        "shared_sequences": 0,
        "sequence_in_training": 0,
        "shared_frames": 0,
    }
    kfold = audit_split(clips, split_folds(clips, "kfold", settings))["total"]
    assert kfold["sequence_in_training"] > 50


@pytest.mark.parametrize(("scheme", "untrained"), [("grouped", 3), ("loso", 3), ("kfold", 0)])
@pytest.mark.oddity(
    "a class shown by a single subject, in subject-grouped splits",
    "reported, and excluded from UAR and macro-F1",
)
def test_a_class_with_one_subject_has_no_training_clips_where_it_is_tested(scheme, untrained):
    clips = make_counted_clips({0: 30, 3: 30, 4: 3}, 10)
    clips.subject[clips.label == 4] = "only"
    split = split_folds(clips, scheme, {"folds": 3, "seed": 1})
    audit = audit_split(clips, split)
    assert audit["total"]["untrained_class"] == untrained
    assert audit["untrained_classes"] == (["sad"] if untrained else [])


def test_a_class_that_one_fold_cannot_train_but_another_can_is_trained():
    clips = make_counted_clips({0: 2, 3: 2}, 4)
    ids = clips.clip_id.tolist()
    folds = [{"train": ids[2:], "test": ids[:2]}, {"train": ids[1:], "test": ids[:1]}]
    audit = audit_split(clips, {"scheme": "mine", "folds": folds})
    assert audit["total"]["untrained_class"] == 2
    assert audit["untrained_classes"] == []


def test_a_split_of_another_dataset_is_refused():
    split = {"scheme": "mine", "folds": [{"train": ["c000"], "test": ["c009"]}]}
    with pytest.raises(InputError, match="the split names clip 'c009', which the dataset does not"):
        audit_split(make_counted_clips({0: 3}, 2), split)
