"""HDF5 files that xarray opens as they are, and that have the same bytes every time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np

from facemotion.files.atomic import atomic

TEXT = h5py.string_dtype("utf-8")


@contextmanager
def create(path: str | Path) -> Iterator[h5py.File]:
    """Write a new file in one go: it appears under its name only when it is whole."""
    with atomic(path) as part, h5py.File(part, "w", track_order=True) as file:
        yield file


def add_dimensions(file: h5py.File, **sizes_or_values: int | np.ndarray) -> None:
    """Make one dimension scale a name, numbered from 0 or with the values given."""
    for name, value in sizes_or_values.items():
        values = np.arange(value, dtype="int32") if np.isscalar(value) else value
        file.create_dataset(name, data=values).make_scale(name)


def add_array(
    file: h5py.File, name: str, values: np.ndarray, dimensions: Sequence[str], meaning: str
) -> None:
    """Write one array with its dimensions' scales attached and its meaning as an attribute."""
    if values.dtype.kind in "OU":
        dataset = file.create_dataset(name, data=values.astype(object), dtype=TEXT)
    else:
        dataset = file.create_dataset(name, data=values)
    for axis, dimension in enumerate(dimensions):
        dataset.dims[axis].attach_scale(file[dimension])
    dataset.attrs["long_name"] = meaning


def read_text(dataset: h5py.Dataset) -> np.ndarray:
    """Read a text dataset as an object array of `str`."""
    return dataset.asstr()[:]
