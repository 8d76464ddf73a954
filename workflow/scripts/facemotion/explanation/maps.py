"""The contract of the maps file, version 1: what speaks for a class in N clips, by M methods.

=============== ========================= ====================================================
maps            f4 (N, M, 2, 68, 20)      signed, by clip, method, target (predicted, true class),
                                          landmark and frame; of a pixel network the image's map,
                                          read where each landmark lies in each frame
random_maps     f4 (N, M, 68, 20)         the same for the predicted class, of a network with
                                          random weights
displacement    f4 (N, 68, 20)            distance from the landmark's place in the first frame,
                                          head motion removed, in eye distances
probabilities   f4 (N, 7)                 of the classes
predicted       int8 (N,)                 index into attribute `classes`
label           int8 (N,)                 the same; -1 without a label
fold            int32 (N,)                that tested the clip; -1: trained on another dataset
clip_id         text (N,)
sequence_id     text (N,)
subject         text (N,)
aus             int8 (N, n_au)            as in the dataset file; codes in the scale `au`
image_maps      f4 (N, M, 2, y, x)        of pixel networks alone: on the image, frames added
=============== ========================= ====================================================

The scale `method` names the methods. Attributes: `schema_version`, `dataset`, `model`, `scheme`,
`classes`, `targets`, `settings_digest`. A clip is a chunk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import h5py
import numpy as np

from facemotion.clips.resampling import CLIP_FRAMES
from facemotion.emotions import CLASSES
from facemotion.errors import InputError
from facemotion.files import hdf5
from facemotion.landmarks.face import N_LANDMARKS

SCHEMA_VERSION = 1
PREDICTED, TRUE = 0, 1  # rows of the axis `target`

_PLACE = ["landmark", "frame"]
_LAYOUT = {
    "maps": (["clip", "method", "target", *_PLACE], "signed; positive speaks for the class"),
    "random_maps": (["clip", "method", *_PLACE], "maps of a network with random weights"),
    "displacement": (["clip", *_PLACE], "distance from the first frame, in eye distances"),
    "probabilities": (["clip", "class"], "softmax probabilities"),
    "predicted": (["clip"], "index into the attribute classes of the file"),
    "label": (["clip"], "index into the attribute classes of the file; -1 without a label"),
    "fold": (["clip"], "fold that tested the clip; -1 if another dataset trained the network"),
    "clip_id": (["clip"], "clip"),
    "sequence_id": (["clip"], "source sequence"),
    "subject": (["clip"], "person"),
    "aus": (["clip", "au"], "FACS intensity: -1 unknown, 0 absent, 1-5 a-e, 9 present"),
    "image_maps": (["clip", "method", "target", "y", "x"], "maps on the image, frames added"),
}
_TEXTS = ("clip_id", "sequence_id", "subject")


@dataclass
class Maps:
    """The arrays of a maps file; see the module's table for shapes and units."""

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
    aus: np.ndarray
    au_codes: np.ndarray
    method: np.ndarray
    image_maps: np.ndarray | None = None
    on_pixels: bool = False

    def times(self, method: str) -> bool:
        """Tell whether maps by a method have time: those of an image at a layer have none."""
        return not self.on_pixels or method == "integrated_gradients"


def write_maps(maps: Maps, out: Path, **attributes: str) -> None:
    """Write a maps file; `attributes` are added to those that every file has."""
    with hdf5.create(out) as file:
        file.attrs["schema_version"] = SCHEMA_VERSION
        file.attrs["classes"] = list(CLASSES)
        file.attrs["targets"] = ["predicted", "true"]
        for name, value in attributes.items():
            file.attrs[name] = value
        sizes = {"clip": len(maps.label), "target": 2, "class": len(CLASSES)}
        sizes |= {"landmark": N_LANDMARKS, "frame": CLIP_FRAMES, "au": maps.au_codes}
        if maps.image_maps is not None:
            sizes |= dict(zip("yx", maps.image_maps.shape[3:], strict=True))
        hdf5.add_dimensions(file, **sizes)
        names = file.create_dataset("method", data=maps.method.astype(object), dtype=hdf5.TEXT)
        names.make_scale("method")
        for name, (dimensions, meaning) in _LAYOUT.items():
            if (values := getattr(maps, name)) is not None:
                hdf5.add_array(file, name, values, dimensions, meaning)


def read_maps(path: str | Path, *, images: bool = True) -> Maps:
    """Read a maps file, with or without the maps on the image."""
    with h5py.File(path, "r") as file:
        names = [name for name in _LAYOUT if name not in _TEXTS and name in file]
        if not images and "image_maps" in names:
            names.remove("image_maps")
        return Maps(
            **{name: file[name][:] for name in names},
            **{name: hdf5.read_text(file[name]) for name in (*_TEXTS, "method")},
            au_codes=file["au"][:],
            on_pixels="image_maps" in file,
        )


def copy_attributes(path: str | Path) -> dict[str, str]:
    """Give those attributes of a maps file that its maker chose."""
    names = ("dataset", "model", "scheme", "settings_digest")
    with h5py.File(path, "r") as file:
        return {name: str(file.attrs[name]) for name in names}


def merge_maps(parts: Sequence[Maps]) -> Maps:
    """Put the maps of several folds together, sorted by clip.

    Raises
    ------
    InputError
        The parts come from different methods or action units: they were made at different times.
    """
    first = parts[0]
    for part in parts[1:]:
        if list(part.method) != list(first.method) or list(part.au_codes) != list(first.au_codes):
            raise InputError(
                f"the folds' maps differ in methods or action units: {', '.join(part.method)} and "
                f"{', '.join(first.method)}; make them again (rule compute_cam)."
            )
    order = np.argsort(np.concatenate([p.clip_id for p in parts]).astype(str), kind="stable")
    merged = {
        name: None if getattr(first, name) is None
        else np.concatenate([getattr(p, name) for p in parts])[order]
        for name in (f.name for f in fields(Maps)) if name in _LAYOUT
    }  # fmt: skip
    merged |= {"au_codes": first.au_codes, "method": first.method, "on_pixels": first.on_pixels}
    return Maps(**merged)
