"""Parts of the timeline page: curves, gaps, faces with evidence, attribution maps."""

import base64

import cv2
import matplotlib as mpl
import numpy as np

from facemotion.figures.style import SIGNED
from facemotion.landmarks.skeleton import lines
from facemotion.report.pixels import Window

POINTS = 1000  # most points of a curve
SMALLEST, LARGEST = 0.7, 2.3  # radius of a landmark, percent of the image's side
# Rows of a map, by part of the face: name, first landmark, end.
PARTS = (("jaw", 0, 17), ("brows", 17, 27), ("nose", 27, 36), ("eyes", 36, 48), ("lips", 48, 68))


def polyline(curve: np.ndarray) -> str:
    """Format a curve as SVG points in 1000 × 100; a long one is reduced to maxima of neighbours."""
    parts = np.array_split(curve, min(POINTS, len(curve)))
    heights = [100 * (1 - float(part.max())) for part in parts]
    step = 1000 / len(heights)
    return " ".join(f"{(k + 0.5) * step:.1f},{height:.1f}" for k, height in enumerate(heights))


def gaps(there: np.ndarray) -> list[tuple[float, float]]:
    """Return left and width, in percent of the video, of the spans without a face."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (~there).astype(int), [0]])))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(100 * a / len(there), 100 * (b - a) / len(there)) for a, b in pairs]


def draw_face(points: np.ndarray, window: Window, evidence: np.ndarray) -> dict:
    """Draw a face with the evidence at each landmark, summed over the frames of the clip.

    Parameters
    ----------
    points
        Landmarks (68, 2), in pixels.
    window
        Square part of the image that is shown.
    evidence
        Attributions (68, T).

    Returns
    -------
    dict
        `lines`, the points of each line, and `dots` (x, y, radius, colour), in percent of the
        square.
    """
    places = 100 * window.inside(points)
    total = evidence.sum(axis=1)
    share = total / (np.abs(total).max() or 1.0)
    radii = SMALLEST + (LARGEST - SMALLEST) * np.abs(share)
    colours = [mpl.colors.to_hex(colour) for colour in mpl.colormaps[SIGNED]((share + 1) / 2)]
    order = np.argsort(np.abs(share), kind="stable")  # the strongest are drawn last, on top
    return {
        "lines": [" ".join(f"{x:.1f},{y:.1f}" for x, y in places[line]) for line in lines()],
        "dots": [(*places[k].round(1).tolist(), radii[k].round(1), colours[k]) for k in order],
    }


def draw_map(evidence: np.ndarray) -> str:
    """Draw attributions (68, T) as an image of one pixel per value, evidence in red; a data URI."""
    share = evidence / (np.abs(evidence).max() or 1.0)
    colours = mpl.colormaps[SIGNED]((share + 1) / 2)[..., 2::-1]
    return data_uri(np.round(255 * colours).astype("uint8"), ".png")


def data_uri(image: np.ndarray, kind: str, quality: int | None = None) -> str:
    """Encode an image as a data URI; `kind` is ``.png`` or ``.webp``."""
    options = [] if quality is None else [cv2.IMWRITE_WEBP_QUALITY, quality]
    data = base64.b64encode(cv2.imencode(kind, image, options)[1]).decode("ascii")
    return f"data:image/{kind[1:]};base64,{data}"
