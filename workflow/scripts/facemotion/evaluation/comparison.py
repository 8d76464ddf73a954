"""Comparison of models: scores, cost, and tests on the same clips (rule `compare_models`)."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.dataset.classes import Classes
from facemotion.evaluation.external import NETWORK, NOTE, external_result
from facemotion.evaluation.input_text import describe_input
from facemotion.evaluation.paired import holm, subject_test
from facemotion.evaluation.paper import paper_beside
from facemotion.models.tables import read_fold_predictions

CLASS_SETS = {
    "all": "all_classes",
    "without_neutral": "without_neutral",
    "living_neutral": "living_neutral",
}
COSTS = ("parameters", "multiply_adds", "training_seconds_per_clip", "inference_seconds_per_clip")
NOT_TESTED = (
    "shuffle is excluded from the paired tests: its test sets overlap, so clips would count more "
    "than once."
)


def pool_predictions(
    paths: list[str], splits: dict[str, dict]
) -> dict[str, dict[str, list[pd.DataFrame]]]:
    """Read test predictions as model → scheme → a table a seed, from `{model}/{scheme}/seed/fold/`.

    Parameters
    ----------
    paths
        Of the predictions.
    splits
        A scheme to its frozen folds.
    """
    tables: dict[str, dict[str, dict[str, list]]] = {}
    for path in map(Path, paths):
        model, scheme, seed, fold = path.parts[-5:-1]
        split = splits[scheme]
        test = split["folds"][int(fold.removeprefix("fold"))]["test"]
        table = read_fold_predictions(path, Classes.of(split["dataset"]["classes"]), test)
        seeds = tables.setdefault(model, {}).setdefault(scheme, {})
        seeds.setdefault(seed, []).append(table)
    return {
        model: {
            scheme: [pd.concat(folds, ignore_index=True) for folds in seeds.values()]
            for scheme, seeds in schemes.items()
        }
        for model, schemes in tables.items()
    }


def compare_models(
    results: list[dict],
    predictions: dict[str, dict[str, list[pd.DataFrame]]],
    costs: list[dict],
    paper: dict,
    confidence: float,
    seed: int,
    external: dict[str, dict[str, pd.DataFrame]] | None = None,
) -> dict:
    """Compare models.

    Parameters
    ----------
    results
        Of `facemotion.evaluation.cross_validation.cross_validate`, a model each.
    predictions
        What `pool_predictions` gives.
    costs
        Of `facemotion.models.cost.measure_cost`, with `model`.
    paper
        The paper's figures.
    confidence
        Confidence level of the intervals; one minus the level of the tests.
    seed
        Of the tests.
    external
        Models that were made elsewhere, each as `facemotion.evaluation.external.read_external`
        gives it.

    Returns
    -------
    dict
        As `workflow/schemas/comparison.schema.yaml` describes.
    """
    by_model = {cost["model"]: cost for cost in costs}
    dataset = results[0]["dataset"]
    beside = paper_beside(paper, dataset)
    external = external or {}
    elsewhere = [external_result(name, of, results[0]) for name, of in external.items()]
    predictions = predictions | {
        name: {scheme: [table] for scheme, table in of.items()} for name, of in external.items()
    }
    return {
        "schema_version": 4,
        "dataset": dataset,
        "confidence": confidence,
        "rows": [
            row
            for result in [*results, *elsewhere]
            for row in _rows(result, predictions[result["model"]], by_model.get(result["model"]))
        ],
        "external": NOTE.format(names=", ".join(external)) if external else None,
        "costs": costs,
        "tests": paired_tests(predictions, Classes.of(dataset["classes"]), seed),
        "tests_note": NOT_TESTED,
        "per_class": {
            result["model"]: {
                scheme: scores["all_classes"]["per_class"]
                for scheme, scores in result["schemes"].items()
            }
            for result in [*results, *elsewhere]
        },
        "inputs": {
            result["model"]: describe_input(result["protocol"]["settings"]) for result in results
        }
        | dict.fromkeys(external, "unknown"),
        "paper": beside
        and {
            "source": paper["source"],
            "networks": beside["networks"],
            "table_iii": beside["table_iii"],
            "note": "As quoted by the paper, on real CK+: not comparable with rendered faces, "
            "nor with subject-grouped splits.",
        },
    }


def _rows(result: dict, predictions: dict, cost: dict | None) -> list[dict]:
    """Return the rows of a model; what cannot be known of one from elsewhere is None."""
    rows = []
    known = result["network"] != NETWORK
    for scheme, scores in result["schemes"].items():
        for classes, key in CLASS_SETS.items():
            if key not in scores:
                continue
            score = scores[key]
            row = {
                "model": result["model"],
                "network": result["network"],
                "input": result["protocol"]["settings"]["input"] if known else None,
                "scheme": scheme,
                "classes": classes,
                "clips": score["clips"],
                "correct": score["correct"],
            }
            folds = scores["folds"] if known else []
            row["settled_folds"] = sum(fold["settled"] for fold in folds) if known else None
            row["folds"] = len(folds) if known else None
            for name in ("accuracy", "uar", "macro_f1"):
                low, high = score[f"{name}_interval"]
                row |= {name: score[name], f"{name}_low": low, f"{name}_high": high}
            leakage = scores["leakage"]["subject_in_training"] if known else None
            row["subject_in_training"] = leakage
            row |= spread(predictions[scheme])
            rows.append(row | {name: cost and cost[name] for name in COSTS})
    return rows


def spread(tables: list[pd.DataFrame]) -> dict:
    """Return the spread of accuracy over training seeds, all folds pooled."""
    accuracies = [float((t["class"] == t["predicted"]).mean()) for t in tables]
    return {
        "seeds": len(accuracies),
        "seed_mean": float(np.mean(accuracies)),
        "seed_sd": float(np.std(accuracies, ddof=1)) if len(accuracies) > 1 else None,
    }


def paired_tests(
    predictions: dict[str, dict[str, list[pd.DataFrame]]], classes: Classes, seed: int
) -> list[dict]:
    """Test all pairs of models, for every scheme that tests a clip once; Holm within such a set.

    Their first seeds are tested.

    Subjects are exchanged (`facemotion.evaluation.paired.subject_test`), clips are counted.
    """
    sets = {"all": classes.names} | (
        {"without_neutral": classes.expressive} if classes.neutral else {}
    )
    schemes = dict.fromkeys(scheme for tables in predictions.values() for scheme in tables)
    tests = []
    for scheme in schemes:
        tables = {
            m: t[scheme][0].set_index("clip_id") for m, t in predictions.items() if scheme in t
        }
        if any(table.index.has_duplicates for table in tables.values()):
            continue
        for key, names in sets.items():
            pairs = list(combinations(tables, 2))
            better = [_better(tables[a], tables[b], names) for a, b in pairs]
            if not pairs:
                continue
            first = tables[pairs[0][0]].sort_index()
            subjects = first["subject"][first["class"].isin(names)].to_numpy()
            p = subject_test(np.stack(better, axis=1), subjects, seed).tolist()
            for (a, b), signs, plain, adjusted in zip(pairs, better, p, holm(p), strict=True):
                counts = {"only_a": int((signs > 0).sum()), "only_b": int((signs < 0).sum())}
                about = {"scheme": scheme, "classes": key, "a": a, "b": b}
                tests.append(about | counts | {"p": plain, "p_holm": adjusted})
    return tests


def _better(a: pd.DataFrame, b: pd.DataFrame, classes: tuple[str, ...]) -> np.ndarray:
    """Give, of each clip in the order of its name, 1 where only `a` is right, -1 where only `b`."""
    if set(a.index) != set(b.index):
        raise ValueError("the models were tested on different clips")
    right = [
        (t["class"] == t["predicted"])[t["class"].isin(classes)].sort_index().to_numpy(int)
        for t in (a, b)
    ]
    return right[0] - right[1]
