"""What each split scheme promises."""

from collections import Counter

import numpy as np
import pytest

from dataset_builder import CLASSES
from dataset_builder import make_clips as make_dataset
from facemotion.dataset.contract import ClipStatus
from facemotion.errors import InputError
from facemotion.splits.audit import audit_split
from facemotion.splits.schemes import split_folds

# Table I with 50 neutral clips: 307.
COUNTS = {0: 39, 1: 46, 2: 20, 3: 62, 4: 21, 5: 69, 6: 50}
SETTINGS = {"folds": 6, "test_share": 0.15, "seed": 1}


def make_clips(counts=COUNTS, subjects=40):
    label = np.concatenate([np.full(n, k) for k, n in counts.items()]).astype("int8")
    n = len(label)
    rng = np.random.default_rng(0)
    ids = np.array([f"c{k:03d}" for k in range(n)], dtype=object)
    return make_dataset(
        np.zeros((n, 20, 68, 2)),
        label=label,
        clip_id=ids,
        sequence_id=ids,
        subject=np.array([f"S{k:03d}" for k in rng.integers(0, subjects, n)], dtype=object),
    )


def test_shuffle_holds_out_fifteen_percent_of_every_class_six_times():
    clips = make_clips()
    split = split_folds(clips, "shuffle", SETTINGS)
    assert len(split["folds"]) == 6
    assert split["dataset"] == {"name": "mine", "classes": CLASSES.as_json(), "frames": 20}
    label = dict(zip(clips.clip_id, clips.label, strict=True))
    for fold in split["folds"]:
        assert len(fold["test"]) == 47  # ceil(0.15 * 307)
        assert not set(fold["test"]) & set(fold["train"])
        counts = Counter(label[c] for c in fold["test"])
        assert all(abs(counts[k] - 0.15 * n) < 1 for k, n in COUNTS.items())


@pytest.mark.parametrize("scheme", ["kfold", "grouped"])
def test_a_partition_tests_every_clip_once(scheme):
    clips = make_clips()
    split = split_folds(clips, scheme, SETTINGS)
    tested = [c for fold in split["folds"] for c in fold["test"]]
    assert sorted(tested) == sorted(clips.clip_id)
    for fold in split["folds"]:
        assert sorted(fold["train"] + fold["test"]) == sorted(clips.clip_id)


def test_grouped_never_shows_a_tested_subject_in_training():
    clips = make_clips()
    subject = dict(zip(clips.clip_id, clips.subject, strict=True))
    for fold in split_folds(clips, "grouped", SETTINGS)["folds"]:
        assert not {subject[c] for c in fold["test"]} & {subject[c] for c in fold["train"]}


@pytest.mark.parametrize("scheme", ["shuffle", "kfold", "grouped"])
def test_the_seed_freezes_the_folds(scheme):
    clips = make_clips()
    first = split_folds(clips, scheme, SETTINGS)
    assert first == split_folds(clips, scheme, SETTINGS)
    assert first["folds"] != split_folds(clips, scheme, SETTINGS | {"seed": 2})["folds"]


def test_excluded_and_unlabelled_clips_are_in_no_fold():
    clips = make_clips()
    clips.clip_status[3] = ClipStatus.EXCLUDED
    clips.label[100] = -1
    split = split_folds(clips, "kfold", SETTINGS)
    named = {c for fold in split["folds"] for side in fold.values() for c in side}
    assert named == set(clips.clip_id) - {"c003", "c100"}


def test_sharing_is_counted_by_hand():
    clips = make_clips({0: 3, 6: 1}, subjects=40)
    clips.subject[:] = ["A", "A", "B", "C"]
    clips.sequence_id = np.array(["s1", "s2", "s3", "s2"])  # the last is a neutral clip of s2
    clips.frame_number = np.array([[1, 2, 3], [1, 2, 2], [4, 5, 6], [1, 1, 1]])
    fold = {"train": ["c000", "c003"], "test": ["c001", "c002"]}
    audit = audit_split(clips, {"scheme": "mine", "folds": [fold, fold]})
    # c001: its person trains with c000, its sequence and frame 1 with c003; c002: nothing.
    assert audit["folds"][0] == {
        "test_clips": 2,
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
    clips = make_clips()
    source = np.arange(50)
    clips.sequence_id = np.concatenate([clips.clip_id[:-50], clips.clip_id[source]])
    clips.subject[-50:] = clips.subject[source]
    total = audit_split(clips, split_folds(clips, scheme, SETTINGS))["total"]
    assert total["test_clips"] == 307
    assert {key: n for key, n in total.items() if "shared" in key or "training" in key} == {
        "shared_subjects": 0,
        "subject_in_training": 0,
        "shared_sequences": 0,
        "sequence_in_training": 0,
        "shared_frames": 0,
    }
    kfold = audit_split(clips, split_folds(clips, "kfold", SETTINGS))["total"]
    assert kfold["sequence_in_training"] > 50


def test_loso_tests_each_subject_alone():
    clips = make_clips()
    folds = split_folds(clips, "loso", {})["folds"]
    subject = dict(zip(clips.clip_id, clips.subject, strict=True))
    tested = [{subject[clip] for clip in fold["test"]} for fold in folds]
    assert all(len(subjects) == 1 for subjects in tested)
    assert set().union(*tested) == set(clips.subject)
    assert len(tested) == len(set(clips.subject))
    assert sum(len(fold["test"]) for fold in folds) == 307


def test_one_subject_cannot_be_left_out():
    with pytest.raises(InputError, match="there is only one"):
        split_folds(make_clips(subjects=1), "loso", {})


def test_too_few_clips_for_the_share_held_out_are_a_sentence():
    with pytest.raises(InputError, match=r"test_share 0\.15 of 28 clips is 5, which leaves fewer"):
        split_folds(make_clips(dict.fromkeys(COUNTS, 4)), "shuffle", SETTINGS)


def test_no_usable_clip_is_a_sentence():
    clips = make_clips()
    clips.label[:] = -1
    with pytest.raises(InputError, match="0 usable clips of 0 classes"):
        split_folds(clips, "shuffle", SETTINGS)


def test_too_small_a_class_is_named():
    with pytest.raises(InputError, match="class fear has 4 usable clips, scheme 'grouped' needs"):
        split_folds(make_clips(COUNTS | {2: 4}), "grouped", SETTINGS)


def test_too_few_subjects_are_named():
    with pytest.raises(InputError, match="5 subjects cannot fill 6"):
        split_folds(make_clips(subjects=5), "grouped", SETTINGS)
