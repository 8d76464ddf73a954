"""A landmark × frame map, with the parts of the face and the action units marked."""

import numpy as np
from matplotlib.axes import Axes

from facemotion.figures.style import PALETTE, SIGNED, ZERO
from facemotion.landmarks.skeleton import PARTS

OPPOSING = 0.2  # share of the largest value; cells this far below zero are hatched
UNIT_STEP = 0.075  # share of the clip between the bars of two action units; their names just fit
BOX = {"facecolor": "white", "edgecolor": PALETTE[1], "alpha": 0.6, "boxstyle": "round"}


def draw_heat_map(
    axes: Axes, values: np.ndarray, title: str, units: dict[int, list[int]], failed: list[str]
) -> None:
    """Draw a signed map, zero in white, opposing cells hatched; a map of zeros is labelled.

    Parameters
    ----------
    axes
        Where to draw.
    values
        (68, T).
    title
        Describes the map and the number of clips.
    units
        Action units to mark at the right, each with its landmarks.
    failed
        Checks that the method failed; they are stamped on the map.
    """
    largest = float(np.abs(values).max())
    limit = largest if largest > ZERO else 1.0
    image = axes.imshow(
        values, cmap=SIGNED, vmin=-limit, vmax=limit, aspect="auto", interpolation="nearest"
    )
    hatch_opposing(axes, values, limit)
    colours = axes.figure.colorbar(image, ax=axes, fraction=0.05, pad=0.02, location="bottom")
    colours.ax.tick_params(labelsize=6)
    colours.ax.xaxis.get_offset_text().set_fontsize(6)
    colours.formatter.set_powerlimits((-2, 3))
    axes.set_title(title, fontsize=7, loc="left", pad=20 if units else 4)
    axes.set_xlabel("frame of the clip", fontsize=7)
    frames = values.shape[1]
    step = unit_step(frames)
    axes.set_xlim(-0.5, frames - 0.5 + (0.4 * step + step * len(units) if units else 0))
    ticks = [*range(0, frames - 1, max(1, frames // 4)), frames - 1]
    axes.set_xticks(ticks, [tick + 1 for tick in ticks], fontsize=6)
    _name_parts(axes, frames)
    _mark_units(axes, units, frames)
    if largest <= ZERO:
        axes.text(
            (frames - 1) / 2,
            58.5,  # below the stamp
            "zero everywhere",
            ha="center",
            va="center",
            fontsize=7,
            color="0.4",
        )
    if failed:
        stamp(axes, failed)


def outline(axes: Axes, cells: np.ndarray) -> None:
    """Draw a line around the cells (68, T) in which action units moved."""
    if cells.any():
        axes.contour(*_with_edges(cells), levels=[0.5], colors="black", linewidths=0.7)


def hatch_opposing(axes: Axes, values: np.ndarray, limit: float) -> None:
    """Hatch the cells that clearly oppose the class: red and blue look alike in greyscale."""
    opposing = values < -OPPOSING * limit
    if opposing.any():
        axes.contourf(*_with_edges(opposing), levels=[0.5, 1], colors="none", hatches=["/" * 8])


def _with_edges(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y and a grid so fine that a contour follows the edges of the cells."""
    y, x = (np.linspace(-0.5 + 1 / 8, n - 0.5 - 1 / 8, 4 * n) for n in cells.shape)
    return x, y, np.kron(cells, np.ones((4, 4)))


def stamp(axes: Axes, failed: list[str]) -> None:
    """Stamp the checks that its method failed across a map."""
    axes.text(
        0.5, 0.5, "not passed:\n" + "\n".join(failed), transform=axes.transAxes, rotation=30,
        ha="center", va="center", fontsize=9, color="0.2", alpha=0.75, bbox=BOX,
    )  # fmt: skip


def stamp_face(axes: Axes, failed: list[str]) -> None:
    """Stamp the failed checks below a face, without covering it."""
    axes.text(
        0.5, 0.01, "not passed:\n" + "\n".join(failed), transform=axes.transAxes,
        ha="center", va="bottom", fontsize=5, color="0.2", bbox=BOX,
    )  # fmt: skip


def unit_step(frames: int) -> float:
    """Return the distance between the bars of two action units, in frames."""
    return UNIT_STEP * frames


def _name_parts(axes: Axes, frames: int) -> None:
    edges = [points.start for points, _ in PARTS.values()]
    for edge in edges[1:]:
        axes.plot([-0.5, frames - 0.5], [edge - 0.5] * 2, color="0.6", linewidth=0.4)
    middles = [(points.start + points.stop - 1) / 2 for points, _ in PARTS.values()]
    axes.set_yticks(middles, [f"{name} {p.start}–{p.stop - 1}" for name, (p, _) in PARTS.items()])
    axes.tick_params(axis="y", length=0, labelsize=6)


def _mark_units(axes: Axes, units: dict[int, list[int]], frames: int) -> None:
    """Draw a bar for each unit, over its landmarks, to the right of the map."""
    for k, (unit, landmarks) in enumerate(units.items()):
        x = frames + unit_step(frames) * k
        for n in landmarks:
            axes.plot([x, x], [n - 0.5, n + 0.5], color=PALETTE[k % len(PALETTE)], linewidth=2,
                      clip_on=False, solid_capstyle="butt")  # fmt: skip
        axes.text(x, -1.5, f"AU{unit}", rotation=90, ha="center", va="bottom", fontsize=5.5)
