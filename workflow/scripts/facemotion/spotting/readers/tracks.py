"""Long videos as landmark tracks: the demo's track file, next to a workbook like SAMM's."""

from collections.abc import Mapping
from pathlib import Path

from facemotion.files import hdf5
from facemotion.sequences.fingerprint import file_fingerprint
from facemotion.sequences.tracks.layout import FILE, LAYOUT
from facemotion.spotting.readers import samm
from facemotion.spotting.truth import Annotation
from facemotion.spotting.videos import VideoRow

RESOURCES = samm.RESOURCES


def read_truth(path: str | Path, settings: Mapping) -> list[Annotation]:
    """Read the workbook in the folder."""
    return samm.read_truth(path, settings)


def list_videos(path: str | Path, fps: float | None) -> list[VideoRow]:
    """List the clips of the file, each of which is a video.

    Raises
    ------
    DamagedFileError
        The file is missing, or does not match its layout.
    """
    file = Path(path) / FILE
    with hdf5.opened(file, LAYOUT) as opened:
        frames = opened["landmarks"].shape[1]
    arrays, _ = hdf5.read(file, LAYOUT, ["sequence_id", "subject"])
    digest = file_fingerprint([file], path)
    return [
        VideoRow(name, subject, f"{FILE}#{name}", [*range(1, frames + 1)], fps or samm.FPS, digest)
        for name, subject in zip(arrays["sequence_id"], arrays["subject"], strict=True)
    ]
