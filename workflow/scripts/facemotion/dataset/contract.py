"""The contract of the dataset file, version 4: landmarks of N clips of T frames, as HDF5.

`LAYOUT` describes each array. Attributes: `schema_version`; `dataset`, its name; `classes`, names
in the order of `label`; `class_labels`, the sequence labels that each class comprises, joined by
``+``; `has_images`; `rendered`, whether the faces are the demo's; `backend`, the landmark backend
and its version; `normalization`; `settings_digest`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np

from facemotion.dataset.classes import Classes
from facemotion.errors import DamagedFileError, InputError
from facemotion.files import hdf5
from facemotion.files.hdf5_layout import TEXT, Array
from facemotion.landmarks.face import N_LANDMARKS, FrameStatus

AUS = Array(
    ("clip", "au"), "i1", "FACS intensity: -1 unknown, 0 absent, 1-5 a-e, 9 present", low=-1
)
CLIP_TEXTS = {
    "clip_id": Array(("clip",), TEXT, "clip"),
    "sequence_id": Array(("clip",), TEXT, "source sequence"),
    "subject": Array(
        ("clip",), TEXT, "person; for a neutral clip that of its source; ? and the clip if unknown"
    ),
    "emotion": Array(
        ("clip",), TEXT, "label of the clip, which belongs to a class; empty without one"
    ),
}
LABEL = Array(
    ("clip",), "i1", "index into the attribute classes of the file; -1 without a class", low=-1
)


class ClipStatus(IntEnum):
    """Whether a clip can be used."""

    OK = 0
    INTERPOLATED = 1  # some frames failed and were filled in from their neighbours
    EXCLUDED = 2  # too many frames failed


def _names(kind: type[IntEnum]) -> str:
    return ", ".join(f"{status.value} {status.name.lower()}" for status in kind)


LAYOUT = hdf5.Layout(
    version=4,
    arrays={
        "landmarks": Array(
            ("clip", "frame", "landmark", "axis"), "f4",
            "x / image width, y / image height; NaN where the frame failed", may_be_nan=True,
        ),
        "frame_number": Array(("clip", "frame"), "i4", "source frame"),
        "frame_status": Array(
            ("clip", "frame"), "u1", f"origin of the landmarks: {_names(FrameStatus)}",
            high=max(FrameStatus),
        ),
        "content": Array(
            ("clip", "frame"), "u8",
            "digest of the source frame's content, so that copies are recognised; 0 if unknown",
        ),
        "source": Array(
            ("clip",), TEXT, "file that contains the frames, or the pattern of the file names"
        ),
        "image_size": Array(("clip", "axis"), "i4", "width, height in pixels", low=0),
        "label": LABEL,
        "clip_status": Array(
            ("clip",), "u1", f"whether the clip can be used: {_names(ClipStatus)}",
            high=max(ClipStatus),
        ),
        **CLIP_TEXTS,
        "aus": AUS,
    },
    sizes={"landmark": N_LANDMARKS, "axis": 2},
    scales={"au": "i4"},
    attributes=("dataset", "classes", "class_labels", "has_images", "rendered", "backend",
                "normalization", "settings_digest"),
)  # fmt: skip


@dataclass
class Clips:
    """The arrays and attributes of a dataset file; see `LAYOUT` for shapes and units.

    Attributes
    ----------
    au_codes
        Action units, one per column of `aus`.
    dataset
        Name of the dataset.
    classes
        The classes whose indices are in `label`.
    has_images, rendered
        Whether the dataset has images, and whether they are rendered by the demo.
    backend
        Landmark backend and its version.
    """

    landmarks: np.ndarray
    frame_number: np.ndarray
    frame_status: np.ndarray
    content: np.ndarray
    source: np.ndarray
    image_size: np.ndarray
    label: np.ndarray
    clip_status: np.ndarray
    clip_id: np.ndarray
    sequence_id: np.ndarray
    subject: np.ndarray
    emotion: np.ndarray
    aus: np.ndarray
    au_codes: np.ndarray
    dataset: str
    classes: Classes
    has_images: bool
    rendered: bool
    backend: str

    @property
    def frames(self) -> int:
        """Number of frames per clip."""
        return self.landmarks.shape[1]

    @property
    def usable(self) -> np.ndarray:
        """Mask (N,) of the clips that have a class and are not excluded."""
        return (self.clip_status != ClipStatus.EXCLUDED) & (self.label >= 0)

    def describe(self) -> dict:
        """Describe the dataset, for storage in results made from it; the dict can be JSON."""
        return {"name": self.dataset, "classes": self.classes.as_json(), "frames": self.frames}

    def rows_of(self, clip_ids: Iterable[str], named_by: str) -> np.ndarray:
        """Find clips by their ids.

        Parameters
        ----------
        clip_ids
            Ids to find.
        named_by
            Where the ids come from, for the error message.

        Returns
        -------
        ndarray of int, shape (len(clip_ids),)

        Raises
        ------
        InputError
            The dataset lacks one of them.
        """
        row_of = {clip_id: row for row, clip_id in enumerate(self.clip_id)}
        wanted = list(clip_ids)
        missing = next((clip_id for clip_id in wanted if clip_id not in row_of), None)
        if missing is not None:
            raise InputError(
                f"{named_by} names clip {missing!r}, which the dataset does not have; make it "
                "again from this dataset."
            )
        return np.array([row_of[clip_id] for clip_id in wanted], int)


def write_dataset(clips: Clips, out: Path, **attributes: str) -> None:
    """Write a dataset file; `attributes` are stored in addition to those of the clips."""
    hdf5.write(
        out,
        LAYOUT,
        {name: getattr(clips, name) for name in LAYOUT.arrays},
        {"au": clips.au_codes},
        dataset=clips.dataset,
        **clips.classes.attributes(),
        has_images=clips.has_images,
        rendered=clips.rendered,
        backend=clips.backend,
        normalization="x / image width, y / image height",
        **attributes,
    )


def read_dataset(path: str | Path) -> Clips:
    """Read a dataset file.

    Raises
    ------
    DamagedFileError
        The file violates the contract.
    """
    arrays, attributes = hdf5.read(path, LAYOUT)
    clips = Clips(
        **{name: arrays[name] for name in LAYOUT.arrays},
        au_codes=arrays["au"],
        dataset=str(attributes["dataset"]),
        classes=read_classes(path, attributes, arrays["label"]),
        has_images=bool(attributes["has_images"]),
        rendered=bool(attributes["rendered"]),
        backend=str(attributes["backend"]),
    )
    check_unique(path, clips.clip_id)
    known = np.isfinite(clips.landmarks[clips.clip_status != ClipStatus.EXCLUDED])
    if not known.all():
        raise DamagedFileError(path, "array landmarks", "NaN in a clip that is used", "numbers")
    return clips


def read_classes(path: str | Path, attributes: dict, label: np.ndarray) -> Classes:
    """Read the classes of a file from its attributes, and check its labels against them.

    Raises
    ------
    DamagedFileError
        The attributes contradict each other, or a label exceeds the number of classes.
    """
    try:
        classes = Classes.of_attributes(attributes)
    except (TypeError, ValueError, AttributeError) as error:
        found = "classes that differ from the labels"
        raise DamagedFileError(path, "attribute class_labels", found, "one per class") from error
    if label.max(initial=-1) >= len(classes):
        expected = f"at most {len(classes) - 1}, the last class"
        raise DamagedFileError(path, "array label", str(label.max()), expected)
    return classes


def check_unique(path: str | Path, clip_id: np.ndarray) -> None:
    """Raise an error if a clip occurs twice in a file.

    Raises
    ------
    DamagedFileError
        A clip occurs in several rows.
    """
    names, counts = np.unique(clip_id.astype(str), return_counts=True)
    if (counts > 1).any():
        found = f"{names[counts > 1][0]} in {counts.max()} rows"
        raise DamagedFileError(path, "array clip_id", found, "one row per clip")
