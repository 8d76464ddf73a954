"""The checks of a model's maps as a figure."""

import numpy as np
from matplotlib.figure import Figure

from facemotion.explanation.planted_maps import TRUTH, PlantedMaps
from facemotion.figures.heat_map import hatch_opposing
from facemotion.figures.style import MARKERS, PAGE_INCHES, PALETTE, SIGNED, new_figure

PLANTED_CLASS = 4  # a region with a neighbour on either side: the upper lip; or the last
REFERENCE_LOOKS = {"displacement": ("0.45", "--"), "random": ("0.7", ":")}


def draw_checks(checks: dict, planted: PlantedMaps) -> Figure:
    """Draw the maps of a planted region, randomisation by layer, and deletion and insertion.

    Parameters
    ----------
    checks
        `facemotion.explanation.verdicts.describe_checks`.
    planted
        Maps of a planted region by each method.
    """
    figure = new_figure(PAGE_INCHES, 4.6)
    upper, lower = figure.subfigures(2, 1, height_ratios=[1, 1.15])
    _draw_planted(upper, planted)
    axes = lower.subplots(1, 3)
    colours = dict(zip(checks["methods"], PALETTE, strict=False))
    _draw_randomization(axes[0], checks, colours)
    for axis, side in zip(axes[1:], ("deletion", "insertion"), strict=True):
        _draw_curves(axis, checks, side, colours)
    handles, labels = axes[1].get_legend_handles_labels()
    lower.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=7)
    return figure


def _draw_planted(figure, planted: PlantedMaps) -> None:
    axes = figure.subplots(1, len(planted.maps), sharey=True)
    count = len(planted.maps[TRUTH])
    chosen = min(PLANTED_CLASS, count - 1)
    for axis, (name, maps) in zip(axes, planted.maps.items(), strict=True):
        shown = maps[chosen].astype(float)
        limit = np.abs(shown).max() or 1
        axis.imshow(shown, cmap=SIGNED, vmin=-limit, vmax=limit, aspect="auto")
        hatch_opposing(axis, shown, limit)
        axis.set_title("planted" if name == TRUTH else name.replace("_", "\n", 1), fontsize=7)
        axis.set_xlabel("x, px" if planted.on_pixels else "frame")
    axes[0].set_ylabel("y, px" if planted.on_pixels else "landmark")
    figure.suptitle(
        f"Planted region: ground truth, and each method's mean map (class {chosen + 1} of {count}; "
        "hatched: against the class)",
        fontsize=8,
    )


def _draw_randomization(axis, checks: dict, colours: dict) -> None:
    known = checks["methods"].values()
    for k, (method, about) in enumerate(checks["methods"].items()):
        layers = about["verdicts"]["randomization"]["layers"]
        axis.plot(
            list(layers.values()), MARKERS[k] + "-", color=colours[method], markersize=3, lw=1
        )
    axis.axhline(checks["settings"]["max_correlation"], color="0.45", linewidth=0.8, linestyle="--")
    names = [name.removeprefix("features.").removeprefix("classifier.") for name in layers]
    axis.set_xticks(range(len(layers)), names, rotation=40, ha="right", fontsize=6)
    lowest = min(min(a["verdicts"]["randomization"]["layers"].values()) for a in known)
    axis.set_ylim(min(0, lowest - 0.05), 1)
    axis.set_xlabel("layers randomised from the output down to")
    axis.set_ylabel("rank correlation with\nthe trained network")


def _draw_curves(axis, checks: dict, side: str, colours: dict) -> None:
    marks = dict(zip(colours, MARKERS, strict=False))
    for name, curve in checks["curves"][side].items():
        colour, line = REFERENCE_LOOKS.get(name, (colours.get(name), "-"))
        axis.plot(
            np.linspace(0, 100, len(curve)), curve, line, color=colour, linewidth=1, label=name,
            marker=marks.get(name), markersize=3, markevery=0.25,
        )  # fmt: skip
    axis.set_ylim(0, 1)
    axis.set_xlabel(f"locations {'frozen' if side == 'deletion' else 'restored'}, %")
    axis.set_ylabel("probability of the class")
    axis.set_title(f"{side} (n = {checks['clips']} clips)", fontsize=8)
