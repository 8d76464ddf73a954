"""Pool the folds of a model into one result (rule `cross_validate`)."""

from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.dataset.classes import Classes
from facemotion.evaluation.bootstrap import subject_bootstrap
from facemotion.evaluation.metrics import score_labels
from facemotion.evaluation.paper import network_figures
from facemotion.files.json_file import read_json
from facemotion.models.tables import read_fold_predictions
from facemotion.provenance import package_versions

NOTES = {
    "shuffle": "The test sets of the splits overlap, and subjects are on both sides.",
    "kfold": "Every clip is tested once; subjects are on both sides.",
    "grouped": "Every clip is tested once, by a network that was trained on other subjects only.",
    "loso": "Every clip is tested once, by a network that was trained on all other subjects.",
}
INDEPENDENCE = (
    "The interval of accuracy (Wilson) takes the pooled predictions for independent and is too "
    "narrow; those of macro-F1 and UAR come of drawing subjects anew, and shrink to nothing where "
    "no clip is wrong."
)


def pool_folds(
    seeds: dict[int, list[Path]], split: dict, audit: dict, confidence: float, bootstrap: dict
) -> dict:
    """Score one scheme: every fold, and all test predictions pooled, of the first seed.

    Parameters
    ----------
    seeds
        A seed to its folders, which `facemotion.models.training.fit_fold` wrote, in the order of
        the split. The first is scored, all show the spread.
    split, audit
        The frozen folds, and what `facemotion.splits.audit.audit_split` says of them.
    confidence
        Of the intervals.
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
        "note": f"{NOTES[split['scheme']]} {INDEPENDENCE}",
        "leakage": audit["total"],
        "distinct_clips": pooled["clip_id"].nunique(),
        "folds": [
            _score_fold(k, table, read_json(folder / "summary.json", "summary"), audit["folds"][k])
            for k, (table, folder) in enumerate(zip(tables[main], seeds[main], strict=True))
        ],
        **score_classes(pooled, classes, confidence, bootstrap),
        "seeds": _spread(tables),
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
    }


def score_classes(
    pooled: pd.DataFrame, classes: Classes, confidence: float, bootstrap: dict
) -> dict[str, dict]:
    """Score a table of predictions, over all classes and without the neutral one.

    Returns
    -------
    dict
        `all_classes`; and `without_neutral`, unless there is no neutral class, or nothing else was
        tested.
    """
    true, predicted = pooled["class"].tolist(), pooled["predicted"].tolist()
    subjects = pooled["subject"].tolist()
    sets = {"all_classes": classes.names}
    if classes.neutral and set(true) & set(classes.expressive):
        sets["without_neutral"] = classes.expressive
    draws, seed = bootstrap["draws"], bootstrap["seed"]
    return {
        key: score_labels(true, predicted, names, classes.names, confidence)
        | subject_bootstrap(
            subjects, true, predicted, names, classes.names, confidence, draws, seed
        )
        for key, names in sets.items()
    }


def _spread(tables: dict[int, list[pd.DataFrame]]) -> dict:
    """Give the accuracy of every seed, over all folds pooled, and its spread."""
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
        Its name in the config.
    dataset
        What it is: `facemotion.sequences.dataset.Dataset.describe`.
    flow
        Counts from sequences to clips (`facemotion.evaluation.flow`).
    schemes
        A scheme's name to what `pool_folds` calls `seeds`, `split` and `audit`; the first is the
        main one.
    model_settings
        The model's settings.
    confidence
        Of all intervals, between 0 and 1.
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
        "schema_version": 2,
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
        "schemes": {
            name: pool_folds(**parts, confidence=confidence, bootstrap=bootstrap)
            for name, parts in schemes.items()
        },
        "paper": network_figures(paper, dataset, network),
        "versions": trained["versions"] | package_versions("scikit-learn", "scipy"),
    }
