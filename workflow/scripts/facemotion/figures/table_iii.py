"""The paper's Table III from our data: CK+ with intervals, SAMM, and what is only quoted."""

import pandas as pd
from matplotlib.figure import Figure

from facemotion.figures.style import MARKERS, PAGE_INCHES, PALETTE, new_figure


def table_iii(comparison: dict, transfers: list[dict]) -> pd.DataFrame:
    """List our models and the paper's quoted ones.

    Parameters
    ----------
    comparison
        What `facemotion.evaluation.comparison.compare_models` gives.
    transfers
        Results of `facemotion.evaluation.transfer.evaluate_transfer`, for models of the comparison.

    Returns
    -------
    pandas.DataFrame
        `model`, `source` (ours or paper), `comparable`, test clips and accuracy with interval by
        scheme, and for each other dataset its true positives, clips, accuracy with interval and
        macro-F1. The paper's rows are not comparable: other clips, and on SAMM another task.
    """
    rows = {
        name: {"model": name, "source": "ours", "comparable": "yes"}
        for name in dict.fromkeys(row["model"] for row in comparison["rows"])
    }
    for row in (r for r in comparison["rows"] if r["classes"] == "all"):
        scheme, low, high = row["scheme"], row["accuracy_low"], row["accuracy_high"]
        rows[row["model"]] |= {f"{scheme}_clips": row["clips"]}
        rows[row["model"]] |= _interval(f"{scheme}_accuracy", row["accuracy"], low, high)
    for result in transfers:
        name, score = result["dataset"]["name"], result["all_clips"]
        rows[result["model"]] |= {
            f"{name}_true_positives": score["correct"],
            f"{name}_clips": score["clips"],
            **_interval(f"{name}_accuracy", score["accuracy"], *score["accuracy_interval"]),
            f"{name}_macro_f1": score["macro_f1"],
        }
    quoted = [
        {
            "model": row["model"],
            "source": "paper",
            "comparable": "no",
            "paper_ckplus_accuracy": row["ckplus_accuracy"],
            "paper_samm_true_positives": row["samm_true_positives"],
            "paper_samm_f1": row["samm_f1"],
        }
        for row in comparison["paper"].get("table_iii", ())
    ]
    table = pd.DataFrame([*rows.values(), *quoted])
    whole = [c for c in table if c.endswith(("true_positives", "clips"))]
    return table.astype(dict.fromkeys(whole, "Int64")).round(6)


def _interval(key: str, value: float, low: float, high: float) -> dict:
    return {key: value, f"{key}_low": low, f"{key}_high": high}


def draw_table_iii(table: pd.DataFrame, dataset: str, confidence: float) -> Figure:
    """Draw the accuracies of `table_iii`; what is only quoted is hollow, grey and set apart."""
    ours = table[table["source"] == "ours"]
    keys = [c for c in table if c.endswith("_low")]
    accuracies = [c.removesuffix("_low") for c in keys]
    quoted = table[table["source"] == "paper"]
    if len(quoted):
        quoted = quoted[quoted["paper_ckplus_accuracy"].notna()]
    n = len(ours) + len(quoted)
    figure = new_figure(PAGE_INCHES * 0.75, 1.1 + 0.22 * n)
    axes = figure.subplots()
    for k, key in enumerate(accuracies):
        rows = ours[ours[key].notna()]
        height = [ours.index.get_loc(i) + 0.2 * (k - (len(accuracies) - 1) / 2) for i in rows.index]
        value = 100 * rows[key]
        errors = [value - 100 * rows[f"{key}_low"], 100 * rows[f"{key}_high"] - value]
        axes.errorbar(
            value, height, xerr=errors, fmt=MARKERS[k], color=PALETTE[k], markersize=4,
            linewidth=1, label=_words(key, dataset, table),
        )  # fmt: skip
    heights = [len(ours) + i for i in range(len(quoted))]
    if len(quoted):
        axes.plot(
            100 * quoted["paper_ckplus_accuracy"], heights, "o", color="0.5", markersize=4.5,
            markerfacecolor="none", label="quoted in the paper, CK+: not comparable",
        )  # fmt: skip
        axes.axhline(len(ours) - 0.5, color="0.6", linewidth=0.6)
    names = [*ours["model"], *(f"{name} †" for name in quoted["model"])]
    axes.set_yticks(range(n), names)
    for label in axes.get_yticklabels()[len(ours) :]:
        label.set_color("0.4")
    axes.invert_yaxis()
    axes.set_xlabel(
        f"accuracy, % ({confidence:.0%} intervals over subjects)   † other data and splits"
    )
    axes.grid(axis="x", linewidth=0.4, color="0.85")
    figure.legend(loc="outside upper left", ncols=2, fontsize=7)
    return figure


def _words(key: str, dataset: str, table: pd.DataFrame) -> str:
    tested = key.removesuffix("_accuracy")
    n = table[f"{tested}_clips"].dropna().iloc[0]
    if f"{tested}_true_positives" in table:
        return f"trained on {dataset}, tested on {tested} (n = {n})"
    return f"{dataset}, {tested} (n = {n})"
