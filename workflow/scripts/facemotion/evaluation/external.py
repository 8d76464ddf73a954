"""Predictions that were made elsewhere, read and compared with the frozen folds.

A table (`workflow/schemas/external.schema.yaml`) has one row per test clip of each fold, with a
probability of each class. Which clips it was trained on cannot be seen in it.
"""

from collections.abc import Iterable, Mapping
from math import isclose
from pathlib import Path

import pandas as pd

from facemotion.dataset.classes import Classes
from facemotion.errors import InputError
from facemotion.evaluation.cross_validation import score_classes
from facemotion.files.user_table import name_cells, read_table

TOLERANCE = 0.01  # by which the probabilities of a clip may miss 1: they are rounded
NETWORK = "external"
NOTE = (
    "{names}: predictions from other programs for the test clips of the frozen folds. Their "
    "training is unknown: it may have used subjects of the test clips, and may not have settled."
)

Row = tuple[int, dict]  # number of the line, and its cells by title


def read_external(
    path: str | Path, scheme: str | None, splits: Mapping[str, dict], clips: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Read predictions of one model, as scheme → a table like those of our folds, pooled.

    Parameters
    ----------
    path
        A table with the columns `clip_id`, `fold`, `p_<class>`, maybe `scheme`; more are ignored.
    scheme
        Of all rows, where the table has no such column.
    splits
        A scheme to its frozen folds.
    clips
        The dataset's clips (`facemotion.dataset.table.read_clip_table`).

    Returns
    -------
    dict
        Of the schemes that the table has: `clip_id`, `subject`, `class`, `predicted`.

    Raises
    ------
    InputError
        Columns, clips, folds or probabilities are not those that the folds ask for.
    """
    classes = Classes.of(next(iter(splits.values()))["dataset"]["classes"])
    titles, lines = name_cells(read_table(path))
    _check_titles(path, titles, classes, scheme, splits)
    rows = [(n, {"scheme": scheme} | cells) for n, cells in lines]
    for row in rows:
        _check_row(path, row, splits)
    chosen = [s for s in splits if any(cells["scheme"] == s for _, cells in rows)]
    if not chosen:
        raise InputError(f"{path}: found no row; give one for each test clip of a scheme.")
    truth = clips.set_index("clip_id")
    tables = {}
    for name in chosen:
        of = [row for row in rows if row[1]["scheme"] == name]
        placed = _place_rows(path, of, splits[name])
        said = [classes.names[_best(path, row, classes)] for row in placed]
        ids = [cells["clip_id"] for _, cells in placed]
        about = truth.loc[ids, ["subject", "class"]].reset_index()
        tables[name] = about.assign(predicted=said)
    return tables


def external_result(name: str, tables: dict[str, pd.DataFrame], like: dict) -> dict:
    """Score predictions from elsewhere, as far as they can have a cross-validation's result.

    Parameters
    ----------
    name
        Of the model.
    tables
        What `read_external` gives.
    like
        A result of `facemotion.evaluation.cross_validation.cross_validate` on the same folds, whose
        intervals and classes in averages are taken.
    """
    protocol = like["protocol"]
    classes = Classes.of(like["dataset"]["classes"])
    return {
        "model": name,
        "network": NETWORK,
        "schemes": {
            scheme: score_classes(
                table,
                classes,
                protocol["confidence"],
                protocol["bootstrap"],
                not_averaged=like["schemes"][scheme]["not_averaged"],
            )
            for scheme, table in tables.items()
        },
    }


def _check_titles(path, titles: list[str], classes: Classes, scheme, splits: Iterable[str]) -> None:
    columns = ["clip_id", "fold", *(f"p_{name}" for name in classes.names)]
    # Titles are read in lower case.
    missing = [name for name in columns if name.lower() not in titles]
    if missing:
        raise InputError(
            f"{path}: column {missing[0]!r} is missing; expected {', '.join(columns)}, and scheme "
            "if the table has several."
        )
    known = {name.lower() for name in columns}
    other = [title for title in titles if title.startswith("p_") and title not in known]
    if other:
        raise InputError(
            f"{path}: column {other[0]!r} belongs to no class; dataset.classes has "
            f"{', '.join(classes.names)}."
        )
    twice = [title for title in known | {"scheme"} if titles.count(title) > 1]
    if twice:
        raise InputError(f"{path}: column {twice[0]!r} appears twice; keep one.")
    if ("scheme" in titles) == (scheme is not None):
        by = "both" if scheme is not None else "neither"
        raise InputError(
            f"{path}: the split scheme is given by {by} of the column scheme and the key scheme "
            f"of evaluation.external; give one, from {', '.join(splits)}."
        )


def _check_row(path, row: Row, splits: Mapping[str, dict]) -> None:
    """Check what a row says of its scheme, fold and probabilities by itself."""
    line, cells = row
    if cells["scheme"] not in splits:
        raise InputError(
            f"{path}, line {line}: scheme {cells['scheme']!r} is not compared; evaluation.schemes "
            f"has {', '.join(splits)}."
        )
    folds = len(splits[cells["scheme"]]["folds"])
    if not cells["fold"].isdecimal() or int(cells["fold"]) >= folds:
        raise InputError(
            f"{path}, line {line}: fold is {cells['fold']!r}, expected a number from 0 to "
            f"{folds - 1}, of the frozen folds of {cells['scheme']}."
        )


def _place_rows(path, rows: list[Row], split: dict) -> list[Row]:
    """Return the rows in the order of the frozen folds, which they must fill."""
    scheme = split["scheme"]
    wanted = [(k, clip) for k, fold in enumerate(split["folds"]) for clip in fold["test"]]
    tested: dict[str, list[int]] = {}
    for fold, clip in wanted:
        tested.setdefault(clip, []).append(fold)
    found: dict[tuple[int, str], Row] = {}
    for row in rows:
        line, cells = row
        place = int(cells["fold"]), cells["clip_id"]
        where = f"{path}, line {line}: clip {place[1]!r}"
        _check_place(where, place, tested, split)
        if place in found:
            first = found[place][0]
            raise InputError(
                f"{where} appears twice in fold {place[0]} of {scheme}, first in line {first}; "
                "keep one."
            )
        found[place] = row
    missing = [place for place in wanted if place not in found]
    if missing:
        fold, clip = missing[0]
        raise InputError(
            f"{path}: {len(missing)} of {len(wanted)} test clips of {scheme} are missing, the "
            f"first is {clip!r} of fold {fold}; a comparison needs all of them."
        )
    return [found[place] for place in wanted]


def _check_place(where: str, place: tuple[int, str], tested: dict, split: dict) -> None:
    """Refuse a clip that is not in the split, or that its fold does not test."""
    fold, clip = place
    file = f"results/splits/{split['dataset']['name']}/{split['scheme']}.json"
    if clip not in tested and not any(clip in fold["train"] for fold in split["folds"]):
        raise InputError(
            f"{where} is not one of the {split['clips']} clips of the split; clip_id must be as in "
            f"{file}."
        )
    if fold not in tested.get(clip, []):
        those = ", ".join(map(str, tested.get(clip, []))) or "none"
        raise InputError(
            f"{where} is in fold {fold}, but the frozen folds of {split['scheme']} test it in "
            f"{those}; train and test with {file}."
        )


def _best(path, row: Row, classes: Classes) -> int:
    """Return the number of the most probable class of a row, the first of equal ones."""
    line, cells = row
    said = []
    for name in classes.names:
        cell = cells[f"p_{name}".lower()]
        try:
            value = float(cell)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            raise InputError(
                f"{path}, line {line}: p_{name} is {cell!r}, expected a probability from 0 to 1."
            )
        said.append(value)
    if not isclose(sum(said), 1, abs_tol=TOLERANCE):
        raise InputError(
            f"{path}, line {line}: the probabilities of clip {cells['clip_id']!r} sum to "
            f"{sum(said):.4g}, expected 1; give those of a softmax over all classes."
        )
    return said.index(max(said))
