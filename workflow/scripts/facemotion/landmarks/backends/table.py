"""Landmarks from tables, as OpenFace and other trackers write them: no image is looked at."""

from collections.abc import Iterator
from pathlib import Path

from facemotion.errors import InputError
from facemotion.files.landmark_table import read_landmark_table
from facemotion.landmarks import backends
from facemotion.landmarks.face import Face, FrameStatus


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

        A frame whose tracker failed is `no_face`; one that the table does not have is `unreadable`.

        Raises
        ------
        InputError
            There is no table of the sequence, or it is none.
        """
        if self.reads_sequences:
            try:
                path = Path(request.root, request.file.format())
            except KeyError as error:  # a field for the number of the image
                raise InputError(
                    f"sequence {request.sequence_id}: found images ({request.file}), expected a "
                    "table of landmarks; name the tables in landmarks.files of the dataset in "
                    "config.yaml."
                ) from error
        else:
            file = self.settings["files"].format(sequence_id=request.sequence_id)
            path = Path(request.root, file)
            if not path.is_file():
                raise InputError(
                    f"{path}: there is no table of landmarks for sequence {request.sequence_id}; "
                    "add it, or mend landmarks.files of the dataset in config.yaml."
                )
        table = read_landmark_table(path, self.settings["face_id"])
        size = tuple(self.settings["image_size"] or table.extent)
        row_of = {number: row for row, number in enumerate(table.frame.tolist())}
        for number in request.numbers:
            row = row_of.get(number)
            if row is None:
                yield Face(FrameStatus.UNREADABLE)
            elif not table.success[row] or table.confidence[row] < self.settings["min_confidence"]:
                yield Face(FrameStatus.NO_FACE, image_size=size)
            else:
                points = table.points[row]
                box = (*points.min(axis=0), *points.max(axis=0))
                confidence = float(table.confidence[row])
                yield Face(FrameStatus.OK, points, box, confidence, size)
