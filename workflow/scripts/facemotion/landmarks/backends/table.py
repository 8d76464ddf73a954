"""Landmarks from tables, as OpenFace and other trackers write them: no image is looked at."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from facemotion.errors import InputError
from facemotion.files.landmark_table import LandmarkTable, read_landmark_table
from facemotion.landmarks import backends
from facemotion.landmarks.face import LARGEST, Face, FrameStatus
from facemotion.landmarks.plausible import say_implausible


class Backend(backends.Backend):
    """Reads one table a sequence: the sequence itself, or a file that its name leads to."""

    NEEDS_IMAGES = False
    SETTINGS = {  # noqa: RUF012
        "files": {
            "type": ["string", "null"],
            "pattern": r"^(?!/)[^{}]*(\{sequence_id\}[^{}]*)+$",
            "default": None,
        },
        "min_confidence": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.7},
        "face_id": {"type": ["integer", "null"], "minimum": 0, "default": None},
        "image_size": {
            "type": ["array", "null"],
            "minItems": 2,
            "maxItems": 2,
            "items": {"type": "integer", "minimum": 1},
            "default": None,
        },
    }

    @property
    def reads_sequences(self) -> bool:
        """Whether the sequences are the tables: unless `files` says where these are."""
        return self.settings["files"] is None

    def raw_files(self, root: Path, sequence_id: str = "*") -> list[Path]:
        """List the tables that `files` names."""
        if self.reads_sequences:
            return []
        return sorted(root.glob(self.settings["files"].format(sequence_id=sequence_id)))

    def find(self, request: backends.FrameRequest) -> Iterator[Face]:
        """Look the frames up in the sequence's table.

        A frame whose tracker failed is `no_face`; one that the table does not have is `unreadable`,
        and so are all where there is no table that can be used.
        """
        path = self._path(request)
        try:
            table = self._read(path, request)
        except InputError as error:
            reason = str(error).rstrip(".")
            yield from (Face(FrameStatus.UNREADABLE, reason=reason) for _ in request.numbers)
            return
        size = tuple(self.settings["image_size"] or table.extent)
        row_of = {number: row for row, number in enumerate(table.frame.tolist())}
        for number in request.numbers:
            row = row_of.get(number)
            if row is None:
                yield Face(FrameStatus.UNREADABLE, reason=f"{path.name} has no frame {number}")
            elif lost := self._say_lost(table, row):
                yield Face(FrameStatus.NO_FACE, image_size=size, reason=lost)
            else:
                points = table.points[row]
                box = (*points.min(axis=0), *points.max(axis=0))
                confidence = float(table.confidence[row])
                yield Face(FrameStatus.OK, points, box, confidence, size)

    def _path(self, request: backends.FrameRequest) -> Path:
        if not self.reads_sequences:
            file = self.settings["files"].format(sequence_id=request.sequence_id)
            return Path(request.root, file)
        try:
            return Path(request.root, request.file.format())
        except KeyError as error:  # a field for the number of the image
            raise InputError(
                f"sequence {request.sequence_id}: found images ({request.file}), expected a "
                "table of landmarks; name the tables in landmarks.files of the dataset in "
                "config.yaml."
            ) from error

    def _read(self, path: Path, request: backends.FrameRequest) -> LandmarkTable:
        if not self.reads_sequences and not path.is_file():
            raise InputError(
                f"{path}: there is no table of landmarks for sequence {request.sequence_id}; "
                "add it, or mend landmarks.files of the dataset in config.yaml."
            )
        if request.face != LARGEST:
            raise InputError(
                f"the column face is {request.face!r}, which chooses among faces in images; in "
                "tables landmarks.face_id does: give each face a table of its own."
            )
        table = read_landmark_table(path, self.settings["face_id"])
        if implausible := say_implausible(table.points[table.success]):
            raise InputError(f"{path}: {implausible}.")
        return table

    def _say_lost(self, table: LandmarkTable, row: int) -> str:
        """Say why a row has no landmarks that can be used; "" if it has."""
        least = self.settings["min_confidence"]
        if not table.success[row]:
            return "the table has no landmarks of this frame, or says that tracking failed"
        if table.confidence[row] < least:
            return f"confidence {table.confidence[row]:g}, below landmarks.min_confidence {least:g}"
        if not np.ptp(table.points[row], axis=0).any():
            return "all landmarks lie at one point"
        return ""
