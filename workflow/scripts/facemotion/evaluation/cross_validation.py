"""Pool the folds of a model into one result (rule `cross_validate`)."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.dataset.classes import Classes
from facemotion.evaluation.bootstrap import NO_WIDTH, subject_intervals
from facemotion.evaluation.calibration import cross_fit
from facemotion.evaluation.metrics import score_labels
from facemotion.evaluation.paper import network_figures
from facemotion.files.json_file import read_json
from facemotion.models.tables import read_fold_predictions
from facemotion.provenance import package_versions

NOTES = {
    "shuffle": "Test sets of the splits overlap, and subjects are in both training and test.",
    "kfold": "Every clip is tested once; subjects are in both training and test.",
    "grouped": "Every clip is tested once, by a network trained on other subjects only.",
    "loso": "Every clip is tested once, by a network trained on all other subjects.",
}


def pool_folds(
    seeds: dict[int, list[Path]],
    split: dict,
    audit: dict,
    living: pd.DataFrame | None,
    confidence: float,
    bootstrap: dict,
) -> dict:
    """Score one scheme: every fold, and all test predictions pooled, of the first seed.

    Parameters
    ----------
    seeds
        A seed to its folders, which `facemotion.models.training.fit_fold` wrote, in the order of
        the split. The first is scored, all show the spread.
    split, audit
        The frozen folds, and what `facemotion.splits.audit.audit_split` says of them.
    living
        Predictions of the folds' networks for living neutral clips
        (`facemotion.evaluation.living.predict_living`), if they can see them.
    confidence
        Confidence level of the intervals.
    bootstrap
        `draws` and `seed` of the bootstrap over subjects.
    """
    classes = Classes.of(split["dataset"]["classes"])
    tables = {
        seed: [
            read_fold_predictions(folder / "predictions.tsv", classes, fold["test"])
            for folder, fold in zip(folders, split["folds"], strict=True)
        ]
        for seed, folders in seeds.items()
    }
    main = next(iter(seeds))
    pooled = pd.concat(tables[main], ignore_index=True)
    return {
        "split": split["settings"],
        "note": f"{NOTES[split['scheme']]} {NO_WIDTH}",
        "leakage": audit["total"],
        "distinct_clips": pooled["clip_id"].nunique(),
        "folds": [
            _score_fold(k, table, read_json(folder / "summary.json", "summary"), audit["folds"][k])
            for k, (table, folder) in enumerate(zip(tables[main], seeds[main], strict=True))
        ],
        "not_averaged": audit["untrained_classes"],
        **score_classes(pooled, classes, confidence, bootstrap, living, audit["untrained_classes"]),
        "seeds": _spread(tables),
        "calibration": None
        if pooled["clip_id"].duplicated().any() or len(tables[main]) < 2
        else cross_fit(tables[main], classes.names),
    }


def _accuracy(table: pd.DataFrame) -> float:
    return float((table["class"] == table["predicted"]).mean())


def _score_fold(k: int, table: pd.DataFrame, summary: dict, audit: dict) -> dict:
    return {
        "fold": k,
        "train_clips": summary["train_clips"],
        "test_clips": len(table),
        "test_subjects": table["subject"].nunique(),
        "shared_subjects": audit["shared_subjects"],
        "correct": int((table["class"] == table["predicted"]).sum()),
        "accuracy": _accuracy(table),
        "final_fall": summary["final_fall"],
        "settled": summary["settled"],
    }


def score_classes(
    pooled: pd.DataFrame,
    classes: Classes,
    confidence: float,
    bootstrap: dict,
    living: pd.DataFrame | None = None,
    not_averaged: Collection[str] = (),
) -> dict[str, dict]:
    """Score a table of predictions, over all classes and without the neutral one.

    The classes `not_averaged` are excluded from averages over classes.

    Returns
    -------
    dict
        `all_classes`; `without_neutral`, unless there is no neutral class, or nothing else was
        tested; and where there are living neutral clips, `living_neutral`: all classes, with these
        in place of the neutral clips.
    """
    sets = {"all_classes": (pooled, classes.names)}
    if classes.neutral and set(pooled["class"]) & set(classes.expressive):
        sets["without_neutral"] = (pooled, classes.expressive)
        if living is not None and len(living):
            moving = pd.concat([pooled[pooled["class"] != classes.neutral], living])
            sets["living_neutral"] = (moving, classes.names)
    return {
        key: _score(table, names, classes.names, confidence, bootstrap, not_averaged)
        for key, (table, names) in sets.items()
    }


def _score(
    table: pd.DataFrame, names, columns, confidence: float, bootstrap: dict, not_averaged
) -> dict:
    subjects, true, predicted = (table[c].tolist() for c in ("subject", "class", "predicted"))
    score = score_labels(true, predicted, names, columns, not_averaged)
    intervals = subject_intervals(
        subjects,
        true,
        predicted,
        names,
        columns,
        confidence,
        bootstrap["draws"],
        bootstrap["seed"],
        not_averaged,
    )
    per_class = intervals.pop("per_class")
    score["per_class"] = {name: score["per_class"][name] | per_class[name] for name in names}
    return score | intervals


def _spread(tables: dict[int, list[pd.DataFrame]]) -> dict:
    """Return the accuracy of every seed, over all folds pooled, and its spread."""
    accuracies = [_accuracy(pd.concat(folds)) for folds in tables.values()]
    return {
        "seeds": list(tables),
        "accuracies": accuracies,
        "mean": float(np.mean(accuracies)),
        "sd": float(np.std(accuracies, ddof=1)) if len(accuracies) > 1 else None,
    }


def cross_validate(
    model: str,
    dataset: dict,
    flow: dict,
    schemes: dict[str, dict],
    model_settings: dict,
    confidence: float,
    bootstrap: dict,
    paper: dict,
) -> dict:
    """Put a model's result together; its schema is `workflow/schemas/cv.schema.yaml`.

    Parameters
    ----------
    model
        Name of the model in the config.
    dataset
        Description, from `facemotion.sequences.dataset.Dataset.describe`.
    flow
        Counts from sequences to clips (`facemotion.evaluation.flow`).
    schemes
        A scheme's name to what `pool_folds` calls `seeds`, `split`, `audit` and `living`; the first
        is the main one.
    model_settings
        The model's settings.
    confidence
        Confidence level of all intervals, between 0 and 1.
    bootstrap
        `draws` and `seed` of the bootstrap over subjects.
    paper
        The paper's figures (`workflow/resources/paper.json`), with those of this network if it is
        one of the paper's.
    """
    network = model_settings["network"]
    first_seeds = next(iter(schemes.values()))["seeds"]
    trained = read_json(next(iter(first_seeds.values()))[0] / "summary.json", "summary")
    clips = next(iter(schemes.values()))["split"]["dataset"]
    dataset = dataset | {key: clips[key] for key in ("classes", "frames")}
    return {
        "schema_version": 3,
        "model": model,
        "network": network,
        "dataset": dataset,
        "flow": flow,
        "protocol": {
            "schemes": list(schemes),
            "confidence": confidence,
            "settings": model_settings,
            "bootstrap": bootstrap,
            "scored": "weights after the last epoch",
        },
        "parameters": trained["parameters"],
        "layers": trained["layers"],
        "schemes": {
            name: pool_folds(**parts, confidence=confidence, bootstrap=bootstrap)
            for name, parts in schemes.items()
        },
        "paper": network_figures(paper, dataset, network),
        "versions": trained["versions"] | package_versions("scikit-learn", "scipy"),
    }
