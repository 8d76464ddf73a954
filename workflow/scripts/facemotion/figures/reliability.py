"""Reliability diagram: accuracy by predicted probability, before and after calibration."""

from matplotlib.figure import Figure

from facemotion.figures.style import PAGE_INCHES, PALETTE, new_figure

LOOKS = {"raw": ("uncalibrated", PALETTE[1], "s--"), "calibrated": ("calibrated", PALETTE[0], "o-")}


def draw_reliability(result: dict) -> Figure:
    """Draw reliability curves of the schemes that test each clip once.

    Parameters
    ----------
    result
        From `facemotion.evaluation.cross_validation.cross_validate`.
    """
    schemes = {name: s["calibration"] for name, s in result["schemes"].items() if s["calibration"]}
    columns = max(1, len(schemes))
    figure = new_figure(PAGE_INCHES * max(columns, 2) / 3, 2.6)
    panels = figure.subplots(1, columns, squeeze=False)[0]
    for axes, (scheme, found) in zip(panels, schemes.items(), strict=False):
        _draw_scheme(axes, found)
        axes.set_title(f"{result['model']}, {scheme}", fontsize=8)
    if not schemes:
        panels[0].set_title("no scheme tests each clip once", fontsize=8)
    for axes in panels:
        axes.set_xlabel("probability of the predicted class")
    panels[0].set_ylabel("accuracy")
    return figure


def _draw_scheme(axes, found: dict) -> None:
    axes.plot([0, 1], [0, 1], color="0.8", linewidth=0.8)
    for kind, (name, colour, look) in LOOKS.items():
        bins, error = found[kind]["bins"], found[kind]["error"]
        axes.plot(
            [b["probability"] for b in bins], [b["right"] for b in bins], look, color=colour,
            linewidth=1, markersize=3.5, label=f"{name} (ECE {error:.3f})",
        )  # fmt: skip
    for b in found["calibrated"]["bins"]:
        axes.annotate(
            str(b["clips"]), (b["probability"], b["right"]), xytext=(0, -9), ha="center",
            textcoords="offset points", fontsize=6, color="0.4",
        )  # fmt: skip
    axes.set_xlim(0, 1.02)
    axes.set_ylim(-0.08, 1.05)
    axes.legend(fontsize=7, loc="best")
