"""Loss and accuracy by epoch, of training and test clips, of every fold."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from facemotion.figures.style import PAGE_INCHES, PALETTE, new_figure
from facemotion.models.tables import read_history

SIDES = {"train": (PALETTE[0], "-"), "test": (PALETTE[1], "--")}
METRICS = {"loss": "cross-entropy loss", "accuracy": "accuracy, %"}


def read_histories(paths: list[str]) -> dict[str, list[pd.DataFrame]]:
    """Read the histories of folds by scheme, from `{scheme}/seed/fold/history.tsv` paths."""
    histories: dict[str, list[pd.DataFrame]] = {}
    for path in map(Path, paths):
        histories.setdefault(path.parts[-4], []).append(read_history(path))
    return histories


def draw_training(histories: dict[str, list[pd.DataFrame]], model: str) -> Figure:
    """Draw thin lines, one a fold, and their mean.

    Parameters
    ----------
    histories
        A scheme to the tables of its folds, with `epoch`, `train_loss`, `train_accuracy`,
        `test_loss` and `test_accuracy`.
    model
        Its name.
    """
    columns = len(histories)
    figure = new_figure(PAGE_INCHES * max(columns, 2) / 2, 3.6)
    panels = figure.subplots(2, columns, sharex="col", sharey="row", squeeze=False)
    for column, (scheme, folds) in zip(panels.T, histories.items(), strict=True):
        for axes, (metric, label) in zip(column, METRICS.items(), strict=True):
            for side in SIDES:
                _draw_side(axes, folds, side, metric)
            axes.set_ylabel(label if axes is panels[0, 0] or axes is panels[1, 0] else "")
            axes.grid(axis="y", linewidth=0.4, color="0.85")
        column[0].set_title(f"{model}, {scheme} (n = {len(folds)} folds)", fontsize=8)
        column[1].set_xlabel("epoch")
        column[1].xaxis.set_major_locator(MaxNLocator(integer=True))
    panels[0, 0].set_ylim(bottom=0)
    panels[1, 0].set_ylim(top=103)
    panels[0, -1].legend(title="mean; thin: each fold", fontsize=7, title_fontsize=7)
    return figure


def _draw_side(axes, folds: list[pd.DataFrame], side: str, metric: str) -> None:
    colour, line = SIDES[side]
    scale = 100 if metric == "accuracy" else 1
    curves = [scale * fold[f"{side}_{metric}"].to_numpy("float64") for fold in folds]
    epochs = folds[0]["epoch"].to_numpy("int64")
    marker = "o" if len(epochs) == 1 else None
    for curve in curves:
        axes.plot(epochs, curve, line, color=colour, linewidth=0.5, alpha=0.45, marker=marker,
                  markersize=2)  # fmt: skip
    label = "training clips, during the epoch" if side == "train" else "test clips, after it"
    axes.plot(epochs, np.mean(curves, axis=0), line, color=colour, linewidth=1.8, label=label,
              marker=marker, markersize=4)  # fmt: skip
