"""The seam of the mouth: which layer shows where, and what an open mouth lets see."""

import cv2
import numpy as np

from facemotion.demo.drawing import polygon, smooth_closed

TEETH_HEIGHT = 0.10  # of the upper teeth, in interocular distances
GAP_SEEN = 0.025  # lips further apart than this show what lies behind them


def lower_layer(landmarks, length, origin, size) -> np.ndarray:
    """Weight of the lower layer (lower lip, chin) on a patch: 1 below the lower inner lip.

    Parameters
    ----------
    landmarks : array, shape (68, 2)
        Posed landmarks in picture pixels.
    length : float
        Interocular distance in picture pixels.
    origin, size : (int, int)
        Upper left pixel and (width, height) of the patch.
    """
    right, left = landmarks[54], landmarks[48]
    out = 0.3 * length * (right - left) / np.linalg.norm(right - left)
    down = np.array([0, 2 * length])
    inner = smooth_closed(landmarks[60:68], 6)[24:48]  # from the right corner back to the left
    ends = [left, left - out, left - 1.6 * out + down, right + 1.6 * out + down, right + out, right]
    points = np.vstack([inner, landmarks[60], *ends])
    return polygon(size, points, blur=1.5, origin=origin)


def paint_opening(picture: np.ndarray, landmarks, length, skin: float, teeth: float) -> None:
    """Paint the dark of an open mouth and its upper teeth into a grey `picture`, in place.

    Parameters
    ----------
    picture : uint8 array, shape (height, width)
    landmarks : array, shape (68, 2)
    length : float
        Interocular distance in pixels.
    skin : float
        Mean grey of the skin, 0–255, to which the mouth's tones are matched.
    teeth : float
        Brightness of the teeth, 0–1.
    """
    gaps = np.linalg.norm(landmarks[[67, 66, 65]] - landmarks[[61, 62, 63]], axis=1)
    if gaps.max() < GAP_SEEN * length:
        return
    outline = smooth_closed(landmarks[60:68])
    height, width = picture.shape
    x, y = np.maximum(np.floor(outline.min(0) - 4).astype(int), 0)
    right, bottom = np.minimum(np.ceil(outline.max(0) + 5).astype(int), (width, height))
    origin, size = (x, y), (right - x, bottom - y)
    opening = polygon(size, outline, blur=1.2, origin=origin)
    band = _teeth_band(landmarks, length) - np.array(origin)
    fade = min(1.0, gaps[1] / (0.06 * length))
    shown = fade * polygon(size, smooth_closed(band, 4), blur=1.2)
    down = np.arange(bottom - y) / (bottom - y)
    tongue = (0.18 + 0.3 * np.clip(down - 0.55, 0, 1)) * skin
    across = (np.arange(x, right) - landmarks[[60, 64], 0].mean()) / length
    inside = tongue[:, None] * (1 - shown) + shown * _teeth_tone(across, skin, teeth)
    region = picture[y:bottom, x:right]
    region[:] = np.clip(region * (1 - opening) + inside * opening, 0, 255)


def _teeth_band(landmarks, length) -> np.ndarray:
    """Corners of the teeth: along the upper inner lip and back a tooth's height below."""
    lip = landmarks[60:65]
    centre = (lip[0] + lip[4]) / 2
    gap = landmarks[66, 1] - landmarks[62, 1]
    height = np.array([0, min(TEETH_HEIGHT * length, 0.9 * max(gap, 0))])
    left, right = 0.85 * lip[0] + 0.15 * centre, 0.85 * lip[4] + 0.15 * centre
    lower_right, lower_left = (0.9 * lip[i] + 0.1 * centre + height for i in (3, 1))
    return np.vstack([left, lip[1:4], right, lower_right, lip[2] + height, lower_left])


def _teeth_tone(across: np.ndarray, skin: float, teeth: float) -> np.ndarray:
    """Grey of the teeth by distance from the middle: darker outwards, faint lines between."""
    bright = teeth * min(1.05 * skin + 25, 215)
    between = ((across / 0.075 + 0.5) % 1 - 0.5) / 0.12
    return bright * (1 - 1.2 * across**2) * (1 - 0.07 * np.exp(-(between**2)))


def region_of_lower_face(landmarks, length, size, step) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what the lower layer may touch; left and top on grid nodes."""
    lowest = landmarks[8, 1] + 0.75 * length
    left = min(landmarks[48, 0], landmarks[2, 0]) - 0.1 * length
    right = max(landmarks[54, 0], landmarks[14, 0]) + 0.1 * length
    top = landmarks[51, 1] - 0.1 * length
    left, top = (max(0, int(value)) // step * step for value in (left, top))
    return left, top, min(size[0], int(right)), min(size[1], int(lowest))


def skin_level(texture: np.ndarray, landmarks: np.ndarray) -> float:
    """Mean grey of a band across the cheeks and the tip of the nose."""
    height = int(landmarks[30, 1])
    left, right = int(landmarks[2, 0]) + 10, int(landmarks[14, 0]) - 10
    return float(cv2.mean(texture[height - 20 : height + 20, left:right])[0])
