"""Landmark quality of a dataset, as a figure."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from facemotion.figures.style import MARKERS, PAGE_INCHES, PALETTE, new_figure
from facemotion.landmarks.quality import by_subject

WORST = 12  # subjects with the most failed frames that are named


def draw_quality(quality: pd.DataFrame, name: str) -> Figure:
    """Draw each sequence's jitter by subject, and the subjects with most frames without landmarks.

    Parameters
    ----------
    quality
        `facemotion.landmarks.quality.read_quality`.
    name
        Name of the dataset.
    """
    subjects = by_subject(quality)
    figure = new_figure(PAGE_INCHES, 2.6)
    left, right = figure.subplots(1, 2, width_ratios=[3, 2])
    place = dict(zip(subjects.sort_values("jitter")["subject"], range(len(subjects)), strict=True))
    poor = (quality["poor"] == "yes").to_numpy()
    for chosen, k, label in ((~poor, 0, "good"), (poor, 1, "poor")):
        if not chosen.any():
            continue
        x = quality.loc[chosen, "subject"].map(place)
        left.plot(
            x, quality.loc[chosen, "jitter"], MARKERS[k], color=PALETTE[k], markersize=2.5,
            label=f"{label} (n = {chosen.sum()})",
        )  # fmt: skip
    left.set_ylim(bottom=0)
    left.set_xlabel(f"subjects of {name}, sorted by median (n = {len(subjects)})")
    left.set_ylabel("jitter per sequence,\n% of the inter-ocular distance")
    left.xaxis.set_major_locator(MaxNLocator(integer=True))
    left.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=7)
    _draw_failures(right, subjects)
    return figure


def _draw_failures(axes, subjects: pd.DataFrame) -> None:
    failed, frames = subjects["failed"].sum(), subjects["frames"].sum()
    axes.set_title(f"{failed} of {frames} frames without landmarks", fontsize=8)
    if not failed:
        axes.set_axis_off()
        return
    worst = subjects[subjects["failed"] > 0].copy()
    worst["share"] = 100 * worst["failed"] / worst["frames"]
    worst = worst.sort_values(["share", "subject"], ascending=[False, True]).head(WORST)
    axes.barh(np.arange(len(worst)), worst["share"], 0.7, color=PALETTE[1])
    axes.set_yticks(range(len(worst)), worst["subject"])
    axes.set_ylim(len(worst) - 0.5, -0.5)
    axes.set_xlim(0, max(1.0, 1.05 * worst["share"].max()))
    axes.set_xlabel("frames without landmarks, %")
