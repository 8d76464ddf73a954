"""Frozen folds: which clips train and which test (stage `splits`).

Schemes:

shuffle
    The paper's "6-fold cross validation where 15% was held out each time": six independent
    stratified shuffle splits. The same person is on both sides.
kfold
    Stratified k-fold: every clip is tested once. The same person is on both sides.
grouped
    Stratified k-fold over subjects: every clip is tested once, by a network not trained on the
    person. A neutral clip goes with the subject of its source.
loso
    Leave one subject out: as many folds as subjects, each testing all clips of one.

In all of them, clips of several sequences that show the same frames stay on one side; subjects
whose names differ by spelling alone count as one (`facemotion.splits.sameness`).
"""

from collections.abc import Callable, Iterator

import numpy as np
from sklearn.model_selection import (
    LeaveOneGroupOut,
    StratifiedGroupKFold,
    StratifiedKFold,
    StratifiedShuffleSplit,
)

from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import Clips
from facemotion.errors import InputError
from facemotion.sequences.subjects import is_known
from facemotion.splits.sameness import same_frames, same_person

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


def _loso(labels: np.ndarray, subjects: np.ndarray, settings: dict) -> Folds:
    return LeaveOneGroupOut().split(labels, labels, subjects)


SCHEMES: dict[str, Callable[[np.ndarray, np.ndarray, dict], Folds]] = {
    "shuffle": _shuffle,
    "kfold": _kfold,
    "grouped": _grouped,
    "loso": _loso,
}


def split_folds(clips: Clips, scheme: str, settings: dict) -> dict:
    """Split the usable clips by one scheme.

    Parameters
    ----------
    clips
        The dataset; clips that are excluded or without a class are in no fold.
    scheme
        A key of `SCHEMES`.
    settings
        `folds` and `seed` (not for `loso`), and for `shuffle` also `test_share`.

    Returns
    -------
    dict
        As `workflow/schemas/split.schema.yaml` describes: `folds` is a list of `train` and `test`
        clip ids.

    Raises
    ------
    InputError
        There are too few clips or subjects for the number of folds, or subjects are to be kept
        apart and are not known.
    """
    usable = np.flatnonzero(clips.usable)
    if scheme in ("grouped", "loso"):
        _require_subjects(clips, usable, scheme)
    first, copies = np.unique(same_frames(clips, usable), return_inverse=True)
    labels, subjects = clips.label[usable][first], same_person(clips, usable)[first]
    _check_sizes(labels, subjects, clips.classes, scheme, settings)
    ids = clips.clip_id[usable]
    folds = []
    for _, test in SCHEMES[scheme](labels, subjects, settings):
        tests = np.isin(copies, test)
        if tests.all() or not tests.any():
            raise InputError(
                f"splits: fold {len(folds)} of scheme {scheme!r} has no clip to "
                f"{'train' if tests.all() else 'test'}: {len(set(subjects))} subjects do not fill "
                f"{settings['folds']} folds; lower splits.folds, or set evaluation.schemes to "
                "[loso]."
            )
        folds.append({"train": ids[~tests].tolist(), "test": ids[tests].tolist()})
    return {
        "schema_version": 1,
        "dataset": clips.describe(),
        "scheme": scheme,
        "settings": dict(settings),
        "clips": len(ids),
        "folds": folds,
    }


def _require_subjects(clips: Clips, usable: np.ndarray, scheme: str) -> None:
    unknown = [clip for clip in usable if not is_known(clips.subject[clip])]
    if unknown:
        raise InputError(
            f"splits: scheme {scheme!r} is subject-grouped, but the subject of {len(unknown)} of "
            f"{len(usable)} clips is unknown (the first is "
            f"{clips.clip_id[unknown[0]]}); fill in the column subject of the sample sheet, or set "
            "evaluation.schemes to [shuffle] or [kfold]."
        )


def _check_sizes(
    labels: np.ndarray, subjects: np.ndarray, classes: Classes, scheme: str, settings: dict
) -> None:
    present = [k for k in range(len(classes)) if (labels == k).any()]
    if len(present) < 2:
        raise InputError(
            f"splits: {len(labels)} usable clips of {len(present)} classes, at least 2 classes are "
            "required; results/dataset/ has a table with the reason for every clip."
        )
    if scheme == "loso":
        if len(set(subjects)) < 2:
            raise InputError("splits: leave-one-subject-out needs two or more subjects, found one.")
        return
    folds = settings["folds"]
    counts = {classes.names[k]: int((labels == k).sum()) for k in present}
    least = min(counts, key=counts.get)
    needed = 2 if scheme == "shuffle" else folds
    if counts[least] < needed:
        raise InputError(
            f"splits: class {least} has {counts[least]} usable clips, scheme {scheme!r} needs at "
            f"least {needed}; add data, or change splits.folds or dataset.classes."
        )
    if scheme == "shuffle":
        tested = int(np.ceil(settings["test_share"] * len(labels)))
        if min(tested, len(labels) - tested) < len(present):
            raise InputError(
                f"splits: splits.test_share {settings['test_share']} of {len(labels)} clips is "
                f"{tested}, which leaves fewer clips than the {len(present)} classes on one side; "
                "choose a share closer to one half, or add data."
            )
    if scheme == "grouped" and len(set(subjects)) < folds:
        raise InputError(
            f"splits: {len(set(subjects))} subjects cannot fill {folds} subject-grouped folds; "
            "lower splits.folds."
        )
