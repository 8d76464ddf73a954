"""Landmarks distributed with CK+: neither tracker nor images are used.

Landmarks/S005/001/S005_001_00000011_landmarks.txt
"""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from facemotion.errors import InputError
from facemotion.files.landmark_file import read_landmark_file
from facemotion.landmarks import backends
from facemotion.landmarks.backends.table import IMAGE_SIZE, extent
from facemotion.landmarks.continuity import bounds
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.plausible import LARGEST_PX, are_far

_FRAME = re.compile(r"_([0-9]+)_landmarks\.txt", re.IGNORECASE)


class Backend(backends.Backend):
    """Reads one file per frame, whatever the names of the folders in a CK+ tree.

    The fingerprints in the sequence table cover these files, so changes to them are noticed.
    """

    NEEDS_IMAGES = False
    SETTINGS = {  # noqa: RUF012
        # Whether the dataset has images too; without them, the landmark files define the sequences.
        "images": {"type": "boolean", "default": True},
        "image_size": IMAGE_SIZE,
    }

    @property
    def reads_sequences(self) -> bool:
        """Whether the landmark files take the place of images."""
        return not self.settings["images"]

    def find(self, request: backends.FrameRequest) -> Iterator[Face]:
        """Read each frame's file; a frame whose file is missing or damaged is `unreadable`.

        Raises
        ------
        InputError
            The dataset has no landmark files at all.
        """
        known = self._files_below(request.root)
        if not known:
            raise InputError(
                f"{request.root}: found no file such as Landmarks/S005/001/"
                "S005_001_00000011_landmarks.txt, which the landmark backend dataset reads; add "
                "CK+'s Landmarks/, or choose another backend in config.yaml."
            )
        files = known.get(request.sequence_id, {})
        faces = [_read(files.get(number), number) for number in request.numbers]
        found = [face.points for face in faces if face.status == FrameStatus.OK]
        size = tuple(self.settings["image_size"] or extent(np.array(found)))
        for face in faces:
            if face.status == FrameStatus.OK:
                face.image_size = size
            yield face

    def _files_below(self, root: Path) -> dict[str, dict[int, Path]]:
        """Map sequences to frame numbers to files; if a frame has several files, use the first."""
        if root not in self._known:
            self._known[root] = _list_files(root)
        return self._known[root]

    @cached_property
    def _known(self) -> dict[Path, dict[str, dict[int, Path]]]:
        return {}


def _list_files(root: Path) -> dict[str, dict[int, Path]]:
    from facemotion.sequences.ckplus.tree import scan

    files: dict[str, dict[int, Path]] = {}
    for sequence in scan(str(root)):
        for file in sequence.files["landmarks"]:
            match = _FRAME.search(file.path)
            if match:
                frames = files.setdefault(sequence.id, {})
                frames.setdefault(int(match[1]), Path(root, file.path))
    return files


def _read(path: Path | None, number: int) -> Face:
    if path is None:
        return Face(FrameStatus.UNREADABLE, reason=f"no landmark file for frame {number}")
    try:
        points = read_landmark_file(path)
    except ValueError as error:
        return Face(FrameStatus.UNREADABLE, reason=str(error))
    if are_far(points[None])[0]:
        reason = f"{path.name}: a landmark is over {LARGEST_PX} px from the image's corner"
        return Face(FrameStatus.UNREADABLE, reason=reason)
    return Face(FrameStatus.OK, points, bounds(points), 1.0)
