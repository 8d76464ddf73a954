"""Small videos on disk, made to order, and damaged to order."""

import struct
from pathlib import Path

import av
import cv2
import numpy as np
import pandas as pd
from av.stream import Disposition

from facemotion.sequences.table import make_table, parse_ranges

GREY_STEP = 8


def make_video(path: Path, n: int = 24, size: tuple[int, int] = (64, 48), fps: int = 25) -> Path:
    """Write a video whose frame k (from 1) is grey of level 8 k, its left half 50 brighter.

    The extension chooses the format: ``.mp4`` (MPEG-4) or ``.avi`` (Motion JPEG).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    code = {".mp4": "mp4v", ".avi": "MJPG"}[path.suffix]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*code), fps, size)
    for k in range(1, n + 1):
        image = np.full((size[1], size[0], 3), GREY_STEP * k, "uint8")
        image[:, : size[0] // 2] += 50
        writer.write(image)
    writer.release()
    return path


def encode(path: Path, *streams: dict) -> Path:
    """Write a video with PyAV, each stream of which is described by a dict.

    `images`, a list of uint8 arrays (height, width) or (height, width, 3) in RGB; `codec`, `pixels`
    (its pixel format), `options` of the codec, `aspect` of a pixel, `default` (a player's choice),
    and `matrix`, the nine numbers of a display matrix.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        made = [_add_stream(container, **stream) for stream in streams]
        for stream, settings in zip(made, streams, strict=True):
            for image in settings["images"]:
                kind = "gray" if image.ndim == 2 else "rgb24"
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format=kind)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
    return path


def _add_stream(container, images, codec="ffv1", pixels="gray", options=None, aspect=None,
                default=True, matrix=None):  # fmt: skip
    stream = container.add_stream(codec, rate=25, options=options or {})
    stream.height, stream.width = images[0].shape[:2]
    stream.pix_fmt = pixels
    if aspect:
        stream.codec_context.sample_aspect_ratio = aspect
    stream.disposition = Disposition.default if default else Disposition(0)
    if matrix:
        stream.set_display_matrix(matrix)
    return stream


def hide_frames(path: Path, n: int) -> Path:
    """Let the list of edits of an mp4 begin n frames later, as cutting without encoding does."""
    data = bytearray(path.read_bytes())
    name = data.rindex(b"elst")
    shown, _ = struct.unpack_from(">Ii", data, name + 12)
    count, ticks = struct.unpack_from(">II", data, data.rindex(b"stts") + 12)
    struct.pack_into(">Ii", data, name + 12, shown * (count - n) // count, n * ticks)
    path.write_bytes(data)
    return path


def number_of(image: np.ndarray) -> int:
    """Tell from its grey which frame of `make_video` an image is."""
    return round((float(image.mean()) - 25) / GREY_STEP)


def rotate(path: Path) -> Path:
    """Ask players to show an mp4 turned by 90 degrees clockwise, as phones do."""
    data = bytearray(path.read_bytes())
    body = data.rindex(b"tkhd") + 4
    # After version, flags and 36 bytes of times and the like: a 3 x 3 matrix in fixed point.
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    data[body + 40 : body + 76] = matrix
    path.write_bytes(data)
    return path


def set_durations(path: Path, durations: list[int]) -> Path:
    """Give each frame of an mp4 its own duration, in ticks as long as a frame was before."""
    data = bytearray(path.read_bytes())
    name = data.rindex(b"stts")
    (size,) = struct.unpack(">I", data[name - 4 : name])
    _, _, tick = struct.unpack(">III", data[name + 8 : name + 20])
    entries = b"".join(struct.pack(">II", 1, tick * duration) for duration in durations)
    body = struct.pack(">II", 0, len(durations)) + entries
    grown = 8 + len(body) - size
    data[name - 4 : name - 4 + size] = struct.pack(">I", 8 + len(body)) + b"stts" + body
    for parent in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        at = data.rindex(parent) - 4
        (old,) = struct.unpack(">I", data[at : at + 4])
        data[at : at + 4] = struct.pack(">I", old + grown)
    edits = data.rindex(b"edts")  # the list of edits says how long the video was; now it is void
    data[edits : edits + 4] = b"free"
    path.write_bytes(data)
    return path


def cut(path: Path, share: float) -> Path:
    """Keep only the first share of a file's bytes."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def make_images(folder: Path, names: list[str]) -> Path:
    """Write grey images, the k-th (from 1) of level 8 k."""
    folder.mkdir(parents=True, exist_ok=True)
    for k, name in enumerate(names, start=1):
        cv2.imwrite(str(folder / name), np.full((48, 64), GREY_STEP * k, "uint8"))
    return folder


def write_sheet(path: Path, *rows: str) -> Path:
    """Write a sample sheet; in each row, cells are separated by ``|``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(cell.strip() for cell in row.split("|")) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def sequences(n: int = 4, frames: str = "1-12", **changes) -> pd.DataFrame:
    """Make a table of usable sequences, each of its own subject, from onset to apex."""
    rows = [
        {
            "sequence_id": f"S{k:03d}_001",
            "subject": f"S{k:03d}",
            "emotion": "happy",
            "n_frames": 12,
            "frame_pattern": "x_{frame:08d}.png",
            "frame_numbers": frames,
            "onset": parse_ranges(frames)[0],
            "apex": parse_ranges(frames)[-1],
            "status": "ok",
        }
        | changes
        for k in range(n)
    ]
    return make_table(rows)
