"""Cross-dataset tests: trained on one dataset, tested on another (rule `evaluate_transfer`)."""

import numpy as np
import pandas as pd

from facemotion.dataset.classes import Classes
from facemotion.errors import InputError
from facemotion.evaluation.bootstrap import NO_WIDTH
from facemotion.evaluation.cross_validation import score_classes
from facemotion.evaluation.metrics import score_labels
from facemotion.evaluation.paper import paper_beside


def evaluate_transfer(
    model: str,
    trained_on: dict,
    dataset: dict,
    flow: dict,
    predictions: pd.DataFrame,
    label_sources: dict[str, int],
    model_settings: dict,
    settings: dict,
    confidence: float,
    bootstrap: dict,
    paper: dict,
    trained: dict,
) -> dict:
    """Score the predictions for a whole dataset, and for small balanced samples of it.

    Parameters
    ----------
    model
        Name of the model in the config.
    trained_on, dataset
        Descriptions of the training dataset, all of whose clips were used, and of the test dataset
        (`facemotion.sequences.dataset.Dataset.describe`).
    flow
        Counts from the tested dataset's sequences to its clips.
    predictions
        From `facemotion.models.prediction.predict_dataset`.
    label_sources
        Used sequences by the source of their label.
    model_settings
        The model's settings.
    settings
        `sample_clips`, clips per class in a sample; `draws`; `seed`.
    confidence
        Confidence level of all intervals, between 0 and 1.
    bootstrap
        `draws` and `seed` of the bootstrap over subjects.
    paper
        The paper's figures.
    trained
        The summary of the training (`facemotion.models.training.fit_all`).

    Raises
    ------
    InputError
        No clip has both a label and a prediction.
    """
    classes = Classes.of(trained["dataset"]["classes"])
    clips = {"classes": classes.as_json(), "frames": trained["dataset"]["frames"]}
    labelled = predictions[(predictions["predicted"] != "") & (predictions["class"] != "")]
    tested = labelled[labelled["in_training"] == "no"]
    if tested.empty:
        raise InputError(
            f"dataset {dataset['name']}: no clip has both a label and a prediction"
            + (f", except {len(labelled)} with frames used in training" if len(labelled) else "")
            + ", so there is nothing to score; "
            f"results/predictions/{dataset['name']}.{model}.tsv has every clip."
        )
    beside = paper_beside(paper, dataset | clips)
    scores = score_classes(tested, classes, confidence, bootstrap)
    return {
        "schema_version": 4,
        "model": model,
        "trained_on": trained_on | clips,
        "dataset": dataset | clips,
        "settings": model_settings,
        "confidence": confidence,
        "note": NO_WIDTH,
        "flow": flow,
        "label_sources": label_sources,
        "in_training": len(labelled) - len(tested),
        "all_clips": scores.pop("all_classes"),
        **scores,
        "samples": _score_samples(tested, classes, settings),
        "paper": beside and {"source": paper["source"], **beside},
        "versions": trained["versions"],
    }


def count_label_sources(sequences: pd.DataFrame) -> dict[str, int]:
    """Count the used sequences by the kind of source of their label.

    A source is a file (CK+: one per sequence, counted by its folder) or begins with two words that
    say its kind: "action units 6+12", "emotion column", "label table labels.tsv".
    """
    used = sequences[(sequences["status"] == "ok") & (sequences["emotion"] != "")]
    kinds = [" ".join(s.split("/")[0].split()[:2]) for s in used["label_source"]]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def draw_sample(
    labels: pd.Series, classes: Classes, per_class: int, rng: np.random.Generator
) -> list:
    """Draw up to `per_class` clips of every class without replacement; give their index labels."""
    chosen = []
    for name in classes.names:
        index = labels.index[labels == name]
        chosen += list(rng.permutation(index)[:per_class])
    return chosen


def _score_samples(tested: pd.DataFrame, classes: Classes, settings: dict) -> dict:
    """Repeat the paper's sample, 5 clips per class, and give the spread."""
    rng = np.random.default_rng(settings["seed"])
    scores = []
    for _ in range(settings["draws"]):
        drawn = draw_sample(tested["class"], classes, settings["sample_clips"], rng)
        sample = tested.loc[drawn]
        true, predicted = sample["class"].tolist(), sample["predicted"].tolist()
        scores.append(score_labels(true, predicted, classes.names, classes.names))
    return {
        "clips_per_class": settings["sample_clips"],
        "draws": settings["draws"],
        "seed": settings["seed"],
        "first": scores[0],
        "spread": {
            key: _spread([score[key] for score in scores])
            for key in ("clips", "correct", "accuracy", "uar", "macro_f1")
        },
    }


def _spread(values: list[float]) -> dict:
    return {
        "mean": float(np.mean(values)),
        "sd": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
        "min": float(np.min(values)),
        "max": float(np.max(values)),
    }
