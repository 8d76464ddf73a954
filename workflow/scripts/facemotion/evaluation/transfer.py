"""How a model trained on one dataset does on another (rule `evaluate_transfer`)."""

import numpy as np
import pandas as pd

from facemotion.emotions import CLASSES, EMOTIONS
from facemotion.errors import InputError
from facemotion.evaluation.cross_validation import INDEPENDENCE, score_table
from facemotion.evaluation.metrics import score_labels
from facemotion.evaluation.results import check_result


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
    versions: dict,
) -> dict:
    """Score the predictions for a whole dataset, and for small balanced samples of it.

    Parameters
    ----------
    model
        Its name in the config.
    trained_on, dataset
        Name, reader and path of the dataset that trained the model, all of whose clips did, and of
        the one that tests it.
    flow
        Counts from the tested dataset's sequences to its clips.
    predictions
        What `facemotion.models.prediction.predict_dataset` gives.
    label_sources
        Used sequences by where their label comes from.
    model_settings
        The model's settings.
    settings
        `sample_clips`, clips a class in a sample; `draws`; `seed`.
    confidence
        Of all intervals, between 0 and 1.
    bootstrap
        `draws` and `seed` of the bootstrap over subjects.
    paper
        The paper's figures.
    versions
        Of the software that found the landmarks and trained the model.

    Raises
    ------
    InputError
        No clip has both a label and a prediction.
    """
    tested = predictions[(predictions["predicted"] != "") & predictions["emotion"].isin(CLASSES)]
    if tested.empty:
        raise InputError(
            f"dataset {dataset['name']}: no clip has both a label and a prediction, so there is "
            f"nothing to score; results/predictions/{dataset['name']}.{model}.tsv has every clip."
        )
    result = {
        "schema_version": 1,
        "model": model,
        "trained_on": trained_on,
        "dataset": dataset,
        "settings": model_settings,
        "confidence": confidence,
        "note": INDEPENDENCE,
        "flow": flow,
        "label_sources": label_sources,
        "all_clips": score_table(tested, CLASSES, confidence, bootstrap),
        "without_neutral": score_table(tested, EMOTIONS, confidence, bootstrap),
        "samples": _score_samples(tested, settings, confidence),
        "paper": {"source": paper["source"], **paper["transfer"]}
        if dataset["reader"] == "samm"
        else {},
        "versions": versions,
    }
    check_result(result, "transfer.schema.yaml")
    return result


def count_label_sources(sequences: pd.DataFrame) -> dict[str, int]:
    """Count the used sequences by the kind of source of their label.

    A source is a file (CK+: one a sequence, counted by its folder) or begins with two words that
    say its kind: "action units 6+12", "emotion column", "label table labels.tsv".
    """
    used = sequences[(sequences["status"] == "ok") & (sequences["emotion"] != "")]
    kinds = [" ".join(s.split("/")[0].split()[:2]) for s in used["label_source"]]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def draw_sample(emotions: pd.Series, per_class: int, rng: np.random.Generator) -> list:
    """Draw up to `per_class` clips of every class without replacement; give their index labels."""
    chosen = []
    for name in CLASSES:
        index = emotions.index[emotions == name]
        chosen += list(rng.permutation(index)[:per_class])
    return chosen


def _score_samples(tested: pd.DataFrame, settings: dict, confidence: float) -> dict:
    """Repeat the paper's sample, 5 clips a class, and give the spread."""
    rng = np.random.default_rng(settings["seed"])
    scores = []
    for _ in range(settings["draws"]):
        sample = tested.loc[draw_sample(tested["emotion"], settings["sample_clips"], rng)]
        true, predicted = sample["emotion"].tolist(), sample["predicted"].tolist()
        scores.append(score_labels(true, predicted, CLASSES, confidence))
    return {
        "clips_a_class": settings["sample_clips"],
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
