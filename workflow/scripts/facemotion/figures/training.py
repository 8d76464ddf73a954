"""Loss and accuracy of the training clips by epoch, of every fold."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from facemotion.figures.style import PAGE_INCHES, PALETTE, new_figure
from facemotion.models.settling import final_fall, settled
from facemotion.models.tables import read_history

METRICS = {"loss": "training loss, nats", "accuracy": "training accuracy, %"}


def read_histories(paths: list[str]) -> dict[str, list[pd.DataFrame]]:
    """Read the histories of folds by scheme, from `{scheme}/seed/fold/history.tsv` paths."""
    histories: dict[str, list[pd.DataFrame]] = {}
    for path in map(Path, paths):
        histories.setdefault(path.parts[-4], []).append(read_history(path))
    return histories


def draw_training(histories: dict[str, list[pd.DataFrame]], model: str) -> Figure:
    """Draw one thin line per fold, and the mean; the title counts the folds that have settled.

    Parameters
    ----------
    histories
        A scheme to the tables of its folds, with `epoch`, `train_loss` and `train_accuracy`.
    model
        Name of the model.
    """
    columns = len(histories)
    figure = new_figure(PAGE_INCHES * max(columns, 2) / 2, 3.6)
    panels = figure.subplots(2, columns, sharex="col", sharey="row", squeeze=False)
    for column, (scheme, folds) in zip(panels.T, histories.items(), strict=True):
        for axes, (metric, label) in zip(column, METRICS.items(), strict=True):
            _draw_metric(axes, folds, metric)
            axes.set_ylabel(label if axes is panels[0, 0] or axes is panels[1, 0] else "")
            axes.grid(axis="y", linewidth=0.4, color="0.85")
        column[0].set_title(f"{model}, {scheme}: {_settled(folds)}", fontsize=8)
        column[1].set_xlabel("epoch")
        column[1].xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    panels[0, 0].set_ylim(bottom=0)
    panels[1, 0].set_ylim(top=103)
    panels[0, -1].legend(title="thin: each fold", fontsize=7, title_fontsize=7)
    return figure


def _settled(folds: list[pd.DataFrame]) -> str:
    falls = [final_fall(fold["train_loss"].tolist()) for fold in folds]
    if None in falls:
        return f"{len(folds)} folds"
    return f"{sum(map(settled, falls))} of {len(folds)} folds settled"


def _draw_metric(axes, folds: list[pd.DataFrame], metric: str) -> None:
    scale = 100 if metric == "accuracy" else 1
    curves = [scale * fold[f"train_{metric}"].to_numpy("float64") for fold in folds]
    epochs = folds[0]["epoch"].to_numpy("int64")
    marker = "o" if len(epochs) == 1 else None
    for curve in curves:
        axes.plot(epochs, curve, color=PALETTE[0], linewidth=0.5, alpha=0.45, marker=marker,
                  markersize=2)  # fmt: skip
    axes.plot(epochs, np.mean(curves, axis=0), color=PALETTE[0], linewidth=1.8, label="mean",
              marker=marker, markersize=4)  # fmt: skip
