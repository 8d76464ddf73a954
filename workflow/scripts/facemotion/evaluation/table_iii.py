"""The paper's Table III on the same clips and folds; systems not rebuilt have a reason."""

import pandas as pd

from facemotion.evaluation.comparison_text import LANDMARK_MS
from facemotion.evaluation.external import NETWORK

# Frames of a clip in which a model's input needs landmarks; other inputs need them in all frames.
# For `frames`, the crop follows the face in the first frame; the whole image needs none.
LANDMARK_FRAMES = {"displacement": 2, "gravity": 1, "fiducial": 1, "frames": 1}
NOT_IN_PAPER = "Not in the paper's table."
NOT_COMPARED = "Not in evaluation.compare."
ELSEWHERE = "Predictions from another program (evaluation.external)."


def make_table_iii(
    comparison: dict, transfers: list[dict], published: dict[str, dict], crop: str
) -> pd.DataFrame:
    """List all models: trained by the common rule, as published, and as quoted by the paper.

    Parameters
    ----------
    comparison
        From `facemotion.evaluation.comparison.compare_models`.
    transfers
        Results of `facemotion.evaluation.transfer.evaluate_transfer`, for models of the comparison.
    published
        Per model of the comparison, the result of `cross_validate` for the same network, trained
        as published.
    crop
        Crop of stacked frames, `face` or `whole`.

    Returns
    -------
    pandas.DataFrame
        `model`, `paper_model` (empty if the paper's table has none), `rebuilt` (yes or no). By
        scheme test clips, accuracy with interval, and number of folds not settled. For each other
        dataset true positives, clips, accuracy with interval and macro-F1. When trained as
        published: `as_published_model`, and by scheme `as_published_…`, accuracy with interval and
        number of folds not settled. `parameters`, `multiply_adds`, and milliseconds per clip:
        `network_ms`, `landmarks_ms`, `ms`. `paper_…`, numbers quoted by the paper, which are not
        comparable; `protocol`, what is known about how they were obtained; `reading`, a description
        of the model here, or why there is none.
    """
    quoted = comparison["paper"].get("table_iii", [])
    systems = {row["ours"]: row for row in quoted if row["ours"]}
    costs = {cost["model"]: cost for cost in comparison["costs"]}
    frames = comparison["dataset"]["frames"]
    rows = {}
    for row in (r for r in comparison["rows"] if r["classes"] == "all"):
        name, scheme = row["model"], row["scheme"]
        if name not in rows:
            rows[name] = _begin(row, systems.get(name))
            rows[name] |= _cost(costs[name], row["input"], frames, crop) if name in costs else {}
        rows[name] |= {f"{scheme}_clips": row["clips"]}
        rows[name] |= _interval(
            f"{scheme}_accuracy", row["accuracy"], row["accuracy_low"], row["accuracy_high"]
        )
        if row["folds"]:
            rows[name] |= {f"{scheme}_unsettled_folds": row["folds"] - row["settled_folds"]}
    for name, result in published.items():
        rows[name] |= _published(result)
    for result in transfers:
        rows[result["model"]] |= _transfer(result)
    lost = [
        {"model": None, "paper_model": row["model"], "rebuilt": "no", **_quote(row)}
        | ({"reading": NOT_COMPARED} if row["ours"] else {})
        for row in quoted
        if row["ours"] not in rows
    ]
    table = pd.DataFrame([*rows.values(), *lost])
    whole = [c for c in table if c.endswith(("true_positives", "clips", "folds"))]
    whole += [c for c in ("parameters", "multiply_adds") if c in table]
    return _ordered(table.astype(dict.fromkeys(whole, "Int64")).round(6))


def _begin(row: dict, system: dict | None) -> dict:
    """Name a model and the paper's system, if it is one."""
    named = {"model": row["model"], "paper_model": system and system["model"], "rebuilt": "yes"}
    return named | _quote(system) | ({"reading": ELSEWHERE} if row["network"] == NETWORK else {})


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Put the paper's own columns, and the sentences, at the end."""
    last = [c for c in table if c.startswith("paper_") and c != "paper_model"]
    last += ["protocol", "reading"]
    return table[[c for c in table if c not in last] + [c for c in last if c in table]]


def _quote(system: dict | None) -> dict:
    if system is None:
        return {"reading": NOT_IN_PAPER}
    return {
        "paper_ckplus_accuracy": system["ckplus_accuracy"],
        "paper_samm_true_positives": system["samm_true_positives"],
        "paper_samm_f1": system["samm_f1"],
        "protocol": system["protocol"],
        "reading": system["reading"],
    }


def _cost(cost: dict, kind: str, frames: int, crop: str) -> dict:
    """Return a model's cost, with that of the landmarks behind its input."""
    needed = LANDMARK_FRAMES.get(kind, frames)
    if kind == "frames" and crop == "whole":
        needed = 0
    network, landmarks = 1000 * cost["inference_seconds_per_clip"], needed * LANDMARK_MS
    return {
        "parameters": cost["parameters"],
        "multiply_adds": cost["multiply_adds"],
        "network_ms": network,
        "landmarks_ms": landmarks,
        "ms": network + landmarks,
    }


def _published(result: dict) -> dict:
    scores = {"as_published_model": result["model"]}
    for scheme, score in result["schemes"].items():
        every = score["all_classes"]
        key = f"as_published_{scheme}_accuracy"
        scores |= _interval(key, every["accuracy"], *every["accuracy_interval"])
        unsettled = sum(not fold["settled"] for fold in score["folds"])
        scores |= {f"as_published_{scheme}_unsettled_folds": unsettled}
    return scores


def _transfer(result: dict) -> dict:
    name, score = result["dataset"]["name"], result["all_clips"]
    return {
        f"{name}_true_positives": score["correct"],
        f"{name}_clips": score["clips"],
        **_interval(f"{name}_accuracy", score["accuracy"], *score["accuracy_interval"]),
        f"{name}_macro_f1": score["macro_f1"],
    }


def _interval(key: str, value: float, low: float, high: float) -> dict:
    return {key: value, f"{key}_low": low, f"{key}_high": high}
