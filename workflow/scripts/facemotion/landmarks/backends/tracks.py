"""Landmarks from a file of tracks (`facemotion.sequences.tracks`); no images are used."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from facemotion.landmarks import backends
from facemotion.landmarks.face import Face, FrameStatus


class Backend(backends.Backend):
    """Looks up clips in the track file of their folder, which is read once."""

    NEEDS_IMAGES = False

    @property
    def reads_sequences(self) -> bool:
        """The clips themselves are tracks."""
        return True

    def find(self, request: backends.FrameRequest) -> Iterator[Face]:
        """Yield the faces of the requested frames; one without landmarks is `no_face`.

        Raises
        ------
        DamagedFileError
            The file does not match its layout.
        """
        file = Path(request.root, request.file.partition("#")[0])
        arrays = self._files.setdefault(request.root, _Tracks(file))
        yield from arrays.faces(request.sequence_id, request.numbers)

    @cached_property
    def _files(self) -> dict[Path, "_Tracks"]:
        return {}


class _Tracks:
    def __init__(self, path: Path):
        self.path = path

    @cached_property
    def _arrays(self) -> dict[str, np.ndarray]:
        from facemotion.files import hdf5
        from facemotion.sequences.tracks.layout import LAYOUT

        names = ["sequence_id", "landmarks", "image_size"]
        return hdf5.read(self.path, LAYOUT, names)[0]

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self._arrays["sequence_id"])}

    def faces(self, sequence_id: str, numbers: list[int]) -> Iterator[Face]:
        row = self._row_of[sequence_id]
        size = tuple(self._arrays["image_size"][row].tolist())
        for points in self._arrays["landmarks"][row][np.array(numbers) - 1]:
            if np.isnan(points).any():
                yield Face(FrameStatus.NO_FACE, image_size=size)
            else:
                box = (*points.min(axis=0), *points.max(axis=0))
                yield Face(FrameStatus.OK, points, box, 1.0, size)
