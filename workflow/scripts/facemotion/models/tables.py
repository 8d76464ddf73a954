"""The tables that models write: the history of a training, and predictions."""

from pathlib import Path

import pandas as pd

from facemotion.dataset.classes import Classes
from facemotion.errors import DamagedFileError
from facemotion.files import tsv

METRICS = ("train_loss", "train_accuracy")


def read_history(path: str | Path) -> pd.DataFrame:
    """Read one row per epoch; a table may have more columns than the epoch and the metrics.

    Raises
    ------
    DamagedFileError
        The file is missing or damaged, or lacks an epoch.
    """
    columns = {"epoch": tsv.WHOLE, **dict.fromkeys(METRICS, tsv.NUMBER)}
    table = tsv.read_table(path, columns, other_columns=True)
    if not len(table):
        raise DamagedFileError(path, "", "no row", "one per epoch")
    wrong = table["epoch"] != list(range(1, len(table) + 1))
    if wrong.any():
        row = int(wrong.argmax())
        place = f"line {row + 2}, column epoch"
        raise DamagedFileError(path, place, str(table.at[row, "epoch"]), str(row + 1))
    return table


def read_fold_predictions(path: str | Path, classes: Classes, clip_ids: list[str]) -> pd.DataFrame:
    """Read the predictions of a fold's test clips.

    Parameters
    ----------
    path
        The file.
    classes
        Classes of the network.
    clip_ids
        The test clips, which must be there in this order.

    Raises
    ------
    DamagedFileError
        The file is none, or other clips are in it.
    """
    table = tsv.read_table(path, _columns(classes))
    found = table["clip_id"].tolist()
    if found != clip_ids:
        row = next((k for k, pair in enumerate(zip(found, clip_ids, strict=False))
                    if pair[0] != pair[1]), min(len(found), len(clip_ids)))  # fmt: skip
        place = f"line {row + 2}"
        words = [ids[row] if row < len(ids) else "the end" for ids in (found, clip_ids)]
        raise DamagedFileError(path, place, words[0], f"{words[1]}, as in the split")
    return table


def read_living(path: str | Path, classes: Classes) -> pd.DataFrame:
    """Read the folds' predictions for living neutral clips."""
    return tsv.read_table(path, _living_columns(classes))


def no_living(classes: Classes) -> pd.DataFrame:
    """Return the table of folds that test no neutral clip."""
    return pd.DataFrame(columns=[*_living_columns(classes)])


def _living_columns(classes: Classes) -> dict:
    return _columns(classes) | {"fold": tsv.WHOLE}


def _columns(classes: Classes) -> dict:
    names = ("|".join(classes.names), f"one of {', '.join(classes.names)}")
    return {
        "clip_id": tsv.NAME,
        "subject": tsv.NAME,
        "class": names,
        "predicted": names,
        **{f"p_{name}": tsv.PROBABILITY for name in classes.names},
    }


def read_predictions(path: str | Path, classes: Classes) -> pd.DataFrame:
    """Read the predictions of a whole dataset, of which some rows have none."""
    names = "|".join(classes.names)
    words = f"one of {', '.join(classes.names)}, or an empty cell"
    columns = {
        **dict.fromkeys(("clip_id", "subject", "status", "trained_on"), tsv.NAME),
        **dict.fromkeys(("emotion", "reason"), tsv.TEXT),
        **dict.fromkeys(("class", "predicted"), (f"({names})?", words)),
        **{f"p_{name}": tsv.MAYBE_PROBABILITY for name in classes.names},
        **dict.fromkeys(("uncertain", "in_training"), ("(yes|no)?", "yes, no or an empty cell")),
    }
    return tsv.read_table(path, columns)
