"""The paper's Table III as a figure: ours by one rule and as published, its own, and cost."""

import pandas as pd
from matplotlib.figure import Figure

from facemotion.figures.style import MARKERS, PAGE_INCHES, PALETTE, new_figure

PUBLISHED = "as_published_"


def draw_table_iii(table: pd.DataFrame, dataset: str, confidence: float) -> Figure:
    """Draw accuracies and times of `make_table_iii`; quoted numbers are hollow and grey.

    Parameters
    ----------
    table
        From `facemotion.evaluation.table_iii.make_table_iii`.
    dataset
        Name of the cross-validated dataset.
    confidence
        Of the intervals.
    """
    figure = new_figure(PAGE_INCHES, 1.3 + 0.24 * len(table))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=[3, 1.4])
    keys = [c.removesuffix("_low") for c in table if c.endswith("_low")]
    plain = [key for key in keys if not key.startswith(PUBLISHED)]
    for k, key in enumerate(plain):
        shift = 0.2 * (k - (len(plain) - 1) / 2)
        _draw_accuracy(left, table, key, k, shift, _words(key, dataset, table))
        second = PUBLISHED + key
        if second in keys:
            words = f"{_words(key, dataset, table)}, as published"
            _draw_accuracy(left, table, second, k, shift + 0.08, words, hollow=True)
    _draw_quoted(left, table)
    left.set_xlabel(
        f"accuracy, % ({confidence:.0%} intervals over subjects)   † other data and splits"
    )
    left.set_ylim(len(table) - 0.5, -0.5)  # include rows without numbers
    _draw_times(right, table)
    for axes in (left, right):
        axes.grid(axis="x", linewidth=0.4, color="0.85")
    figure.legend(loc="outside upper left", ncols=2, fontsize=7)
    return figure


def _draw_accuracy(axes, table, key, k, shift, label, hollow=False) -> None:
    rows = table[table[key].notna()]
    value = 100 * rows[key]
    errors = [value - 100 * rows[f"{key}_low"], 100 * rows[f"{key}_high"] - value]
    axes.errorbar(
        value, rows.index + shift, xerr=errors, fmt=MARKERS[k], color=PALETTE[k], markersize=4,
        markerfacecolor="none" if hollow else PALETTE[k], linewidth=0.6 if hollow else 1,
        label=label,
    )  # fmt: skip


def _draw_quoted(axes, table: pd.DataFrame) -> None:
    """Draw the numbers that the paper quotes, and name the rows; systems not rebuilt are grey."""
    if "paper_ckplus_accuracy" in table:
        quoted = table[table["paper_ckplus_accuracy"].notna()]
        axes.plot(
            100 * quoted["paper_ckplus_accuracy"], quoted.index, "o", color="0.5", markersize=4.5,
            markerfacecolor="none", label="quoted by the paper, CK+: not comparable †",
        )  # fmt: skip
    ours = table["rebuilt"] == "yes"
    names = table["model"].where(ours, table["paper_model"] + ", not rebuilt")
    axes.set_yticks(range(len(table)), names)
    for label, rebuilt in zip(axes.get_yticklabels(), ours, strict=True):
        label.set_color("black" if rebuilt else "0.4")


def _draw_times(axes, table: pd.DataFrame) -> None:
    for key, marker, label in (
        ("network_ms", "|", "network only"),
        ("ms", "D", "with extraction of the landmarks that it needs"),
    ):
        if key in table:
            axes.plot(table[key], table.index, marker, color="black", markersize=4, label=label)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("ms per clip, one core")


def _words(key: str, dataset: str, table: pd.DataFrame) -> str:
    tested = key.removesuffix("_accuracy")
    n = int(table[f"{tested}_clips"].dropna().iloc[0])
    if f"{tested}_true_positives" in table:
        return f"trained on {dataset}, tested on {tested} (n = {n})"
    return f"{dataset}, {tested} (n = {n})"
