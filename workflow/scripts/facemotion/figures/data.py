"""Figures of the data: sequence lengths (the paper's Fig. 2) and class counts (Table I)."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from facemotion.dataset.classes import Classes
from facemotion.figures.style import COLUMN_INCHES, PALETTE, new_figure
from facemotion.sequences import table as contract
from facemotion.sequences.labels import LABELS

UNUSED = "0.72"
# Counts of sequences: key in the flow → column of a table.
STEPS = {"labelled": "labelled", "long_enough": "long_enough", "kept": "used"}
# Statuses of sequences that are shown separately; all others are one group.
KINDS = {
    "used": (PALETTE[0], (contract.OK,)),
    "too short": (PALETTE[1], (contract.TOO_SHORT,)),
    "excluded for another reason": (UNUSED, None),
}


def draw_frame_counts(sequences: pd.DataFrame, name: str) -> Figure:
    """Draw how many images the sequences have, and which are used (the paper's Fig. 2).

    Parameters
    ----------
    sequences
        A filtered sequence table.
    name
        Name of the dataset.
    """
    counts, status = sequences["n_frames"], sequences["status"]
    named = [s for _, chosen in KINDS.values() for s in chosen or ()]
    figure = new_figure(COLUMN_INCHES, 2.5)
    axes = figure.subplots()
    masks = [status.isin(chosen) if chosen else ~status.isin(named) for _, chosen in KINDS.values()]
    shown = [k for k, mask in enumerate(masks) if mask.any()]
    axes.hist(
        [counts[masks[k]] for k in shown],
        bins=frame_bins(counts),
        stacked=True,
        color=[[*KINDS.values()][k][0] for k in shown],
        hatch=["////" if [*KINDS][k] == "too short" else "" for k in shown],  # seen in grey, too
        label=[f"{[*KINDS][k]} (n = {masks[k].sum()})" for k in shown],
        edgecolor="white",
        linewidth=0.3,
    )
    axes.set_xlabel(f"images per sequence of {name}")
    axes.set_ylabel(f"sequences (n = {len(sequences)})")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="lower left", bbox_to_anchor=(-0.1, 1), fontsize=7, labelspacing=0.3)
    return figure


def frame_bins(counts: pd.Series) -> np.ndarray:
    """Return the edges of at most 40 integer-wide bins that cover the counts."""
    low, high = (int(counts.min()), int(counts.max())) if len(counts) else (0, 1)
    width = -(-(high - low + 1) // 40)
    return np.arange(low, high + width + 1, width) - 0.5


def class_counts(flow: dict, classes: Classes, paper: dict) -> pd.DataFrame:
    """Count labelled sequences, those used, and clips, by class (the paper's Table I).

    A label in no class has its own row, so that nothing is left out silently.

    Parameters
    ----------
    flow
        From `facemotion.evaluation.flow.add_clips`.
    classes
        Classes of the dataset.
    paper
        Class → the paper's count; empty for data that are not in the paper.

    Returns
    -------
    pandas.DataFrame
        One row per class with `class`, `labelled`, `long_enough`, `used` (sequences), `clips`, and
        `paper` unless it is empty.
    """
    rows = []
    unused = {e: (e,) for e in LABELS if e in flow["by_emotion"] and not classes.name_of(e)}
    for name, labels in (dict(classes.labels) | unused).items():
        steps = [flow["by_emotion"][e] for e in labels if e in flow["by_emotion"]]
        counts = {key: sum(step[key] for step in steps) for key in STEPS}
        clips = flow["clips"]["by_class"].get(name, 0)
        row = {"class": name, **{STEPS[key]: n for key, n in counts.items()}, "clips": clips}
        rows.append(row | ({"paper": paper.get(name, 0)} if paper else {}))
    return pd.DataFrame(rows)


def draw_class_counts(counts: pd.DataFrame, name: str, paper_is_comparable: bool) -> Figure:
    """Draw labelled sequences and clips by class, and the paper's counts if known.

    Parameters
    ----------
    counts
        From `class_counts`.
    name
        Name of the dataset.
    paper_is_comparable
        Whether these are the paper's data; if not, the legend says that its counts are of CK+.
    """
    figure = new_figure(COLUMN_INCHES, 0.7 + 0.26 * len(counts))
    axes, rows = figure.subplots(), np.arange(len(counts))
    axes.barh(rows, counts["labelled"], 0.72, color="0.88", label="labelled sequences")
    axes.barh(rows, counts["clips"], 0.42, color=PALETTE[0], label="clips")
    if "paper" in counts:
        label = "paper (Table I)" if paper_is_comparable else "paper (real CK+)"
        axes.plot(counts["paper"], rows, "x", color="black", markersize=4, label=label)
    names = zip(counts["class"], counts["clips"], strict=True)
    axes.set_yticks(rows, [f"{name} ({clips})" for name, clips in names])
    axes.invert_yaxis()
    axes.set_xlabel(f"count, {name}")
    axes.set_ylabel(f"class (clips; n = {counts['clips'].sum()})")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="lower left", bbox_to_anchor=(-0.3, 1), ncols=3, fontsize=7, columnspacing=0.8,
                handlelength=1.2)  # fmt: skip
    return figure
