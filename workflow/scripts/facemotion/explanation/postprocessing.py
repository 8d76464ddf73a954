"""The paper's post-processing of a map for its pictures, exactly (section V-B).

Values are normalised to [0, 255], successive frames are subtracted, and differences in [-75, 75]
are dropped to 0. What remains is little: on the demo one to two per cent of the cells, nearly all
of Grad-CAM's in the last two frames, where the network's padding sets in. So agreement is never
measured on it.
"""

import numpy as np

RANGE, DROPPED = 255, 75


def post_process(maps: np.ndarray) -> np.ndarray:
    """Post-process maps as the paper does.

    Parameters
    ----------
    maps
        (..., 68, T), signed. Each map is scaled by itself; one without any contrast becomes 0.

    Returns
    -------
    ndarray of float, shape (..., 68, T)
        Cell t holds the difference between frames t and t - 1; the first frame has none and is 0.
    """
    low = maps.min(axis=(-2, -1), keepdims=True)
    span = maps.max(axis=(-2, -1), keepdims=True) - low
    scaled = RANGE * np.divide(maps - low, span, out=np.zeros(maps.shape), where=span > 0)
    steps = np.diff(scaled, axis=-1, prepend=scaled[..., :1])
    return np.where(np.abs(steps) <= DROPPED, 0, steps)
