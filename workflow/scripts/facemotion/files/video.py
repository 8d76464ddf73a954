"""Video files, frame by frame: always decoded from the start, without seeking.

Seeking lands on the wrong frame in many files, and in some formats the number of frames in the
header is an estimate. So frame k is the k-th that the decoder outputs, from 1; frames hidden by an
edit list do not count. Decoding uses one thread, because a damaged file must decode to the same
frames on every computer.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition

from facemotion.files.grey import UnreadableError
from facemotion.files.video_pixels import display_matrix, show

# Some formats announce up to a few frames more than there are, if the sound is longer.
SLACK_FRAMES = 3
SLACK_SHARE = 0.05

# Recordings may switch between 24 and 30 frames per second, or drop single frames; a change by more
# than half is not tolerated.
MAX_RATE_CHANGE = 0.5
SHORTEST_SPAN = 5


@dataclass(frozen=True)
class Video:
    """Properties of a video file, found by decoding it completely.

    Attributes
    ----------
    times
        Presentation time of each frame, in milliseconds; NaN if unknown.
    missing
        Number of frames announced in the header but not present.
    streams
        Number of video streams in the file; the one that players choose is read.
    damaged
        Numbers of the frames that the decoder could not decode completely.
    interlaced
        Number of interlaced frames.
    """

    times: np.ndarray
    missing: int = 0
    streams: int = 1
    damaged: tuple[int, ...] = ()
    interlaced: int = 0

    @property
    def n_frames(self) -> int:
        """Number of frames that can be decoded."""
        return len(self.times)

    def notes(self) -> list[str]:
        """Return remarks on anything unusual in the file."""
        said = []
        if self.missing > max(SLACK_FRAMES, SLACK_SHARE * (self.n_frames + self.missing)):
            said.append(
                f"{self.n_frames} of {self.n_frames + self.missing} frames could be decoded: the "
                "file is truncated or damaged"
            )
        if self.damaged:
            some = f"{len(self.damaged)} frame{'s are' if len(self.damaged) > 1 else ' is'}"
            said.append(f"{some} damaged and not used (the first is {self.damaged[0]})")
        if self.streams > 1:
            said.append(f"the file holds {self.streams} video streams; the default one is read")
        if self.interlaced:
            said.append(
                f"{self.interlaced} of {self.n_frames} frames are interlaced; their upper field is "
                "used"
            )
        return said


def scan_video(path: str | Path) -> Video:
    """Decode a whole file, without keeping any image.

    Raises
    ------
    UnreadableError
        The file is not a video.
    """
    times, damaged, interlaced = [], [], 0
    with _opened(path) as (container, stream):
        for frame in _decode(container, stream):
            times.append(np.nan if frame.time is None else 1000 * frame.time)
            interlaced += frame.interlaced_frame
            if frame.is_corrupt:
                damaged.append(len(times))
        announced, streams = _announced(container, stream), len(container.streams.video)
    if not times:
        raise UnreadableError("cannot be decoded as a video: none of its frames can be")
    missing = max(0, announced - len(times))
    return Video(np.array(times, float), missing, streams, tuple(damaged), interlaced)


def read_video(path: str | Path, numbers: Sequence[int]) -> Iterator[np.ndarray | UnreadableError]:
    """Yield frames by ascending `numbers`, from 1: greyscale uint8, or why one is unusable."""
    try:
        with _opened(path) as (container, stream):
            frames, matrix = _decode(container, stream), None
            for last, number in pairwise([0, *numbers]):
                frame = next(islice(frames, number - last - 1, None), None)
                absent = UnreadableError(f"has no frame {number}")
                if frame is not None and matrix is None:
                    matrix = display_matrix(frame)
                yield absent if frame is None else show(frame, number, stream, matrix)
    except UnreadableError as error:
        for _ in numbers:
            yield error


def uneven_frames(times: np.ndarray, numbers: np.ndarray | None = None) -> str:
    """Return a message if frames are not evenly spaced in time; "" if they are, or it is unknown.

    Clips are sampled evenly by frame number, so that a change of the frame rate would look like a
    change of the speed of facial motion. The spans compared are about as long as the step between
    two of a clip's 20 frames, so that single late or dropped frames do not matter.

    Parameters
    ----------
    times : ndarray of float
        Presentation times of the frames from onset to apex, in ms.
    numbers : ndarray of int, optional
        Their frame numbers, if some are missing: then the time per frame number is compared.
    """
    numbers = np.arange(len(times)) if numbers is None else numbers
    intervals = np.diff(times) / np.diff(numbers)
    usual = float(np.median(intervals)) if len(intervals) else 0.0
    span = max(SHORTEST_SPAN, len(times) // 20)
    if not usual > 0 or len(intervals) < span:
        return ""
    means = (times[span:] - times[:-span]) / (numbers[span:] - numbers[:-span])
    if np.abs(means / usual - 1).max() <= MAX_RATE_CHANGE:
        return ""
    return (
        f"frames are not evenly spaced in time (here {means.min():.0f} ms apart, there "
        f"{means.max():.0f} ms), but clips are sampled by frame number; make an even copy with "
        "ffmpeg -i in.mp4 -vf fps=30 out.mp4"
    )


@contextmanager
def _opened(path: str | Path) -> Iterator[tuple]:
    """Open a file, and select the video stream that players choose."""
    av.logging.set_level(av.logging.PANIC)  # damaged frames are recognised by their flag instead
    try:
        # As a URL, because in a path FFmpeg would take what precedes a colon for a protocol.
        address = f"file:{Path(path).absolute()}"
        container = av.open(address, metadata_errors="replace")  # titles in any encoding
    except av.error.FFmpegError as error:
        raise UnreadableError(f"cannot be decoded as a video ({error.strerror})") from error
    with container:
        if not container.streams.video:
            held = "only sound" if container.streams.audio else "no pictures"
            raise UnreadableError(f"is not a video: it contains {held}")
        stream = container.streams.best("video")
        if stream is None or stream.codec_context is None:
            raise UnreadableError("cannot be decoded as a video: unknown codec")
        if stream.disposition & Disposition.attached_pic:
            raise UnreadableError("is not a video: it contains sound with a cover picture")
        stream.codec_context.thread_count = 1
        yield container, stream


def _decode(container, stream) -> Iterator[av.VideoFrame]:
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.FFmpegError:  # the frames of this packet are missing
            continue


def _announced(container, stream) -> int:
    by_time = 0
    if container.duration is not None and stream.average_rate:
        by_time = int(container.duration / av.time_base * stream.average_rate)
    if stream.frames and by_time and "mov" in container.format.name:
        return min(stream.frames, by_time)  # an edit list reduces the duration, not the count
    return stream.frames or by_time
