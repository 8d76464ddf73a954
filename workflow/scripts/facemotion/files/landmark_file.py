"""Landmark files of single frames, as distributed with CK+: 68 lines of x and y in pixels."""

import re
from pathlib import Path

import numpy as np

from facemotion.files.landmark_cells import N_LANDMARKS

# MATLAB writes numbers as `   3.2100000e+02   1.4500000e+02`.
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
_POINT = re.compile(rf"\s*({_NUMBER})(?:\s*,\s*|\s+)({_NUMBER})\s*", re.ASCII)


def read_landmark_file(path: Path) -> np.ndarray:
    """Read the landmarks of one frame, float32 (68, 2), in pixels.

    Raises
    ------
    ValueError
        The file contains anything else; the message becomes the reason of the frame.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise ValueError(f"{path.name}: cannot be read ({error.strerror})") from error
    points = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _POINT.fullmatch(line)
        if not match:
            found = repr(" ".join(line.split())[:40])
            raise ValueError(
                f"{path.name}: line {number}: found {found}, expected x and y in pixels"
            )
        points.append([float(match[1]), float(match[2])])
    if len(points) != N_LANDMARKS:
        raise ValueError(
            f"{path.name}: found {len(points)} lines, expected {N_LANDMARKS} of x and y"
        )
    return np.array(points, "float32")
