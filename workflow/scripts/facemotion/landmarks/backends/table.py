"""Landmarks from tables, one per sequence; no images are used.

This backend reads OpenFace's column names, whichever program wrote the table. For a program that
uses other names, derive a backend from this one, with a `facemotion.files.landmark_cells.Dialect`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np

from facemotion.errors import InputError
from facemotion.files.landmark_cells import OPENFACE, Dialect
from facemotion.files.landmark_table import LandmarkTable, read_landmark_table
from facemotion.landmarks import backends
from facemotion.landmarks.boxes import drift
from facemotion.landmarks.choice import rank
from facemotion.landmarks.continuity import bounds
from facemotion.landmarks.face import N_LANDMARKS, Face, FrameStatus
from facemotion.landmarks.mesh import landmarks_of_mesh
from facemotion.landmarks.plausible import LARGEST_PX, are_far, say_implausible

IMAGE_SIZE = {
    "type": ["array", "null"],
    "minItems": 2,
    "maxItems": 2,
    "items": {"type": "integer", "minimum": 1},
    "default": None,
}
SETTINGS = {
    "files": {
        "type": ["string", "null"],
        "pattern": r"^(?!/)[^{}]*(\{sequence_id\}[^{}]*)+$",
        "default": None,
    },
    "min_confidence": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.7},
    "face_id": {"type": ["integer", "string", "null"], "minimum": 0, "default": None},
    "image_size": IMAGE_SIZE,
    # Frame number in the table of the first image, if there are images.
    "first_frame": {"type": "integer", "minimum": 0, "maximum": 1, "default": 1},
}


class Backend(backends.Backend):
    """Reads one table per sequence: the sequence itself, or a file found by the sequence's name."""

    NEEDS_IMAGES = False
    SETTINGS = SETTINGS
    DIALECT: ClassVar[Dialect] = OPENFACE

    @property
    def reads_sequences(self) -> bool:
        """Whether the sequences are the tables: the case unless `files` says where tables are."""
        return self.settings["files"] is None

    def raw_files(self, root: Path, sequence_id: str = "*") -> list[Path]:
        """List the tables that match `files`."""
        if self.reads_sequences:
            return []
        return sorted(root.glob(self.settings["files"].format(sequence_id=sequence_id)))

    def find(self, request: backends.FrameRequest) -> Iterator[Face]:
        """Look the frames up in the sequence's table.

        Frames in which tracking failed are `no_face`. Frames missing from the table are
        `unreadable`, as are all frames if there is no usable table. Of several faces, the requested
        one is chosen in the first frame that shows any, then the one nearest to its last position.
        """
        path = self._path(request)
        try:
            table, points = self._read(path, request)
        except InputError as error:
            reason = str(error).rstrip(".")
            yield from (Face(FrameStatus.UNREADABLE, reason=reason) for _ in request.numbers)
            return
        lost = self._say_lost(table, points)
        good = lost == ""
        size = tuple(self.settings["image_size"] or extent(points[good]))
        shift = 0 if self.reads_sequences else self.settings["first_frame"] - 1
        last = None
        for number in request.numbers:
            rows = np.flatnonzero(table.frame == number + shift)
            if not len(rows):
                reason = f"{path.name} has no frame {number + shift}"
                yield Face(FrameStatus.UNREADABLE, reason=reason)
                continue
            boxes = {row: bounds(points[row]) for row in rows[good[rows]]}
            if not boxes:
                yield Face(FrameStatus.NO_FACE, image_size=size, reason=lost[rows[0]])
                continue
            row = min(boxes, key=lambda r: _distance(boxes[r], last, request.face))
            last = boxes[row]
            yield Face(FrameStatus.OK, points[row], last, float(table.confidence[row]), size)

    def as_landmarks(self, path: Path, points: np.ndarray) -> np.ndarray:
        """Convert a table's points (n, P, 2), in its units, to landmarks (n, 68, 2) in pixels."""
        return points if points.shape[1] == N_LANDMARKS else landmarks_of_mesh(points)

    def _path(self, request: backends.FrameRequest) -> Path:
        if not self.reads_sequences:
            file = self.settings["files"].format(sequence_id=request.sequence_id)
            return Path(request.root, file)
        try:
            return Path(request.root, request.file.format())
        except KeyError as error:  # the pattern has a field for the image's number
            raise InputError(
                f"sequence {request.sequence_id}: found images ({request.file}), expected a "
                "landmark table; name the tables in landmarks.files of the dataset in "
                "config.yaml."
            ) from error

    def _read(self, path: Path, request: backends.FrameRequest) -> tuple[LandmarkTable, np.ndarray]:
        if not self.reads_sequences and not path.is_file():
            raise InputError(
                f"{path}: there is no landmark table for sequence {request.sequence_id}; "
                "add it, or correct landmarks.files of the dataset in config.yaml."
            )
        table = read_landmark_table(path, self.settings["face_id"], self.DIALECT)
        points = self.as_landmarks(path, table.points)
        if implausible := say_implausible(points[table.success]):
            raise InputError(f"{path}: {implausible}.")
        return table, points

    def _say_lost(self, table: LandmarkTable, points: np.ndarray) -> np.ndarray:
        """Return why each row has no usable landmarks; "" for a row that has them."""
        least = self.settings["min_confidence"]
        reasons = np.full(len(points), "", object)
        reasons[~np.ptp(points, axis=1).any(axis=1)] = "all landmarks are at one point"
        reasons[are_far(points)] = f"a landmark is over {LARGEST_PX} px from the image's corner"
        for row in np.flatnonzero(table.confidence < least):
            sure = table.confidence[row]
            reasons[row] = f"confidence {sure:g}, below landmarks.min_confidence {least:g}"
        nothing = "the table has no landmarks for this frame, or marks tracking as failed"
        reasons[~table.success] = nothing
        return reasons


def extent(points: np.ndarray) -> tuple[int, int]:
    """Return a width and height that contain all landmarks, used if the image size is unknown."""
    if not points.size:
        return 1, 1
    width, height = np.ceil(np.nanmax(points.reshape(-1, 2), axis=0) + 1).astype(int)
    return max(1, int(width)), max(1, int(height))


def _distance(box: np.ndarray, last: np.ndarray | None, choice: str) -> float:
    return rank(box, choice) if last is None else drift(last, box)
