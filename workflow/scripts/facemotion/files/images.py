"""Read images from users: turned upright, of any bit depth, one or several per file."""

import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np

from facemotion.files.grey import UnreadableError, to_grey

# Images are turned upright by EXIF; palettes and CMYK are converted to BGR.
_AS_THEY_ARE = cv2.IMREAD_ANYDEPTH | cv2.IMREAD_ANYCOLOR
_TIFF = (b"II", b"MM")
_PHOTOMETRIC, _BITS, _FORMAT = 262, 258, 339  # tags
_TIFF_NAMES = (".tif", ".tiff")  # their pages have no times
# The caller reports what OpenCV cannot decode.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def read_grey(path: str | Path) -> np.ndarray:
    """Read the first or only image of a file as grey uint8 (height, width).

    Raises
    ------
    UnreadableError
        The file contains no readable image.
    """
    try:
        data = np.fromfile(path, dtype="uint8")
    except OSError as error:
        raise UnreadableError(f"cannot be read ({error.strerror})") from error
    if not data.size:
        raise UnreadableError("is empty")
    return to_grey(_decode(data))


def count_images(path: str | Path) -> int:
    """Count a TIFF's pages or an animation's frames: 1 for other images, 0 if unreadable."""
    try:
        return cv2.imcount(str(path), _AS_THEY_ARE)
    except cv2.error:
        return 0


def image_times(path: str | Path) -> np.ndarray:
    """Return when each image of an animation is shown, in ms; NaN for each image of other files."""
    count = max(1, count_images(path))
    times = np.full(count, np.nan)
    if count > 1 and Path(path).suffix.lower() not in _TIFF_NAMES:
        _, animation = cv2.imreadanimation(str(path))
        if len(animation.durations) == count:
            times = np.cumsum([0.0, *animation.durations[:-1]])
    return times


def read_stack(path: str | Path, numbers: Sequence[int]) -> Iterator[np.ndarray | UnreadableError]:
    """Yield the images with ascending `numbers`, from 1, of a file that contains several."""
    inverted = False
    try:
        inverted = _white_is_zero(Path(path).read_bytes())
        # All at once, because a start index works only for the pages of a TIFF.
        _, images = cv2.imreadmulti(str(path), flags=_AS_THEY_ARE)
    except (cv2.error, OSError):
        images = ()
    for number in numbers:
        try:
            image = images[number - 1]
            yield to_grey(cv2.bitwise_not(image) if inverted else image)
        except IndexError:
            yield UnreadableError(f"has no image {number}")
        except UnreadableError as error:
            yield error


def _decode(data: np.ndarray) -> np.ndarray:
    tiff = data[:2].tobytes() in _TIFF
    try:
        image = cv2.imdecode(data, cv2.IMREAD_UNCHANGED if tiff else _AS_THEY_ARE)
    except cv2.error as error:
        if "CV_IO_MAX_IMAGE" in str(error):
            raise UnreadableError(
                "has a header with more pixels than sequences.max_image_px allows; it is damaged, "
                "or the limit is too low"
            ) from error
        raise UnreadableError(f"cannot be decoded as an image ({error.err})") from error
    if image is None:
        raise UnreadableError("cannot be decoded as an image")
    if tiff and _white_is_zero(data.tobytes()):
        image = cv2.bitwise_not(image)
    if tiff and image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 4:
        # libtiff has multiplied the colours by alpha, unlike the decoders of other formats.
        colours, alpha = image[..., :3].astype("float32"), np.maximum(image[..., 3:], 1)
        image = np.minimum(np.rint(colours * 255 / alpha), 255).astype("uint8")
    return image


def _white_is_zero(data: bytes) -> bool:
    """Return whether 0 means white in a greyscale TIFF, which OpenCV ignores."""
    order = {_TIFF[0]: "<", _TIFF[1]: ">"}.get(data[:2])
    if order is None:
        return False
    with suppress(struct.error):
        (first,) = struct.unpack_from(f"{order}I", data, 4)
        (count,) = struct.unpack_from(f"{order}H", data, first)
        tags = [struct.unpack_from(f"{order}HHIH", data, first + 2 + 12 * k) for k in range(count)]
        said = {tag: value for tag, _, _, value in tags}
        whole = said.get(_FORMAT, 1) == 1  # unsigned integers
        return said.get(_PHOTOMETRIC) == 0 and said.get(_BITS, 1) > 1 and whole
    return False
