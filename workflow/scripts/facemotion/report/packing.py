"""Clips and their maps as compact JSON, for the explorer of the page.

Numbers are quantised: places to 1/4095 of the clip's window, maps to 1/127 of a clip's largest
value, displacement to 1/255 of it. Each array is compressed with zlib, which browsers can undo, and
written in base64: a third of the size.
"""

import base64
import zlib

import matplotlib as mpl
import numpy as np

from facemotion.explanation.maps import PREDICTED, TRUE, Maps
from facemotion.figures.style import SIGNED, ZERO
from facemotion.landmarks.skeleton import PARTS
from facemotion.report.pixels import Window

PLACES = 4095  # steps of a place within its window: a tenth of a pixel on the page


def pack_maps(maps: Maps, points: np.ndarray, windows: list[Window], cells: np.ndarray) -> dict:
    """Pack the arrays of N clips.

    Parameters
    ----------
    maps
        N clips.
    points
        (N, T, 68, 2), landmarks in pixels.
    windows
        The square shown of each clip.
    cells
        bool (N, 68, T), where and when action units are known to be active.

    Returns
    -------
    dict
        `points` uint16 (N, T, 68, 2), as changes from frame to frame, all low bytes before all
        high bytes; `maps` int8 (N, M, 68, T), with their largest values
        `limits` [N][M]; `wrong`, misclassified clips, whose maps for the true class are
        `true_maps` int8 (len(wrong), M, 68, T) with `true_limits`; `displacement` uint8
        (N, 68, T) with `reach` [N] in inter-ocular distances; `cells` bits (N, 68, T).
    """
    wrong = np.flatnonzero((maps.label >= 0) & (maps.label != maps.predicted))
    signed, limits = _quantise(maps, PREDICTED, np.arange(len(maps.label)))
    true, true_limits = _quantise(maps, TRUE, wrong)
    reach = maps.displacement.max(axis=(1, 2), initial=0)
    shares = maps.displacement / np.where(reach > 0, reach, 1)[:, None, None]
    inside = np.stack([w.inside(p) for w, p in zip(windows, points, strict=True)])
    return {
        "points": _encode(_changes(np.round(np.clip(inside, 0, 1) * PLACES).astype("<u2"))),
        "maps": signed,
        "limits": limits,
        "wrong": wrong.tolist(),
        "true_maps": true,
        "true_limits": true_limits,
        "displacement": _encode(np.round(shares * 255).astype("u1")),
        "reach": _rounded(reach),
        "cells": _encode(np.packbits(cells, axis=None, bitorder="little")),
    }


def describe_clips(maps: Maps, frame_number: np.ndarray, frame_status: np.ndarray) -> list[dict]:
    """Describe every clip: subject, classes, probabilities, action units, frames.

    Parameters
    ----------
    maps
        N clips.
    frame_number, frame_status
        (N, T), as in the dataset.
    """
    return [
        {
            "id": maps.clip_id[n],
            "subject": maps.subject[n],
            "true": int(maps.label[n]),
            "predicted": int(maps.predicted[n]),
            "p": np.round(maps.probabilities[n].astype(float), 4).tolist(),
            "fold": int(maps.fold[n]),
            "aus": _units(maps, n),
            "frames": frame_number[n].tolist(),
            "filled": np.flatnonzero(frame_status[n]).tolist(),
        }
        for n in range(len(maps.label))
    ]


def constants(maps: Maps) -> dict:
    """Return the constants of all clips: classes, length, parts of the face, colours."""
    return {
        "classes": list(maps.classes.names),
        "frames": maps.frames,
        "parts": [
            {"name": name, "first": points.start, "last": points.stop - 1, "closed": closed}
            for name, (points, closed) in PARTS.items()
        ],
        "colours": _encode(np.round(mpl.colormaps[SIGNED](range(256))[:, :3] * 255).astype("u1")),
    }


def _units(maps: Maps, n: int) -> list[list[int]] | None:
    """List action units and their intensities; None if the clip is not coded."""
    if (maps.aus[n] < 0).all():
        return None
    pairs = zip(maps.au_codes, maps.aus[n], strict=True)
    return [[int(unit), int(code)] for unit, code in pairs if code > 0]


def _quantise(maps: Maps, target: int, rows: np.ndarray) -> tuple[str, list]:
    """Quantise the maps of some clips (n, M, 68, T) to int8, each scaled by its largest value."""
    limits = np.empty((len(rows), len(maps.method)), "f4")
    scaled = np.empty((*limits.shape, *maps.displacement.shape[1:]), "i1")
    for m in range(len(maps.method)):  # only one method's maps are held at a time
        values = maps.of_method(m, target)[rows]
        largest = np.abs(values).max(axis=(1, 2), initial=0)
        largest[largest <= ZERO] = 0
        shares = values / np.where(largest > 0, largest, 1)[:, None, None]
        scaled[:, m], limits[:, m] = np.round(shares * 127), largest
    return _encode(scaled), _rounded(limits)


def _changes(points: np.ndarray) -> np.ndarray:
    """Return what compresses best: differences between frames, low bytes apart from high bytes."""
    changes = np.diff(points, axis=1, prepend=points.dtype.type(0))  # modulo 2**16: so they add up
    return np.moveaxis(changes.view("u1").reshape(*changes.shape, 2), -1, 0)


def _encode(values: np.ndarray) -> str:
    packed = zlib.compress(np.ascontiguousarray(values).tobytes(), 9)
    return base64.b64encode(packed).decode("ascii")


def _rounded(values: np.ndarray) -> list:
    """Return floats with four significant digits, to keep the JSON short."""
    return [_rounded(v) if isinstance(v, np.ndarray) else float(f"{float(v):.4g}") for v in values]
