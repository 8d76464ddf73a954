"""The look of all figures, and how they are saved."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from facemotion.files.atomic import atomic

COLUMN_INCHES, PAGE_INCHES = 3.5, 7.0
# Okabe and Ito's palette, distinguishable with all kinds of colour vision.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DPI = 200
SIGNED = "RdBu_r"  # of maps: red supports the class, blue opposes it (hatched)
ZERO = 1e-9  # a map whose values are no larger holds rounding errors, and is drawn as zero

mpl.rcParams.update(
    {
        "font.size": 8,
        "font.family": "DejaVu Sans",  # comes with matplotlib, so it is the same everywhere
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.6,
        "hatch.linewidth": 0.3,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "legend.frameon": False,
        "svg.hashsalt": "facemotion",  # otherwise ids differ from run to run
        "svg.fonttype": "none",  # text stays text
        "pdf.fonttype": 42,
    }
)


def new_figure(width: float, height: float) -> Figure:
    """Make a figure of a size in inches, with automatic layout."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def save_figure(figure: Figure, *paths: str | Path) -> None:
    """Write a figure to each path, in the format of its suffix, without a date."""
    for path in map(Path, paths):
        kind = path.suffix[1:]
        dateless = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
        with atomic(path) as part:
            figure.savefig(part, format=kind, dpi=DPI, metadata=dateless)
