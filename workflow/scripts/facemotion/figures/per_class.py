"""Per-class precision, recall and F1, with the paper's (Table II)."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from facemotion.figures.style import MARKERS, PAGE_INCHES, PALETTE, new_figure

METRICS = ("precision", "recall", "f1")


def class_scores(result: dict) -> pd.DataFrame:
    """List precision, recall and F1 by scheme and class, the paper's rows last.

    Parameters
    ----------
    result
        From `facemotion.evaluation.cross_validation.cross_validate`.

    Returns
    -------
    pandas.DataFrame
        `source` (a scheme, or paper), `class`, `clips`, `precision`, `precision_low`,
        `precision_high`, `recall`, `recall_low`, `recall_high` and `f1`; a class without
        clips has no row, and the paper gives no intervals and no clips.
    """
    rows = [
        row
        for name, scheme in result["schemes"].items()
        for row in _rows(name, scheme["all_classes"]["per_class"])
    ]
    tested = {row["class"] for row in rows}
    paper = result["paper"].get("per_class", {})
    rows += [{"source": "paper", "class": name, **paper[name]} for name in paper if name in tested]
    return pd.DataFrame(rows).round(6)


def _rows(scheme: str, per_class: dict) -> list[dict]:
    rows = []
    for name, score in per_class.items():
        if not score["clips"]:
            continue
        row = {"source": scheme, "class": name, "clips": score["clips"]}
        for metric in ("precision", "recall"):
            low, high = score[f"{metric}_interval"] or (np.nan, np.nan)
            row |= {metric: score[metric], f"{metric}_low": low, f"{metric}_high": high}
        rows.append(row | {"f1": score["f1"]})
    return rows


def draw_per_class(result: dict) -> Figure:
    """Draw `class_scores`: one panel per metric, one row per class."""
    scores = class_scores(result)
    classes = list(dict.fromkeys(scores["class"]))
    sources = list(dict.fromkeys(scores["source"]))
    figure = new_figure(PAGE_INCHES, 0.9 + 0.3 * len(classes))
    panels = figure.subplots(1, len(METRICS), sharey=True)
    lowest = scores[[c for c in scores if c in METRICS or c.endswith("_low")]].min().min()
    for axes, metric in zip(panels, METRICS, strict=True):
        for k, source in enumerate(sources):
            _draw_source(axes, scores[scores["source"] == source], metric, classes, k, len(sources))
        axes.set_xlabel({"f1": "F1 (no interval)"}.get(metric, metric))
        axes.set_xlim(np.floor(10 * lowest) / 10 - 0.02, 1.02)
        axes.grid(axis="x", linewidth=0.4, color="0.85")
    clips = scores[scores["source"] == sources[0]].set_index("class")["clips"]
    panels[0].set_yticks(range(len(classes)), [f"{c} ({clips[c]:.0f})" for c in classes])
    panels[0].invert_yaxis()
    panels[0].set_ylabel(f"class (test clips of {sources[0]})")
    about = f"{result['model']} on {result['dataset']['name']}, "
    about += f"{result['protocol']['confidence']:.0%} intervals, bootstrapped over subjects:"
    figure.legend(
        *panels[0].get_legend_handles_labels(), loc="outside upper left", title=about,
        ncols=len(sources), fontsize=7, title_fontsize=7, alignment="left",
    )  # fmt: skip
    return figure


def _draw_source(axes, rows: pd.DataFrame, metric: str, classes: list, k: int, n: int) -> None:
    height = [classes.index(name) + 0.22 * (k - (n - 1) / 2) for name in rows["class"]]
    is_paper = rows["source"].iloc[0] == "paper"
    errors = None
    if f"{metric}_low" in rows and not is_paper:
        value = rows[metric]
        errors = [(value - rows[f"{metric}_low"]).clip(0), (rows[f"{metric}_high"] - value).clip(0)]
    axes.errorbar(
        rows[metric],
        height,
        xerr=errors,
        fmt="x" if is_paper else MARKERS[k],
        color="black" if is_paper else PALETTE[k],
        markersize=4,
        linewidth=0.9,
        label="paper, real CK+" if is_paper else rows["source"].iloc[0],
    )
