"""Pool the folds of a model into one result (rule `cross_validate`)."""

from pathlib import Path

from facemotion.emotions import CLASSES, EMOTIONS
from facemotion.evaluation.metrics import score_labels
from facemotion.evaluation.results import check_result
from facemotion.files import read_json, read_table
from facemotion.provenance import package_versions

PREDICTION_COLUMNS = ["clip_id", "subject", "emotion", "predicted"]

NOTES = {
    "shuffle": "The test sets of the splits overlap, and subjects are on both sides.",
    "kfold": "Every clip is tested once; subjects are on both sides.",
    "grouped": "Every clip is tested once, by a network that was trained on other subjects only.",
}
INDEPENDENCE = "The intervals take the pooled predictions for independent and are too narrow."


def pool_folds(folds: list[Path], split: dict, confidence: float) -> dict:
    """Score one scheme: every fold, and all test predictions pooled.

    Parameters
    ----------
    folds
        Folders that `facemotion.models.training.fit_fold` wrote, in the order of the split.
    split
        The frozen folds.
    confidence
        Of the intervals.
    """
    true, predicted, per_fold = [], [], []
    clip_ids: set[str] = set()
    for k, folder in enumerate(folds):
        table = read_table(folder / "predictions.tsv", PREDICTION_COLUMNS)
        summary = read_json(folder / "summary.json")
        correct = int((table["emotion"] == table["predicted"]).sum())
        per_fold.append(
            {
                "fold": k,
                "train_clips": summary["train_clips"],
                "test_clips": len(table),
                "test_subjects": table["subject"].nunique(),
                "correct": correct,
                "accuracy": correct / len(table),
            }
        )
        true += table["emotion"].tolist()
        predicted += table["predicted"].tolist()
        clip_ids |= set(table["clip_id"])
    return {
        "split": split["settings"],
        "note": f"{NOTES[split['scheme']]} {INDEPENDENCE}",
        "leakage": split["leakage"],
        "distinct_clips": len(clip_ids),
        "folds": per_fold,
        "all_classes": score_labels(true, predicted, CLASSES, confidence),
        "without_neutral": score_labels(true, predicted, EMOTIONS, confidence),
    }


def cross_validate(
    model: str,
    dataset: dict,
    flow: dict,
    schemes: dict[str, tuple[list[Path], dict]],
    model_settings: dict,
    confidence: float,
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
        A scheme's name to its fold folders and frozen folds; the first is the main one.
    model_settings
        The model's settings.
    confidence
        Of all intervals, between 0 and 1.
    paper
        The paper's figures (`workflow/resources/paper.json`), with those of this network if it is
        one of the paper's.
    """
    network = model_settings["network"]
    trained = read_json(next(iter(schemes.values()))[0][0] / "summary.json")
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
            "scored": "weights after the last epoch",
        },
        "parameters": trained["parameters"],
        "schemes": {
            name: pool_folds(folds, split, confidence) for name, (folds, split) in schemes.items()
        },
        "paper": _paper_figures(paper, network, dataset),
        "versions": trained["versions"] | package_versions("scikit-learn"),
    }
    check_result(result, "cv.schema.yaml")
    return result


def _paper_figures(paper: dict, network: str, dataset: dict) -> dict:
    """Give the paper's figures, if it has this network on this kind of data."""
    if network not in paper["networks"] or dataset["reader"] != "ckplus":
        return {}
    return {"source": paper["source"], **paper["networks"][network]}
