"""The contract of the maps file, version 3: the evidence for a class in N clips, by M methods.

`LAYOUT` says what each array is; maps are by landmark and by the T frames of a clip. The scale
`method` names the methods. Attributes: `schema_version`, `dataset`, `model`, `scheme`, `classes`
and `class_labels` as in the dataset, `targets`, `settings_digest`. A clip is a chunk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import AUS, CLIP_TEXTS, LABEL, check_unique, read_classes
from facemotion.errors import InputError
from facemotion.files import hdf5
from facemotion.files.hdf5 import TEXT, Array
from facemotion.landmarks.face import N_LANDMARKS

PREDICTED, TRUE = 0, 1  # rows of the axis `target`

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
    au_codes, method
        Names for the columns of `aus` and the axis `method`.
    classes
        Names that `label` and `predicted` index.
    on_pixels
        Whether the network sees pixels.
    """

    maps: np.ndarray
    random_maps: np.ndarray
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
    image_maps: np.ndarray | None = None
    on_pixels: bool = False

    @property
    def frames(self) -> int:
        """Frames of a clip."""
        return self.displacement.shape[2]

    def times(self, method: str) -> bool:
        """Return whether maps by a method have time: those of an image at a layer have none."""
        return not self.on_pixels or method == "integrated_gradients"


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


def read_maps(path: str | Path, *, images: bool = True) -> Maps:
    """Read a maps file, with or without the maps on the image.

    Raises
    ------
    DamagedFileError
        The file is not as its contract has it.
    """
    names = [name for name in LAYOUT.arrays if images or name != "image_maps"]
    arrays, attributes = hdf5.read(path, LAYOUT, names)
    codes = arrays.pop("au")
    check_unique(path, arrays["clip_id"])
    with h5py.File(path) as file:
        on_pixels = "image_maps" in file
    classes = read_classes(path, attributes, np.maximum(arrays["label"], arrays["predicted"]))
    hdf5.check_size(
        path, "probabilities", arrays["probabilities"].shape[1], len(classes), "one a class"
    )
    return Maps(**arrays, au_codes=codes, classes=classes, on_pixels=on_pixels)


def copy_attributes(path: str | Path) -> dict[str, str]:
    """Return those attributes of a maps file that its maker chose."""
    names = ("dataset", "model", "scheme", "settings_digest")
    with hdf5.opened(path, LAYOUT) as file:
        return {name: str(file.attrs[name]) for name in names}


def merge_maps(parts: Sequence[Maps]) -> Maps:
    """Put the maps of several folds together, sorted by clip.

    Raises
    ------
    InputError
        The parts come from different methods, classes or action units: they were made at different
        times.
    """
    first = parts[0]
    for part in parts[1:]:
        same = list(part.method) == list(first.method) and part.classes == first.classes
        if not same or list(part.au_codes) != list(first.au_codes):
            raise InputError(
                f"the folds' maps differ in methods, classes or action units: "
                f"{', '.join(part.method)} and {', '.join(first.method)}; make them again."
            )
    order = np.argsort(np.concatenate([p.clip_id for p in parts]).astype(str), kind="stable")
    merged = {
        name: None if getattr(first, name) is None
        else np.concatenate([getattr(p, name) for p in parts])[order]
        for name in LAYOUT.arrays
    }  # fmt: skip
    kept = ("au_codes", "method", "classes", "on_pixels")
    return Maps(**merged, **{name: getattr(first, name) for name in kept})
