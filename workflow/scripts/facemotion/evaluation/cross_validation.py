"""Pool the folds of a model into one result (rule `cross_validate`)."""

from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.emotions import CLASSES, EMOTIONS
from facemotion.evaluation.bootstrap import subject_bootstrap
from facemotion.evaluation.metrics import score_labels
from facemotion.evaluation.results import check_result
from facemotion.files.atomic import read_json, read_table
from facemotion.provenance import package_versions

PREDICTION_COLUMNS = ["clip_id", "subject", "emotion", "predicted"]

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
    main = next(iter(seeds.values()))
    tables = [_read_predictions(folder) for folder in main]
    pooled = pd.concat(tables, ignore_index=True)
    return {
        "split": split["settings"],
        "note": f"{NOTES[split['scheme']]} {INDEPENDENCE}",
        "leakage": audit["total"],
        "distinct_clips": pooled["clip_id"].nunique(),
        "folds": [
            _score_fold(k, table, read_json(folder / "summary.json"), audit["folds"][k])
            for k, (table, folder) in enumerate(zip(tables, main, strict=True))
        ],
        "all_classes": score_table(pooled, CLASSES, confidence, bootstrap),
        "without_neutral": score_table(pooled, EMOTIONS, confidence, bootstrap),
        "seeds": _spread(seeds),
    }


def _read_predictions(folder: Path) -> pd.DataFrame:
    return read_table(folder / "predictions.tsv", PREDICTION_COLUMNS)


def _accuracy(table: pd.DataFrame) -> float:
    return float((table["emotion"] == table["predicted"]).mean())


def _score_fold(k: int, table: pd.DataFrame, summary: dict, audit: dict) -> dict:
    return {
        "fold": k,
        "train_clips": summary["train_clips"],
        "test_clips": len(table),
        "test_subjects": table["subject"].nunique(),
        "shared_subjects": audit["shared_subjects"],
        "correct": int((table["emotion"] == table["predicted"]).sum()),
        "accuracy": _accuracy(table),
    }


def score_table(
    pooled: pd.DataFrame, classes: tuple[str, ...], confidence: float, bootstrap: dict
) -> dict:
    """Score a table of predictions: `score_labels`, and intervals by drawing subjects anew."""
    true, predicted = pooled["emotion"].tolist(), pooled["predicted"].tolist()
    subjects = pooled["subject"].tolist()
    return score_labels(true, predicted, classes, confidence) | subject_bootstrap(
        subjects, true, predicted, classes, confidence, bootstrap["draws"], bootstrap["seed"]
    )


def _spread(seeds: dict[int, list[Path]]) -> dict:
    """Give the accuracy of every seed, over all folds pooled, and its spread."""
    accuracies = [
        _accuracy(pd.concat(_read_predictions(folder) for folder in folders))
        for folders in seeds.values()
    ]
    return {
        "seeds": list(seeds),
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
        Its `name`, and `reader` and `path` as in the config.
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
    trained = read_json(next(iter(first_seeds.values()))[0] / "summary.json")
    result = {
        "schema_version": 1,
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
        "paper": _paper_figures(paper, network, dataset),
        "versions": trained["versions"] | package_versions("scikit-learn", "scipy"),
    }
    check_result(result, "cv.schema.yaml")
    return result


def _paper_figures(paper: dict, network: str, dataset: dict) -> dict:
    """Give the paper's figures, if it has this network on this kind of data."""
    if network not in paper["networks"] or dataset["reader"] != "ckplus":
        return {}
    return {"source": paper["source"], **paper["networks"][network]}
