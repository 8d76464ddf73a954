"""The 68 landmarks and their numbers on the mean face of a dataset (the paper's Fig. 3)."""

import numpy as np
from matplotlib.figure import Figure

from facemotion.dataset.contract import Clips
from facemotion.figures.style import COLUMN_INCHES, PALETTE, new_figure
from facemotion.landmarks.face import LEFT_EYE, RIGHT_EYE
from facemotion.landmarks.skeleton import PARTS

# Right and left parts share a colour.
COLOURS = {
    "jaw": "0.45", "right brow": PALETTE[0], "left brow": PALETTE[0], "nose bridge": PALETTE[2],
    "nose base": PALETTE[2], "right eye": PALETTE[3], "left eye": PALETTE[3],
    "outer lips": PALETTE[1], "inner lips": PALETTE[4],
}  # fmt: skip


def mean_face(clips: Clips) -> np.ndarray:
    """Average the first frames of the usable clips, upright and in inter-ocular distances.

    Returns
    -------
    ndarray, shape (68, 2)
        x to the right, y down; the midpoint of the eye centres is (0, 0), their distance 1.
    """
    first = clips.landmarks[clips.usable, 0] * clips.image_size[clips.usable, None, :]
    z = first[..., 0] + 1j * first[..., 1]
    right, left = (z[:, eye].mean(axis=1, keepdims=True) for eye in (RIGHT_EYE, LEFT_EYE))
    upright = ((z - (right + left) / 2) / (left - right)).mean(axis=0)
    return np.stack([upright.real, upright.imag], axis=-1)


def draw_skeleton(clips: Clips, name: str) -> Figure:
    """Draw the mean face with the number of every landmark, from 0, and the lips enlarged."""
    face = mean_face(clips)
    figure = new_figure(COLUMN_INCHES, 4.6)
    whole, lips = figure.subplots(2, 1, height_ratios=[3, 1])
    for part in PARTS:
        _draw_part(whole, face, part, numbers="lips" not in part)
    whole.set_aspect("equal")
    whole.set_title(
        f"{name}: mean of the first frames of {int(clips.usable.sum())} clips", fontsize=7
    )
    for part in ("outer lips", "inner lips"):
        _draw_part(lips, face, part, numbers=True)
    lips.margins(0.08, 0.25)
    lips.set_title("lips, stretched vertically", fontsize=7)
    for axes in (whole, lips):
        axes.invert_yaxis()
        axes.set_ylabel("inter-ocular distances")
    lips.set_xlabel("inter-ocular distances")
    return figure


def _draw_part(axes, face: np.ndarray, part: str, numbers: bool) -> None:
    points, closed = PARTS[part]
    line = [*points, points[0]] if closed else [*points]
    axes.plot(*face[line].T, "-", color=COLOURS[part], linewidth=0.8)
    axes.plot(*face[points].T, "o", color=COLOURS[part], markersize=2.5)
    if not numbers:
        return
    for point, (dx, dy) in zip(points, _outward(part, face[points]), strict=True):
        axes.annotate(
            str(point),
            face[point],
            (6 * dx, -6 * dy),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=6,
            color=COLOURS[part],
        )


def _outward(part: str, points: np.ndarray) -> np.ndarray:
    """Return unit vectors towards free space, for the numbers next to the points of a part."""
    if part == "nose bridge":
        return np.tile([1.1, 0.0], (len(points), 1))
    way = points - points.mean(axis=0)
    if "brow" in part or part == "nose base":
        way = np.tile([0.0, -1.0 if "brow" in part else 1.0], (len(points), 1))
    elif "lips" in part:
        # Away from the line between the corners; the outer corners to the side.
        corner = np.abs(way[:, 0]) > 0.95 * np.abs(way[:, 0]).max()
        up = np.sign(way[:, 1] - np.interp(way[:, 0], *np.sort(way[corner], axis=0).T))
        up[corner] = 1
        aside = corner & (part == "outer lips")
        way = np.where(aside[:, None], way * [1, 0], np.stack([0 * up, up], axis=1))
    return way / np.linalg.norm(way, axis=1, keepdims=True)
