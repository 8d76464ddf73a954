"""Conversion of decoded pixels to 8-bit greyscale, shared by images and videos.

So the same pixels lead to the same landmarks, whatever the file format.
"""

import cv2
import numpy as np

# 10-, 12- and 14-bit sensor data is stored in 16-bit files; the depth is the smallest that fits.
DEPTHS = (8, 10, 12, 14, 16)
OVERSHOOT = 2  # tolerated maximum of floats in 0 to 1; grey levels up to 255 exceed it


class UnreadableError(Exception):
    """Pixels from a user cannot be used; the message says why, without the name of the file."""


def to_grey(pixels: np.ndarray) -> np.ndarray:
    """Convert pixels to grey uint8 (height, width).

    Parameters
    ----------
    pixels
        (height, width) or (height, width, channels): grey, grey and alpha, BGR, or BGR and alpha.
        Alpha is ignored. Integers are scaled to 8 bits from the smallest of 8, 10, 12, 14 or 16
        bits that holds their maximum. Floats in 0 to 1, or slightly above as resampling may leave
        them, are multiplied by 255.

    Raises
    ------
    UnreadableError
        A pixel is negative, infinite or not a number, or needs more than 16 bits; or all pixels are
        black or white, as in a 1-bit image, in which no face can be found.
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
