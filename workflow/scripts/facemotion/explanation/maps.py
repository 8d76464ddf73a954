"""The contract of the maps file, version 3: the evidence for a class in N clips, by M methods.

`LAYOUT` says what each array is; maps are by landmark and by the T frames of a clip. The scale
`method` names the methods. Attributes: `schema_version`, `dataset`, `model`, `scheme`, `classes`
and `class_labels` as in the dataset, `targets`, `settings_digest`.

For 100,000 frames, the maps take several GB, so no job reads them all at once.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import h5py
import numpy as np

from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import AUS, CLIP_TEXTS, LABEL, check_unique, read_classes
from facemotion.errors import InputError
from facemotion.files import hdf5
from facemotion.files.hdf5_checks import check_size
from facemotion.files.hdf5_layout import TEXT, Array
from facemotion.files.hdf5_parts import Parts
from facemotion.landmarks.face import N_LANDMARKS

PREDICTED, TRUE = 0, 1  # rows of the axis `target`
LARGE = ("maps", "random_maps", "image_maps")
MERGED_BYTES = 2**26  # maps sorted at a time
Large = np.ndarray | h5py.Dataset | Parts

_PLACE = ("landmark", "frame")
LAYOUT = hdf5.Layout(
    version=3,
    arrays={
        "maps": Array(
            ("clip", "method", "target", *_PLACE), "f4", "signed, positive supports the class; "
            "for pixel networks the image's map, read at each landmark's position in each frame",
        ),
        "random_maps": Array(
            ("clip", "method", "network", *_PLACE), "f4", "maps for the predicted class, of "
            "several networks with random weights",
        ),
        "displacement": Array(
            ("clip", *_PLACE), "f4", "distance from the landmark's place in the first frame, head "
            "motion removed, in inter-ocular distances", low=0,
        ),
        "probabilities": Array(("clip", "class"), "f4", "softmax probabilities", low=0, high=1),
        "predicted": Array(("clip",), "i1", "index into the attribute classes of the file", low=0),
        "label": LABEL,
        "fold": Array(
            ("clip",), "i4", "fold that tested the clip; -1 for a network of another dataset",
            low=-1,
        ),
        **CLIP_TEXTS,
        "aus": AUS,
        "image_maps": Array(
            ("clip", "method", "target", "y", "x"), "f4", "maps on the image, summed over frames, "
            "only for pixel networks", optional=True,
        ),
    },
    sizes={"landmark": N_LANDMARKS, "target": 2},
    scales={"au": "i4", "method": TEXT},
    attributes=("dataset", "model", "scheme", "classes", "class_labels", "settings_digest"),
)  # fmt: skip


@dataclass
class Maps:
    """The arrays of a maps file; see `LAYOUT` for shapes and units.

    Attributes
    ----------
    maps, random_maps, image_maps
        In memory; or in an open file (`open_maps`), from which slices are read; or computed only
        when they are written (`Parts`). `image_maps` is None unless the network sees pixels.
    au_codes, method
        Names for the columns of `aus` and the axis `method`.
    classes
        Names that `label` and `predicted` index.
    """

    maps: Large
    random_maps: Large
    displacement: np.ndarray
    probabilities: np.ndarray
    predicted: np.ndarray
    label: np.ndarray
    fold: np.ndarray
    clip_id: np.ndarray
    sequence_id: np.ndarray
    subject: np.ndarray
    emotion: np.ndarray
    aus: np.ndarray
    au_codes: np.ndarray
    method: np.ndarray
    classes: Classes
    image_maps: Large | None = None

    @property
    def frames(self) -> int:
        """Frames of a clip."""
        return self.displacement.shape[2]

    def times(self, method: str) -> bool:
        """Return whether maps by a method have time: those of an image at a layer have none."""
        return self.image_maps is None or method == "integrated_gradients"

    def of_method(self, method: int, target: int) -> np.ndarray:
        """Return the maps (N, 68, T) of all clips by one method, for `PREDICTED` or `TRUE`."""
        return self.maps[:, method, target]

    def of_clips(self, rows: np.ndarray) -> "Maps":
        """Return some of the clips, in memory; `rows` must ascend, as HDF5 requires."""
        return replace(
            self,
            **{
                name: None if array is None else array[rows]
                for name in LAYOUT.arrays
                for array in [getattr(self, name)]
            },
        )


def write_maps(maps: Maps, out: Path, **attributes: str) -> None:
    """Write a maps file; `attributes` are added to those that every file has."""
    hdf5.write(
        out,
        LAYOUT,
        {name: getattr(maps, name) for name in LAYOUT.arrays},
        {"au": maps.au_codes, "method": maps.method},
        **maps.classes.attributes(),
        targets=["predicted", "true"],
        **attributes,
    )


@contextmanager
def open_maps(path: str | Path) -> Iterator[Maps]:
    """Open a maps file; its maps are not read until they are sliced.

    Raises
    ------
    DamagedFileError
        The file violates its contract.
    """
    with hdf5.reading(path, LAYOUT, left=LARGE) as (arrays, attributes):
        codes = arrays.pop("au")
        check_unique(path, arrays["clip_id"])
        classes = read_classes(path, attributes, np.maximum(arrays["label"], arrays["predicted"]))
        check_size(
            path, "probabilities", arrays["probabilities"].shape[1], len(classes), "one a class"
        )
        yield Maps(**arrays, au_codes=codes, classes=classes)


def copy_attributes(path: str | Path) -> dict[str, str]:
    """Return those attributes of a maps file that its maker chose."""
    names = ("dataset", "model", "scheme", "settings_digest")
    with hdf5.opened(path, LAYOUT) as file:
        return {name: str(file.attrs[name]) for name in names}


def merge_maps(parts: Sequence[Maps]) -> Maps:
    """Merge the maps of several folds, sorted by clip; they are read when the result is written.

    Raises
    ------
    InputError
        The parts come from different methods, numbers of networks, classes or action units: they
        were made at different times.
    """
    first = parts[0]
    for part in parts[1:]:
        same = list(part.method) == list(first.method) and part.classes == first.classes
        if not same or list(part.au_codes) != list(first.au_codes):
            raise InputError(
                f"the folds' maps differ in methods, classes or action units: "
                f"{', '.join(part.method)} and {', '.join(first.method)}; make them again."
            )
        if _shape_of_clip(part) != _shape_of_clip(first):
            raise InputError(
                f"the folds' maps differ in frames, pixels or numbers of random networks: "
                f"{_shape_of_clip(part)} and {_shape_of_clip(first)}; make them again."
            )
    order = np.argsort(np.concatenate([p.clip_id for p in parts]).astype(str), kind="stable")
    merged = {}
    for name in LAYOUT.arrays:
        arrays = [getattr(part, name) for part in parts]
        if arrays[0] is None:
            merged[name] = None
        else:
            merged[name] = (
                _in_order(arrays, order) if name in LARGE else np.concatenate(arrays)[order]
            )
    return Maps(**merged, au_codes=first.au_codes, method=first.method, classes=first.classes)


def _shape_of_clip(maps: Maps) -> list[tuple[int, ...]]:
    arrays = [getattr(maps, name) for name in LARGE]
    return [() if array is None else array.shape[1:] for array in arrays]


def _in_order(arrays: Sequence[Large], order: np.ndarray) -> Parts:
    """Concatenate arrays and reorder their rows, a block at a time."""
    ends = np.cumsum([len(array) for array in arrays])
    row = arrays[0].shape[1:]
    count = max(1, MERGED_BYTES // (math.prod(row) * arrays[0].dtype.itemsize))

    def make() -> Iterator[np.ndarray]:
        for begin in range(0, len(order), count):
            wanted = order[begin : begin + count]
            block = np.empty((len(wanted), *row), arrays[0].dtype)
            for array, end in zip(arrays, ends, strict=True):
                inside = np.flatnonzero((wanted >= end - len(array)) & (wanted < end))
                if len(inside):
                    inside = inside[np.argsort(wanted[inside])]  # ascending, for HDF5
                    block[inside] = array[wanted[inside] - (end - len(array))]
            yield block

    return Parts((len(order), *row), make)
