"""The landmark file, version 3: HDF5 with one row per frame, sorted by sequence and frame number.

`LAYOUT` says what each array is. Attribute `backend` names the backend and its version.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facemotion.errors import DamagedFileError, InputError
from facemotion.files import hdf5
from facemotion.files.hdf5_layout import TEXT, Array
from facemotion.landmarks.face import N_LANDMARKS, Face, FrameStatus

STATUS_NAMES = ", ".join(f"{status.value} {status.name.lower()}" for status in FrameStatus)
CONTENT = Array(
    ("row",),
    "u8",
    "digest of the pixels, or of the landmarks if there are none; 0 if unread",
)
LAYOUT = hdf5.Layout(
    version=3,
    arrays={
        "sequence_id": Array(("row",), TEXT, "sequence"),
        "frame_number": Array(("row",), "i4", "frame number in the sequence"),
        "landmarks": Array(
            ("row", "landmark", "axis"), "f4", "x, y in pixels of the full image; NaN without a "
            "face", may_be_nan=True,
        ),
        "box": Array(
            ("row", "side"), "f4", "left, top, right, bottom of the face in pixels", may_be_nan=True
        ),
        "confidence": Array(("row",), "f4", "score of the backend", may_be_nan=True),
        "frame_status": Array(
            ("row",), "u1", f"origin of the landmarks: {STATUS_NAMES}", high=max(FrameStatus)
        ),
        "image_size": Array(
            ("row", "axis"), "i4", "width, height in pixels; 0 if the image cannot be read", low=0
        ),
        "reason": Array(("row",), TEXT, "why there are no landmarks, or a note; may be empty"),
        "content": CONTENT,
    },
    sizes={"landmark": N_LANDMARKS, "axis": 2, "side": 4},
    attributes=("backend",),
)  # fmt: skip


@dataclass
class LandmarkRows:
    """The arrays of a landmark file, with `backend`; `LAYOUT` describes their shapes and units."""

    backend: str
    sequence_id: np.ndarray
    frame_number: np.ndarray
    landmarks: np.ndarray
    box: np.ndarray
    confidence: np.ndarray
    frame_status: np.ndarray
    image_size: np.ndarray
    reason: np.ndarray
    content: np.ndarray

    def face(self, row: int) -> Face:
        """Return the face of a row."""
        return Face(
            FrameStatus(int(self.frame_status[row])),
            self.landmarks[row],
            self.box[row],
            float(self.confidence[row]),
            tuple(self.image_size[row].tolist()),
            self.reason[row],
            int(self.content[row]),
        )

    def rows_of(self, sequence_ids: Sequence[str], frame_numbers: Sequence[int]) -> np.ndarray:
        """Find frames by sequence and frame number.

        Raises
        ------
        InputError
            A frame is missing.
        """
        rows = zip(self.sequence_id, self.frame_number.tolist(), strict=True)
        row_of = {key: row for row, key in enumerate(rows)}
        wanted = [*zip(sequence_ids, map(int, frame_numbers), strict=True)]
        missing = next((key for key in wanted if key not in row_of), None)
        if missing is not None:
            raise InputError(
                f"the landmark file has no row for sequence {missing[0]}, frame {missing[1]}, "
                "which a clip uses; remake the file."
            )
        return np.array([row_of[key] for key in wanted], int)


def write_landmarks(rows: Sequence[tuple[str, int, Face]], backend: str, out: Path) -> None:
    """Write a landmark file of faces, each given with its sequence id and frame number.

    Parameters
    ----------
    rows
        Sequence id, frame number and face of each row, in the order to store.
    backend
        Name and version of the landmark backend.
    out
        HDF5 file to write.
    """
    faces = [face for _, _, face in rows]
    _write(
        LandmarkRows(
            backend,
            sequence_id=np.array([sequence_id for sequence_id, _, _ in rows], dtype=object),
            frame_number=np.array([number for _, number, _ in rows], dtype="int32"),
            landmarks=np.array([f.points for f in faces], "f4").reshape(-1, N_LANDMARKS, 2),
            box=np.array([f.box for f in faces], dtype="float32").reshape(-1, 4),
            confidence=np.array([f.confidence for f in faces], dtype="float32"),
            frame_status=np.array([f.status for f in faces], dtype="uint8"),
            image_size=np.array([f.image_size for f in faces], dtype="int32").reshape(-1, 2),
            reason=np.array([f.reason for f in faces], dtype=object),
            content=np.array([f.content for f in faces], dtype="uint64"),
        ),
        out,
    )


def read_landmarks(path: str | Path) -> LandmarkRows:
    """Read a landmark file.

    Raises
    ------
    DamagedFileError
        The file violates the contract.
    """
    arrays, attributes = hdf5.read(path, LAYOUT)
    rows = LandmarkRows(str(attributes["backend"]), **arrays)
    unknown = np.isnan(rows.landmarks).any(axis=(1, 2)) & (rows.frame_status == FrameStatus.OK)
    if unknown.any():
        place = f"array landmarks[{int(unknown.argmax())}]"
        raise DamagedFileError(path, place, "NaN in a frame that is ok", "finite numbers")
    return rows


def merge_landmarks(shards: Sequence[Path], out: Path) -> None:
    """Merge the files of all shards, sorted, so that the result does not depend on their number.

    Raises
    ------
    InputError
        The shards come from more than one backend.
    """
    parts = [read_landmarks(path) for path in shards]
    backend = one_backend(parts, shards, out)
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in LAYOUT.arrays
    }
    order = np.lexsort([joined["frame_number"], joined["sequence_id"].astype(str)])
    rows = LandmarkRows(backend, **{name: values[order] for name, values in joined.items()})
    _write(rows, out)


def one_backend(parts: Sequence[LandmarkRows], shards: Sequence[Path], out: Path) -> str:
    """Return the backend that all shards were made with.

    Raises
    ------
    InputError
        The shards come from more than one backend.
    """
    backends = sorted({part.backend for part in parts})
    if len(backends) > 1:
        raise InputError(
            f"{out}: its shards come from {' and '.join(backends)}; remove {shards[0].parent} "
            "and run again."
        )
    return backends[0]


def failures_in_words(path: str | Path) -> str:
    """Count the frames without landmarks, and name their sequences; "" if there are none."""
    rows = read_landmarks(path)
    failed = rows.frame_status != FrameStatus.OK
    if not failed.any():
        return ""
    counts = {s.name.lower(): int((rows.frame_status == s).sum()) for s in FrameStatus}
    kinds = ", ".join(f"{n} {name}" for name, n in counts.items() if n and name != "ok")
    sequences = sorted(set(rows.sequence_id[failed]))
    named = ", ".join(sequences[:5]) + (", ..." if len(sequences) > 5 else "")
    return (
        f"{failed.sum()} of {len(failed)} frames have no landmarks ({kinds}), in "
        f"{len(sequences)} sequences: {named}; every frame's status is in {path}."
    )


def _write(rows: LandmarkRows, out: Path) -> None:
    values = {name: getattr(rows, name) for name in LAYOUT.arrays}
    hdf5.write(out, LAYOUT, values, backend=rows.backend)
