"""A network layer by layer, as it is in the code (the paper's Fig. 4)."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from facemotion.figures.style import PAGE_INCHES, PALETTE, new_figure

COLOURS = {"input": "0.75", "conv": PALETTE[5], "max-pool": PALETTE[4], "average": PALETTE[4],
           "dense": PALETTE[2], "LSTM": PALETTE[3]}  # fmt: skip
TALLEST, DEEPEST = 1.0, 0.45  # of a block, where the widest has a width of about one half
SLANT = 0.5  # how far to the right the top leans, of the depth


def draw_architecture(result: dict) -> Figure:
    """Draw one block per layer: height is its rows, depth its columns, width its channels.

    Rows and columns are drawn by their square root, channels by their logarithm.

    Parameters
    ----------
    result
        From `facemotion.evaluation.cross_validation.cross_validate`.
    """
    layers = result["layers"]
    figure = new_figure(PAGE_INCHES, 2.6)
    axes = figure.subplots()
    shapes = [_block_shape(layer["output"]) for layer in layers]
    rows, columns = (max(shape[k] for shape in shapes) for k in (1, 2))
    at = 0.0
    for layer, (channels, height, depth) in zip(layers, shapes, strict=True):
        size = (
            0.08 + 0.05 * np.log2(channels),
            max(0.03, TALLEST * np.sqrt(height / rows)),
            max(0.03, DEEPEST * np.sqrt(depth / columns)),
        )
        _draw_block(axes, at, size, COLOURS.get(layer["words"].split()[0], "0.6"))
        _label(axes, at + size[0] / 2, layer)
        at += size[0] + DEEPEST * SLANT + 0.42
    axes.set_title(
        f"{result['model']} ({result['network']}), {result['parameters']:,} trainable parameters\n"
        "(below each layer: shape of its output, number of its parameters)",
        fontsize=9,
    )
    axes.set_xlim(-0.25, at - 0.1)
    axes.set_ylim(-0.62, TALLEST + DEEPEST + 0.02)
    axes.set_aspect("equal")
    axes.set_axis_off()
    return figure


def _block_shape(output: list[int]) -> tuple[int, int, int]:
    """Return channels, rows and columns; a vector is all rows."""
    if len(output) == 3:
        return tuple(output)
    return (1, output[-1], output[0]) if len(output) == 2 else (1, output[0], 1)


def _draw_block(axes, x: float, size: tuple[float, float, float], colour: str) -> None:
    width, height, depth = size
    lean = np.array([SLANT * depth, depth])
    corners = np.array([[x, 0], [x + width, 0], [x + width, height], [x, height]])
    faces = (
        (corners, 1.0),
        (np.array([corners[3], corners[2], corners[2] + lean, corners[3] + lean]), 0.55),
        (np.array([corners[1], corners[1] + lean, corners[2] + lean, corners[2]]), 0.75),
    )
    for face, alpha in faces:
        axes.add_patch(Polygon(face, facecolor=colour, edgecolor="0.25", lw=0.5, alpha=alpha))


def _label(axes, x: float, layer: dict) -> None:
    words = layer["words"].replace(", ", "\n")
    words += "\n" + " × ".join(map(str, layer["output"]))
    if layer["parameters"]:
        words += f"\n{layer['parameters']:,}"
    axes.text(x, -0.06, words, ha="center", va="top", fontsize=5.5, linespacing=1.15)
