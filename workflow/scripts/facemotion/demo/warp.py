"""Moving an image by a few points: multiquadric interpolation on a coarse grid.

Splines over every pixel cost seconds a frame; a face moves smoothly, so that a node every eight
pixels is enough and the enlarging is left to OpenCV.
"""

import cv2
import numpy as np

STEP = 8  # pixels between two nodes
SHARPNESS = 6.0  # the multiquadric's constant, pixels: smaller gives sharper dents at the points
RIDGE = 1e-3  # keeps points that nearly coincide from fighting
LENGTH = 100.0  # unit of length inside the kernel, so that it is of the order of one


class Grid:
    """Nodes over an image, laid so that `cv2.resize` by STEP hits every pixel exactly.

    Node i lies at STEP * (i - 1) + (STEP - 1) / 2; one row and column stand outside each border.
    """

    def __init__(self, width: int, height: int):
        self.first = STEP / 2 - 0.5 - STEP
        across = self.first + STEP * np.arange(-(-width // STEP) + 2)
        down = self.first + STEP * np.arange(-(-height // STEP) + 2)
        self.nodes = np.stack(np.meshgrid(across, down), axis=2).astype(np.float32)

    def interpolate(self, points: np.ndarray) -> np.ndarray:
        """Matrix from displacements of `points` (n, 2) to those of all nodes.

        Solves the multiquadric interpolation (Hardy, 1971) with a constant term once, so that a
        displacement field is a single product: `(matrix @ d).reshape(grid.nodes.shape)`.
        """
        count = len(points)
        system = np.ones((count + 1, count + 1))
        system[:count, :count] = _kernel(points, points) - RIDGE * np.eye(count)
        system[count, count] = 0
        nodes = self.nodes.reshape(-1, 2).astype(float)
        kernel = np.hstack([_kernel(nodes, points), np.ones((len(nodes), 1))])
        return np.linalg.solve(system, kernel.T)[:count].T.astype(np.float32)

    def invert(self, field: np.ndarray, targets: np.ndarray, steps: int = 4) -> np.ndarray:
        """Find where each target came from: u with u + field(u) = target, by fixed point.

        Parameters
        ----------
        field : float32 array, shape of `nodes`
            Displacement of every node in pixels.
        targets : float32 array, shape (rows, columns, 2)
            Positions in pixels after the displacement.
        """
        source = targets
        for _ in range(steps):
            index = (source - np.float32(self.first)) * np.float32(1 / STEP)
            moved = cv2.remap(field, index, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            source = targets - moved
        return source


def sample(image: np.ndarray, sources: np.ndarray, size, interpolation=cv2.INTER_LINEAR):
    """Draw an image of `size` (width, height) whose nodes take their grey from `sources`."""
    rows, columns = sources.shape[:2]
    width, height = size
    pixels = cv2.resize(sources, (columns * STEP, rows * STEP), interpolation=cv2.INTER_LINEAR)
    pixels = pixels[STEP : STEP + height, STEP : STEP + width]
    return cv2.remap(image, pixels, None, interpolation, borderMode=cv2.BORDER_REFLECT_101)


def _kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    squared = ((a[:, None] - b[None]) ** 2).sum(axis=2)
    return -np.sqrt(squared + SHARPNESS**2) / LENGTH
