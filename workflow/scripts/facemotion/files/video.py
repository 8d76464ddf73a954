"""Video files, frame by frame: always decoded from the start, never searched.

Searching lands on the wrong frame in many files, and the number of frames in a header is a guess
in some formats. So frame k is the k-th that the decoder gives, from 1. One thread and no graphics
card: a damaged file must decode to the same frames on every computer.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

# Some formats announce a frame or a few more than there are, for an edit list or a longer sound.
SLACK_FRAMES = 3
SLACK_SHARE = 0.05

# Recordings switch between 24 and 30 frames a second and lose a frame now and then; half as fast
# again is another thing.
MAX_RATE_CHANGE = 0.5
SHORTEST_SPAN = 5


@dataclass(frozen=True)
class Video:
    """What decoding a whole file has shown.

    Attributes
    ----------
    n_frames : int
        Frames that can be decoded; 0 if the file is no video.
    announced : int
        Frames by the file's header, 0 if it does not say; often wrong by a few.
    times : ndarray of float, shape (n_frames,)
        When each frame is shown, in milliseconds; all alike where the file does not say.
    """

    n_frames: int
    announced: int
    times: np.ndarray


def scan_video(path: str | Path) -> Video:
    """Decode a whole file, keeping nothing but the count and the times."""
    with _opened(path) as capture:
        times = []
        while capture.grab():
            times.append(capture.get(cv2.CAP_PROP_POS_MSEC))
        announced = capture.get(cv2.CAP_PROP_FRAME_COUNT) if times else 0
    known = np.isfinite(announced) and announced > 0
    return Video(len(times), int(announced) if known else 0, np.array(times, dtype=float))


def read_video(path: str | Path, numbers: Sequence[int]) -> Iterator[np.ndarray | None]:
    """Give the frames of rising `numbers`, from 1, as grey uint8 (height, width).

    Frames are turned upright as the file asks for. A frame that is not there is None.
    """
    with _opened(path) as capture:
        position = 0
        for number in numbers:
            while 0 <= position < number:
                position = position + 1 if capture.grab() else -1  # -1: the file has ended
            yield _retrieve(capture) if 0 < position == number else None


def missing_frames(video: Video) -> str:
    """Say that fewer frames can be decoded than the header announces; empty if that is usual."""
    missing = video.announced - video.n_frames
    if missing <= max(SLACK_FRAMES, SLACK_SHARE * video.announced):
        return ""
    return (
        f"{video.n_frames} of {video.announced} frames could be decoded: the file is cut off or "
        "damaged"
    )


def uneven_frames(times: np.ndarray) -> str:
    """Say that frames are not evenly spaced in time; empty if they are, or the file does not say.

    Clips are sampled by frame number, evenly, so a change of rate would pass for a change of the
    face's speed. Compared are spans about as long as the step between two of a clip's 20 frames,
    so that a frame or two that is late or lost does not count.

    Parameters
    ----------
    times : ndarray of float
        The `times` of a video, from onset to apex.
    """
    intervals = np.diff(times)
    usual = float(np.median(intervals)) if len(intervals) else 0.0
    span = max(SHORTEST_SPAN, len(times) // 20)
    if usual <= 0 or len(intervals) < span:
        return ""
    means = (times[span:] - times[:-span]) / span
    if np.abs(means / usual - 1).max() <= MAX_RATE_CHANGE:
        return ""
    return (
        f"frames are not evenly spaced in time (here {means.min():.0f} ms apart, there "
        f"{means.max():.0f} ms), but clips are sampled by frame number; make an even copy with "
        "ffmpeg -i in.mp4 -vf fps=30 out.mp4"
    )


@contextmanager
def _opened(path: str | Path) -> Iterator[cv2.VideoCapture]:
    settings = [cv2.CAP_PROP_N_THREADS, 1]
    settings += [cv2.CAP_PROP_HW_ACCELERATION, cv2.VIDEO_ACCELERATION_NONE]
    # An absolute path: in a relative one FFmpeg takes what precedes a colon for a protocol.
    capture = cv2.VideoCapture(str(Path(path).absolute()), cv2.CAP_FFMPEG, settings)
    capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    try:
        yield capture
    finally:
        capture.release()


def _retrieve(capture: cv2.VideoCapture) -> np.ndarray | None:
    good, image = capture.retrieve()
    if not good:
        return None
    return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
