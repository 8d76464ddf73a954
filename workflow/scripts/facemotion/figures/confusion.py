"""Confusion matrices of a model, one per scheme (the paper's Fig. 5)."""

import numpy as np
from matplotlib.figure import Figure

from facemotion.figures.style import PAGE_INCHES, new_figure

COLOURS = "Blues"  # differ in lightness, for all kinds of colour vision


def draw_confusion(result: dict) -> Figure:
    """Draw counts, coloured by their share of the true class.

    Parameters
    ----------
    result
        From `facemotion.evaluation.cross_validation.cross_validate`.
    """
    schemes = result["schemes"]
    columns = min(2, len(schemes))
    rows = -(-len(schemes) // columns)
    figure = new_figure(PAGE_INCHES * columns / 2, 0.2 + 3.0 * rows)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, (name, scheme) in zip(panels, schemes.items(), strict=False):
        image = _draw_matrix(axes, scheme["all_classes"])
        title = f"{result['model']}, {name}: accuracy {scheme['all_classes']['accuracy']:.1%}"
        axes.set_title(title, fontsize=8)
    for axes in panels[len(schemes) :]:
        axes.set_axis_off()
    bar = figure.colorbar(image, ax=panels, shrink=0.8, pad=0.01)
    bar.set_label("share of the true class, %")
    bar.outline.set_visible(False)
    return figure


def _draw_matrix(axes, score: dict):
    classes, rows = score["confusion"]["columns"], score["confusion"]["rows"]
    counts = np.array([rows[name] for name in classes])
    totals = counts.sum(axis=1)
    share = 100 * counts / np.maximum(totals, 1)[:, None]
    image = axes.imshow(share, cmap=COLOURS, vmin=0, vmax=100)
    for (i, k), count in np.ndenumerate(counts):
        if count:
            colour = "white" if share[i, k] > 50 else "black"
            axes.text(k, i, str(count), ha="center", va="center", fontsize=7, color=colour)
    ticks = range(len(classes))
    axes.set_xticks(ticks, classes, rotation=40, ha="right", rotation_mode="anchor")
    names = [f"{name} ({n})" for name, n in zip(classes, totals, strict=True)]
    axes.set_yticks(ticks, names)
    axes.set_xlabel("predicted class")
    axes.set_ylabel(f"true class (n = {totals.sum()} test clips)")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xticks(np.arange(len(classes) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(classes) + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="0.85", linewidth=0.5)
    axes.tick_params(which="minor", length=0)
    return image
