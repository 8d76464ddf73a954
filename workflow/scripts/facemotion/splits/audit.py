"""What training and test clips share, fold by fold (rule `audit_splits`)."""

import numpy as np

from facemotion.dataset.contract import Clips


def audit_split(clips: Clips, split: dict) -> dict:
    """Count what is on both sides of each fold.

    Returns
    -------
    dict
        JSON-able: the scheme, `folds` and their `total`. Each counts `test_clips`; of subjects,
        source sequences and source frames (a frame used by several clips or positions is one) how
        many the test clips have, and how many of these train too; and of how many test clips the
        subject or the sequence trains (`subject_in_training`, `sequence_in_training`). A neutral
        clip and the clip of its source share the sequence, and the first frame. `untrained_class`
        counts test clips of a class that no training clip shows, as where it has one subject only:
        they cannot be right.
    """
    folds = []
    for fold in split["folds"]:
        train, test = (clips.rows_of(fold[side], "the split") for side in ("train", "test"))
        folds.append(_audit_fold(clips, train, test))
    total = {key: sum(fold[key] for fold in folds) for key in folds[0]}
    return {"schema_version": 2, "scheme": split["scheme"], "total": total, "folds": folds}


def _audit_fold(clips: Clips, train: np.ndarray, test: np.ndarray) -> dict[str, int]:
    untrained = ~np.isin(clips.label[test], clips.label[train])
    counts = {"test_clips": len(test), "untrained_class": int(untrained.sum())}
    for name, origin in (("subject", clips.subject), ("sequence", clips.sequence_id)):
        tested, trained = set(origin[test]), set(origin[train])
        counts[f"test_{name}s"] = len(tested)
        counts[f"shared_{name}s"] = len(tested & trained)
        counts[f"{name}_in_training"] = sum(value in trained for value in origin[test])
    tested, trained = _source_frames(clips, test), _source_frames(clips, train)
    return counts | {"test_frames": len(tested), "shared_frames": len(tested & trained)}


def _source_frames(clips: Clips, rows: np.ndarray) -> set[tuple[str, int]]:
    return {(clips.sequence_id[k], int(n)) for k in rows for n in clips.frame_number[k]}
