"""Find the triangle visible in each pixel: a z-buffer, compiled by numba."""

import numpy as np
from numba import njit

# All numbers are single precision: one double would make numba compute in double precision.
ZERO, ONE = np.float32(0), np.float32(1)
SLACK = np.float32(-1e-4)  # tolerance that avoids seams between triangles
SMALLEST = np.float32(-1e-4)  # twice the area, in square px


@njit(error_model="numpy", cache=True)
def rasterise(screen, depth, triangles, height, width):
    """Find the nearest triangle that faces the camera in each pixel.

    Parameters
    ----------
    screen, depth : ndarray of float32, shapes (V, 2) and (V,)
        Positions in pixels, and distances from the camera.
    triangles : ndarray of int32, shape (T, 3)
        Counter-clockwise for triangles that face the camera, seen with y up.

    Returns
    -------
    seen : ndarray of int32, shape (height, width)
        Index of the triangle; -1 for none.
    share : ndarray of float32, shape (height, width, 2)
        Barycentric coordinates of its second and third corner.
    """
    seen = np.full((height, width), -1, np.int32)
    share = np.zeros((height, width, 2), np.float32)
    near = np.full((height, width), np.inf, np.float32)
    for number in range(len(triangles)):
        a, b, c = triangles[number, 0], triangles[number, 1], triangles[number, 2]
        ax, ay = screen[a, 0], screen[a, 1]
        bx, by = screen[b, 0] - ax, screen[b, 1] - ay
        cx, cy = screen[c, 0] - ax, screen[c, 1] - ay
        area = bx * cy - by * cx
        if area > SMALLEST:  # a back face, as y points down
            continue
        scale, za = ONE / area, depth[a]
        zb, zc = depth[b] - za, depth[c] - za
        left = max(0, int(np.ceil(ax + min(ZERO, bx, cx))))
        right = min(width - 1, int(np.floor(ax + max(ZERO, bx, cx))))
        top = max(0, int(np.ceil(ay + min(ZERO, by, cy))))
        bottom = min(height - 1, int(np.floor(ay + max(ZERO, by, cy))))
        for y in range(top, bottom + 1):
            py = np.float32(y) - ay
            for x in range(left, right + 1):
                px = np.float32(x) - ax
                second, third = (px * cy - py * cx) * scale, (bx * py - by * px) * scale
                if second < SLACK or third < SLACK or second + third > ONE - SLACK:
                    continue
                z = za + second * zb + third * zc
                if z < near[y, x]:
                    near[y, x] = z
                    seen[y, x] = number
                    share[y, x, 0], share[y, x, 1] = second, third
    return seen, share
