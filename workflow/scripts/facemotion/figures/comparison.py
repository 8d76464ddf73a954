"""The comparison of models as a figure: accuracy with intervals, and cost."""

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from facemotion.figures.style import MARKERS, PAGE_INCHES, PALETTE, new_figure


def draw_comparison(comparison: dict) -> Figure:
    """Draw every model's accuracy by scheme, and its parameters and multiply-adds.

    Parameters
    ----------
    comparison
        From `facemotion.evaluation.comparison.compare_models`.
    """
    rows = [row for row in comparison["rows"] if row["classes"] == "all"]
    schemes = list(dict.fromkeys(row["scheme"] for row in rows))
    accuracy = {(row["model"], row["scheme"]): row for row in rows}
    models = sorted(
        dict.fromkeys(row["model"] for row in rows),
        key=lambda m: next(accuracy[m, s]["accuracy"] for s in schemes[::-1] if (m, s) in accuracy),
    )
    figure = new_figure(PAGE_INCHES, 0.8 + 0.32 * len(models))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=[3, 2])
    spread = 0.3 / max(1, len(schemes))
    for k, scheme in enumerate(schemes):
        places = [i for i, model in enumerate(models) if (model, scheme) in accuracy]
        height = [i + spread * ((len(schemes) - 1) / 2 - k) for i in places]
        cells = [accuracy[models[i], scheme] for i in places]
        _draw_intervals(left, cells, height, k, f"{scheme} (n = {cells[0]['clips']})")
    left.set_yticks(range(len(models)), models)
    left.set_xlabel(
        f"accuracy, % ({comparison['confidence']:.0%} interval over subjects, n test clips)"
    )
    left.grid(axis="x", linewidth=0.4, color="0.85")
    left.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=7)
    known = {cost["model"]: cost for cost in comparison["costs"]}
    _draw_costs(right, {i: known[m] for i, m in enumerate(models) if m in known})
    return figure


def _draw_intervals(axes, cells: list[dict], height: list[float], k: int, label: str) -> None:
    value = [100 * c["accuracy"] for c in cells]
    below = [100 * (c["accuracy"] - c["accuracy_low"]) for c in cells]
    above = [100 * (c["accuracy_high"] - c["accuracy"]) for c in cells]
    axes.errorbar(
        value,
        height,
        xerr=[below, above],
        fmt=MARKERS[k],
        color=PALETTE[k],
        markersize=4,
        linewidth=1,
        capsize=1.5,
        label=label,
    )


def _draw_costs(axes, costs: dict[int, dict]) -> None:
    """Draw costs in the rows of their models; external predictions have none."""
    for k, (key, label) in enumerate(
        [("parameters", "trainable parameters"), ("multiply_adds", "multiply-adds per clip")], 2
    ):
        axes.plot(
            [cost[key] for cost in costs.values()],
            [*costs],
            MARKERS[k],
            color=PALETTE[k],
            markersize=4,
            markerfacecolor="none" if k == 2 else PALETTE[k],
            zorder=5 - k,  # the hollow marker is seen on the other one
            label=label,
        )
    axes.set_xscale("log")
    axes.set_xlabel("count")
    axes.grid(axis="x", linewidth=0.4, color="0.85")
    axes.xaxis.set_major_formatter(FuncFormatter(_short))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=7, columnspacing=0.8)


def _short(value: float, _) -> str:
    for unit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:g} {letter}"
    return f"{value:g}"
