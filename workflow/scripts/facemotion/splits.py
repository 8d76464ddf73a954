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
        `folds`, `test_share` and `seed`.

    Returns
    -------
    dict
        JSON-able: the scheme, its settings, and `folds`, a list of `train` and `test` clip ids.

    Raises
    ------
    InputError
        A class or the subjects are too few for the number of folds.
    """
    usable = np.flatnonzero(clips.usable)
    labels = clips.label[usable]
    subjects = clips.subject[usable].astype(str)
    _check_sizes(labels, subjects, scheme, settings["folds"])
    ids = clips.clip_id[usable]
    folds = [
        {"train": ids[np.sort(train)].tolist(), "test": ids[np.sort(test)].tolist()}
        for train, test in SCHEMES[scheme](labels, subjects, settings)
    ]
    chosen = {key: settings[key] for key in ("dataset", "folds", "test_share", "seed")}
    if scheme != "shuffle":
        del chosen["test_share"]
    return {"scheme": scheme, "settings": chosen, "clips": len(ids), "folds": folds}


def _check_sizes(labels: np.ndarray, subjects: np.ndarray, scheme: str, folds: int) -> None:
    counts = np.bincount(labels, minlength=len(CLASSES))
    least = int(np.where(counts > 0, counts, counts.max()).argmin()) if len(labels) else 0
    # A shuffle split needs one clip a class on each side, a k-fold split one a fold.
    needed = 2 if scheme == "shuffle" else folds
    if len(labels) == 0 or counts[least] < needed:
        raise InputError(
            f"splits: class {CLASSES[least]} has {counts[least]} usable clips, scheme {scheme!r} "
            f"needs at least {needed}; add data, or change splits.folds or sequences.emotions."
        )
    if scheme == "grouped" and len(set(subjects)) < folds:
        raise InputError(
            f"splits: {len(set(subjects))} subjects cannot fill {folds} subject-grouped folds; "
            "lower splits.folds."
        )
