"""A face with landmarks coloured by activation."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from facemotion.figures.style import SIGNED
from facemotion.landmarks.skeleton import lines

# As in the paper: the redder, the higher the activation.
ACTIVATION = LinearSegmentedColormap.from_list("activation", ["white", "yellow", "red"])
MARGIN = 0.18  # of the face's height, around it
OVERLAY_ALPHA = 0.85  # where a map on the image is strongest


def draw_face(
    axes: Axes,
    points: np.ndarray,
    activation: np.ndarray,
    limit: float,
    image: np.ndarray | None,
    size: float = 9,
    overlay: tuple[np.ndarray, tuple] | None = None,
) -> None:
    """Draw landmarks, white → yellow → red, on the picture or as a line drawing.

    Parameters
    ----------
    axes
        Where to draw.
    points
        (68, 2), pixels of the image.
    activation
        (68,), not negative.
    limit
        Activation that is drawn in red.
    image
        Grey (height, width); None draws the landmarks alone.
    size
        Size of a dot, in points squared.
    overlay
        A map on the image and its extent: left, right, bottom, top in pixels. Red supports the
        class, blue opposes it; the stronger the evidence, the more opaque the map.
    """
    if image is not None:
        axes.imshow(image, cmap="gray", vmin=0, vmax=255)
    else:
        for line in lines():
            axes.plot(*points[line].T, color="0.6", linewidth=0.6, zorder=1)
    if overlay is not None:
        found, extent = overlay
        most = float(np.abs(found).max()) or 1.0
        # Where the map is zero, it is transparent.
        opacity = OVERLAY_ALPHA * np.abs(found) / most
        axes.imshow(found, cmap=SIGNED, vmin=-most, vmax=most, extent=extent, alpha=opacity)
    axes.scatter(
        *points.T, c=activation, cmap=ACTIVATION, vmin=0, vmax=limit or 1, s=size, zorder=2,
        edgecolors="black", linewidths=0.25,
    )  # fmt: skip
    low, high = points.min(axis=0), points.max(axis=0)
    margin = MARGIN * (high - low).max()
    axes.set_xlim(low[0] - margin, high[0] + margin)
    axes.set_ylim(high[1] + margin, low[1] - 2 * margin)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
