"""From the pixels that a decoder gives to grey of 8 bits: the one conversion, of images and videos.

So the same pixels give the same landmarks, whatever file holds them.
"""

import cv2
import numpy as np

# Sensors of 10, 12 and 14 bits come in files of 16; the least that hold an image's largest value.
DEPTHS = (8, 10, 12, 14, 16)
OVERSHOOT = 2  # of floats: an image of grey levels up to 255 is brighter anywhere


class UnreadableError(Exception):
    """Foreign pixels that cannot be used; the message says why, without the name of the file."""


def to_grey(pixels: np.ndarray) -> np.ndarray:
    """Convert pixels to grey uint8 (height, width).

    Parameters
    ----------
    pixels
        (height, width) or (height, width, channels): grey, grey and alpha, BGR, or BGR and alpha.
        Alpha is not looked at. Whole numbers are divided so that the least of 8, 10, 12, 14 or 16
        bits that hold the largest of them become 8; floats up to 1, or a little more as resampling
        leaves them, are multiplied by 255.

    Raises
    ------
    UnreadableError
        A pixel is negative, infinite or no number, or needs more than 16 bits; or all are black or
        white, as of one bit, which is no grey to find a face in.
    """
    pixels = _to_8_bits(pixels)
    if pixels.ndim == 3 and pixels.shape[2] < 3:
        pixels = np.ascontiguousarray(pixels[..., 0])
    elif pixels.ndim == 3:
        pixels = cv2.cvtColor(np.ascontiguousarray(pixels[..., :3]), cv2.COLOR_BGR2GRAY)
    white = pixels == 255
    if white.any() and not white.all() and (white | (pixels == 0)).all():
        raise UnreadableError("has only black and white pixels, no grey")
    return pixels


def _to_8_bits(pixels: np.ndarray) -> np.ndarray:
    if pixels.dtype == np.uint8:
        return pixels
    low, high = pixels.min(), pixels.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise UnreadableError("has pixels that are infinite or not a number")
    if low < 0 or high >= 2 ** DEPTHS[-1]:
        raise UnreadableError(f"has pixels from {low:g} to {high:g}, expected 0 to 1 or to 65535")
    if pixels.dtype.kind == "f":
        pixels = np.minimum(pixels, 1) * 255 if high < OVERSHOOT else pixels
        pixels = np.rint(pixels).astype("uint16")
    bits = next(bits for bits in DEPTHS if pixels.max() < 2**bits)
    return (pixels >> (bits - 8)).astype("uint8")
