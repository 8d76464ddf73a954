"""What each split scheme promises."""

from collections import Counter

import pytest

from dataset_builder import CLASSES, COUNTS, VALENCE, make_counted_clips
from facemotion.dataset.contract import ClipStatus
from facemotion.errors import InputError
from facemotion.splits.schemes import split_folds

SETTINGS = {"folds": 6, "test_share": 0.15, "seed": 1}


def make_clips(counts=COUNTS, subjects=40, **changes):
    return make_counted_clips(counts, subjects, **changes)


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
    with pytest.raises(InputError, match="two or more subjects, found one"):
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


@pytest.mark.oddity(
    "too few subjects for the number of folds",
    "one-sentence error with both numbers",
)
def test_a_fold_that_would_test_nothing_is_a_sentence():
    clips = make_clips({0: 6, 3: 6})
    clips.subject[:] = [f"s{k}" for k in (1, 3, 0, 0, 1, 1, 0, 2, 0, 0, 0, 2)]
    with pytest.raises(InputError, match="no clip to test: 4 subjects do not fill 4 folds; lower"):
        for seed in range(20):
            split_folds(clips, "grouped", {"folds": 4, "seed": seed})


def test_classes_are_named_as_the_dataset_has_them():
    clips = make_clips({0: 20, 1: 20, 2: 4}, classes=VALENCE)
    with pytest.raises(InputError, match="class other has 4 usable clips, scheme 'kfold' needs at"):
        split_folds(clips, "kfold", SETTINGS)
    split = split_folds(make_clips({0: 20, 1: 20}, classes=VALENCE), "kfold", SETTINGS)
    assert split["dataset"]["classes"] == VALENCE.as_json()
    assert list(split["dataset"]["classes"]) == ["negative", "positive", "other"]


def test_one_class_cannot_be_split():
    with pytest.raises(InputError, match="20 usable clips of 1 classes, at least 2 classes are"):
        split_folds(make_clips({1: 20}, classes=VALENCE), "loso", {})


@pytest.mark.parametrize("scheme", ["shuffle", "kfold"])
def test_every_fold_tests_its_share_of_each_class(scheme):
    clips = make_clips()
    label = dict(zip(clips.clip_id, clips.label, strict=True))
    for fold in split_folds(clips, scheme, SETTINGS)["folds"]:
        tested = [label[clip] for clip in fold["test"]]
        for k, count in COUNTS.items():
            share = len(fold["test"]) / len(clips.label) * count
            assert abs(tested.count(k) - share) <= 1
