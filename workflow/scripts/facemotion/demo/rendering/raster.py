"""Which triangle is seen in each pixel: a z-buffer, compiled by numba."""

import numpy as np
from numba import njit

SLACK = np.float32(-1e-4)  # against seams between triangles


@njit
def rasterise(screen, depth, triangles, height, width):
    """Find the nearest triangle that faces the camera, pixel by pixel.

    Parameters
    ----------
    screen, depth : ndarray of float32, shapes (V, 2) and (V,)
        Pixels, and distances from the camera.
    triangles : ndarray of int32, shape (T, 3)
        Counter-clockwise where they face the camera, as seen with y up.

    Returns
    -------
    seen : ndarray of int32, shape (height, width)
        Number of the triangle; -1 for none.
    share : ndarray of float32, shape (height, width, 2)
        Barycentric shares of its second and third corner.
    """
    seen = np.full((height, width), -1, np.int32)
    share = np.zeros((height, width, 2), np.float32)
    near = np.full((height, width), np.inf, np.float32)
    for number in range(len(triangles)):
        a, b, c = triangles[number]
        ax, ay = screen[a]
        bx, by = screen[b, 0] - ax, screen[b, 1] - ay
        cx, cy = screen[c, 0] - ax, screen[c, 1] - ay
        area = bx * cy - by * cx
        if area > -1e-4:  # seen from behind, y being down
            continue
        left = max(0, int(np.ceil(ax + min(0.0, bx, cx))))
        right = min(width - 1, int(np.floor(ax + max(0.0, bx, cx))))
        top = max(0, int(np.ceil(ay + min(0.0, by, cy))))
        bottom = min(height - 1, int(np.floor(ay + max(0.0, by, cy))))
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                px, py = x - ax, y - ay
                second, third = (px * cy - py * cx) / area, (bx * py - by * px) / area
                if second < SLACK or third < SLACK or second + third > 1 - SLACK:
                    continue
                z = depth[a] + second * (depth[b] - depth[a]) + third * (depth[c] - depth[a])
                if z < near[y, x]:
                    near[y, x] = z
                    seen[y, x] = number
                    share[y, x, 0], share[y, x, 1] = second, third
    return seen, share
