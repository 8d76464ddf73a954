"""Overlap of training and test clips, fold by fold (rule `audit_splits`)."""

import numpy as np

from facemotion.dataset.contract import Clips
from facemotion.sequences.subjects import is_known, name_key
from facemotion.splits.sameness import frame_keys


def audit_split(clips: Clips, split: dict) -> dict:
    """Count what is on both sides of each fold.

    Returns
    -------
    dict
        The scheme; `untrained_classes`, those without a fold that has both training and test clips;
        `folds` and their `total`. Each counts `test_clips`; the subjects, source sequences and
        source frames of test clips (a frame used by several clips or positions counts once), and
        how many of these are also in training; and the test clips whose subject or sequence is in
        training (`subject_in_training`, `sequence_in_training`). A neutral clip and the clip of its
        source share the sequence and the first frame. Subjects whose names differ only in spelling
        count as one, as do frames with the same content. The subject
        of a clip may be unknown (`unknown_subject`), and shares nothing. `untrained_class` counts
        test clips of a class that no training clip shows, as where it has one subject only: they
        cannot be right.
    """
    folds = []
    for fold in split["folds"]:
        train, test = (clips.rows_of(fold[side], "the split") for side in ("train", "test"))
        folds.append(_audit_fold(clips, train, test))
    return {
        "schema_version": 4,
        "scheme": split["scheme"],
        "untrained_classes": _untrained_classes(clips, split),
        "total": {key: sum(fold[key] for fold in folds) for key in folds[0]},
        "folds": folds,
    }


def _untrained_classes(clips: Clips, split: dict) -> list[str]:
    """Name the classes that are tested, but in no fold that trains them.

    One subject alone shows them, where subjects are kept apart.
    """
    tested, learnt = set(), set()
    for fold in split["folds"]:
        train, test = (
            set(clips.label[clips.rows_of(fold[side], "the split")].tolist())
            for side in ("train", "test")
        )
        tested |= test
        learnt |= test & train
    return [clips.classes.names[k] for k in sorted(tested - learnt)]


def _audit_fold(clips: Clips, train: np.ndarray, test: np.ndarray) -> dict[str, int]:
    untrained = ~np.isin(clips.label[test], clips.label[train])
    counts = {"test_clips": len(test), "untrained_class": int(untrained.sum())}
    counts["unknown_subject"] = sum(not is_known(subject) for subject in clips.subject[test])
    people = np.array([name_key(subject) for subject in clips.subject], object)
    for name, origin in (("subject", people), ("sequence", clips.sequence_id)):
        tested, trained = set(origin[test]), set(origin[train])
        counts[f"test_{name}s"] = len(tested)
        counts[f"shared_{name}s"] = len(tested & trained)
        counts[f"{name}_in_training"] = sum(value in trained for value in origin[test])
    tested, trained = (set().union(*(frame_keys(clips, k) for k in rows)) for rows in (test, train))
    return counts | {"test_frames": len(tested), "shared_frames": len(tested & trained)}
