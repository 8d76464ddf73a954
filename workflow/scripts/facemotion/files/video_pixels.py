"""Convert frames decoded by FFmpeg to greyscale as a player would show them.

Frames are rotated as the file requests, and stretched to square pixels. Of an interlaced frame,
only the upper field is used, with the missing lines filled in, since the two fields differ in time.
"""

import av
import cv2
import numpy as np
from av.sidedata.sidedata import Type

from facemotion.files.grey import UnreadableError, to_grey

# Grey and RGB of 16 bits may contain fewer significant bits; `to_grey` determines how many.
_16_BITS = {"gray16le", "gray16be", "rgb48le", "rgb48be", "bgr48le", "bgr48be"}


def display_matrix(frame: av.VideoFrame) -> np.ndarray:
    """Return the display matrix, by which a file requests rotation, (3, 3).

    It is read from one frame only: a frame and its side data reference each other, so that Python
    would keep hundreds of frames in memory before it frees any.
    """
    matrix = frame.side_data.get(Type.DISPLAYMATRIX)
    return (
        np.eye(3) if matrix is None else np.frombuffer(bytes(matrix), "<i4").reshape(3, 3) / 65536
    )


def show(
    frame: av.VideoFrame, number: int, stream, matrix: np.ndarray
) -> np.ndarray | UnreadableError:
    """Return a frame's pixels as greyscale uint8 (height, width), or why they cannot be used."""
    if frame.is_corrupt:
        return UnreadableError(f"frame {number} is damaged")
    native = frame.format.name in _16_BITS
    try:
        grey = to_grey(_as_bgr(frame) if native else frame.to_ndarray(format="bgr24"))
    except UnreadableError as error:
        return error
    if frame.interlaced_frame:
        grey = _fill_field(grey)
    return _turn(_square(grey, stream.sample_aspect_ratio), matrix)


def _as_bgr(frame: av.VideoFrame) -> np.ndarray:
    pixels = frame.to_ndarray()
    return pixels[..., ::-1] if frame.format.name.startswith("rgb") else pixels


def _fill_field(grey: np.ndarray) -> np.ndarray:
    """Keep the even lines, and replace each odd line by the mean of its neighbours."""
    filled = grey.copy()
    upper = grey[::2].astype("uint16")
    lower = np.concatenate([upper[1:], upper[-1:]])
    filled[1::2] = ((upper + lower + 1) // 2)[: len(grey) // 2]
    return filled


def _square(grey: np.ndarray, aspect) -> np.ndarray:
    """Stretch an image whose pixels are `aspect` times as wide as high to square pixels."""
    if not aspect or aspect == 1:
        return grey
    height, width = grey.shape
    size = (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
    return cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR)


def _turn(grey: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Rotate and mirror by right angles, as the file's display matrix requests."""
    (a, b, _), (c, d, _), _ = np.rint(matrix)
    if a == 0:
        grey, a, d = grey.T, c, b
    return np.ascontiguousarray(grey[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1])
