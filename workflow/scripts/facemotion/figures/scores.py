"""Agreement of maps with action units as a figure."""

from matplotlib.figure import Figure

from facemotion.figures.style import PAGE_INCHES, PALETTE, new_figure

REFERENCES = {
    "displacement": ("|", "0.2"),
    "class_mean": ("x", PALETTE[1]),
    "random_network": ("2", PALETTE[2]),
}


def draw_scores(scores: dict, columns: int = 4) -> Figure:
    """Draw AUROC over landmarks by method, one panel per class, with the baselines.

    Parameters
    ----------
    scores
        `facemotion.explanation.claims.describe_scores`.
    columns
        Panels per row.
    """
    rows = [r for r in scores["rows"] if r["axis"] == "landmark" and r["metric"] == "auroc"]
    names = list(dict.fromkeys(row["class"] for row in rows))
    methods = list(scores["methods"])
    lines = -(-len(names) // columns)
    figure = new_figure(PAGE_INCHES, lines * (0.75 + 0.19 * len(methods)) + 0.35)
    panels = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False).flatten()
    for panel, name in zip(panels, names, strict=False):
        cells = [row for method in methods for row in rows
                 if (row["method"], row["class"]) == (method, name)]  # fmt: skip
        _draw_panel(panel, cells, scores)
        panel.set_title(f"{name} (n = {max(row['clips'] for row in cells)})", fontsize=8)
    for panel in panels[len(names) :]:
        panel.set_axis_off()
    labels = [m + ("" if not scores["methods"][m]["failed_checks"] else " †") for m in methods]
    panels[0].set_yticks(range(len(methods)), labels)
    panels[0].set_ylim(len(methods) - 0.5, -0.5)
    for panel in panels[max(0, len(names) - columns) : len(names)]:  # lowest of a column
        panel.set_xlabel("AUROC over landmarks")
        panel.tick_params(labelbottom=True)
    # A panel lacks a reference if all its maps are degenerate.
    known = dict(zip(*reversed(_handles(panels)), strict=True))
    figure.legend(known.values(), known, loc="outside lower center", ncols=4, fontsize=7)
    return figure


def _handles(panels) -> tuple[list, list]:
    found = [panel.get_legend_handles_labels() for panel in panels]
    return [h for handles, _ in found for h in handles], [n for _, names in found for n in names]


def _draw_panel(panel, cells: list[dict], scores: dict) -> None:
    panel.axvline(0.5, color="0.8", linewidth=0.8)
    for k, row in enumerate(cells):
        if row["value"] is None:
            continue
        failed = scores["methods"][row["method"]]["failed_checks"]
        error = [[row["value"] - row["low"]], [row["high"] - row["value"]]]
        panel.errorbar(
            row["value"], k, xerr=error, fmt="o", color=PALETTE[0], markersize=4, linewidth=1,
            capsize=1.5, markerfacecolor="none" if failed else PALETTE[0],
            label=f"map ({scores['confidence']:.0%} interval; hollow, †: checks not passed)",
        )  # fmt: skip
        for name, (marker, colour) in REFERENCES.items():
            if row[name] is not None:
                label = name.replace("_", " ")
                panel.plot(row[name], k, marker, color=colour, markersize=6, label=label)
    panel.set_xlim(0.2, 1.02)
