"""Frozen folds: which clips train and which test (stage `splits`).

Schemes:

shuffle
    The paper's "6-fold cross validation where 15 % was held out each time": six independent
    stratified shuffle splits. The same person is on both sides.
kfold
    Stratified k-fold: every clip is tested once. The same person is on both sides.
grouped
    Stratified k-fold over subjects: every clip is tested once, by a network that never saw the
    person. A neutral clip goes with the subject of its source.
"""

from collections.abc import Callable, Iterator

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, StratifiedShuffleSplit

from facemotion.dataset.contract import Clips
from facemotion.emotions import CLASSES
from facemotion.errors import InputError

Folds = Iterator[tuple[np.ndarray, np.ndarray]]


def _shuffle(labels: np.ndarray, subjects: np.ndarray, settings: dict) -> Folds:
    splitter = StratifiedShuffleSplit(
        settings["folds"], test_size=settings["test_share"], random_state=settings["seed"]
    )
    return splitter.split(labels, labels)


def _kfold(labels: np.ndarray, subjects: np.ndarray, settings: dict) -> Folds:
    splitter = StratifiedKFold(settings["folds"], shuffle=True, random_state=settings["seed"])
    return splitter.split(labels, labels)


def _grouped(labels: np.ndarray, subjects: np.ndarray, settings: dict) -> Folds:
    splitter = StratifiedGroupKFold(settings["folds"], shuffle=True, random_state=settings["seed"])
    return splitter.split(labels, labels, subjects)


SCHEMES: dict[str, Callable[[np.ndarray, np.ndarray, dict], Folds]] = {
    "shuffle": _shuffle,
    "kfold": _kfold,
    "grouped": _grouped,
}


def split_folds(clips: Clips, scheme: str, settings: dict) -> dict:
    """Split the usable clips by one scheme.

    Parameters
    ----------
    clips
        The dataset; clips that are excluded or unlabelled are in no fold.
    scheme
        A key of `SCHEMES`.
    settings
        `folds`, `seed`, and for `shuffle` also `test_share`.

    Returns
    -------
    dict
        JSON-able: the scheme, its settings, the number of clips, and `folds`, a list of `train` and
        `test` clip ids.

    Raises
    ------
    InputError
        There are too few clips or subjects for the number of folds.
    """
    usable = np.flatnonzero(clips.usable)
    labels = clips.label[usable]
    subjects = clips.subject[usable].astype(str)
    _check_sizes(labels, subjects, scheme, settings)
    ids = clips.clip_id[usable]
    folds = [
        {"train": ids[np.sort(train)].tolist(), "test": ids[np.sort(test)].tolist()}
        for train, test in SCHEMES[scheme](labels, subjects, settings)
    ]
    return {"scheme": scheme, "settings": settings, "clips": len(ids), "folds": folds}


def count_leakage(clips: Clips, split: dict) -> dict[str, int]:
    """Count the test clips, over all folds, of which something trains the tested network.

    Returns
    -------
    dict
        `test_clips`; `subject_in_training`, those with a training clip of the same person;
        `sequence_in_training`, those with a training clip of the same sequence, as a neutral clip
        and the clip of its source are.
    """
    row = {clip_id: k for k, clip_id in enumerate(clips.clip_id)}
    counts = {"test_clips": 0, "subject_in_training": 0, "sequence_in_training": 0}
    for fold in split["folds"]:
        train, test = ([row[clip_id] for clip_id in fold[side]] for side in ("train", "test"))
        counts["test_clips"] += len(test)
        for key, origin in (("subject", clips.subject), ("sequence", clips.sequence_id)):
            shared = np.isin(origin[test].astype(str), origin[train].astype(str))
            counts[f"{key}_in_training"] += int(shared.sum())
    return counts


def _check_sizes(labels: np.ndarray, subjects: np.ndarray, scheme: str, settings: dict) -> None:
    folds = settings["folds"]
    present = [k for k in range(len(CLASSES)) if (labels == k).any()]
    if len(present) < 2:
        raise InputError(
            f"splits: {len(labels)} usable clips of {len(present)} classes, at least 2 classes are "
            "needed; results/dataset/ has a table with the reason of every clip."
        )
    counts = {CLASSES[k]: int((labels == k).sum()) for k in present}
    least = min(counts, key=counts.get)
    needed = 2 if scheme == "shuffle" else folds
    if counts[least] < needed:
        raise InputError(
            f"splits: class {least} has {counts[least]} usable clips, scheme {scheme!r} needs at "
            f"least {needed}; add data, or change splits.folds or sequences.emotions."
        )
    if scheme == "shuffle":
        tested = int(np.ceil(settings["test_share"] * len(labels)))
        if min(tested, len(labels) - tested) < len(present):
            raise InputError(
                f"splits: splits.test_share {settings['test_share']} of {len(labels)} clips is "
                f"{tested}, which leaves fewer clips than the {len(present)} classes on one side; "
                "choose a share nearer to one half, or add data."
            )
    if scheme == "grouped" and len(set(subjects)) < folds:
        raise InputError(
            f"splits: {len(set(subjects))} subjects cannot fill {folds} subject-grouped folds; "
            "lower splits.folds."
        )
