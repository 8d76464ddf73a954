"""Differences between the landmarks of two backends, as a figure."""

from matplotlib.figure import Figure

from facemotion.figures.style import MARKERS, PAGE_INCHES, PALETTE, new_figure

UNIT = "% of the inter-ocular distance"


def draw_agreement(agreement: dict, name: str) -> Figure:
    """Draw differences of position and motion by region, and the motion of either backend.

    Parameters
    ----------
    agreement
        `facemotion.landmarks.agreement.compare_backends`.
    name
        Name of the dataset.
    """
    rows = agreement["regions"]
    figure = new_figure(PAGE_INCHES, 0.9 + 0.24 * len(rows))
    left, right = figure.subplots(1, 2, sharey=True)
    first, second = (agreement[key].partition(" ")[0] for key in ("first", "second"))
    keys = {"position_difference": "position", "motion_difference": "displacement"}
    _draw(left, rows, keys)
    left.set_xlabel(f"difference between {first} and {second}\n{UNIT}")
    same = " (second)" if first == second else ""
    _draw(right, rows, {"first_motion": first, "second_motion": second + same})
    right.set_xlabel(f"displacement from the first frame\n{UNIT}")
    labels = [
        row["region"] + ("" if row["followed"] is None else f" ({row['followed']:.0%})")
        for row in rows
    ]
    left.set_yticks(range(len(rows)), labels)
    left.invert_yaxis()
    left.set_ylabel(f"region of {name} (motion reproduced)")
    return figure


def _draw(axes, rows: list[dict], keys: dict[str, str]) -> None:
    for k, (key, label) in enumerate(keys.items()):
        means = [row[key]["mean"] for row in rows]
        axes.errorbar(
            means,
            [i + 0.24 * (k - 0.5) for i in range(len(rows))],
            xerr=[
                [max(0, row[key]["mean"] - row[key]["low"]) for row in rows],
                [max(0, row[key]["high"] - row[key]["mean"]) for row in rows],
            ],
            fmt=MARKERS[k],
            color=PALETTE[k],
            markersize=3.5,
            linewidth=1,
            capsize=1.5,
            label=label,
        )
    axes.set_xlim(left=0)
    axes.grid(axis="x", linewidth=0.4, color="0.85")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=7, columnspacing=0.8)
