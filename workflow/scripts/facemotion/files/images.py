"""Images as foreign input."""

from pathlib import Path

import cv2
import numpy as np


def read_grey(path: str | Path) -> np.ndarray | None:
    """Read an image as grey uint8 (height, width); None where there is none to be read."""
    try:
        data = np.fromfile(path, dtype="uint8")
    except OSError:
        return None
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if data.size else None
