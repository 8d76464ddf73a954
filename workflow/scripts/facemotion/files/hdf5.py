"""HDF5 files with a contract, a `Layout`: reproducible to the byte, and readable by xarray.

Numeric arrays have HDF5's own checksums, but text and much of the file's structure has none, and
damage there can make HDF5 read forever. So a digest of the file is appended after HDF5's content.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np

from facemotion.errors import DamagedFileError
from facemotion.files.atomic import atomic
from facemotion.files.hdf5_checks import check_contract, check_values
from facemotion.files.hdf5_layout import TEXT, Array, Layout
from facemotion.files.hdf5_parts import Parts, row_slices, write_parts
from facemotion.files.sealing import is_sealed, seal

_STRING = h5py.string_dtype("utf-8")
_FORMAT = ("v110", "v110")  # older versions have no checksums of metadata
# Exceptions that h5py may raise when a file is damaged.
_H5PY_ERRORS = (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError)


@contextmanager
def create(path: str | Path, layout: Layout, **attributes: object) -> Iterator[h5py.File]:
    """Write a new file atomically: it appears under its name only when complete.

    Raises
    ------
    ValueError
        A required attribute is missing.
    """
    missing = set(layout.attributes) - set(attributes)
    if missing:
        raise ValueError(f"attributes are missing: {sorted(missing)}")
    with atomic(path) as part:
        with h5py.File(part, "w", libver=_FORMAT, track_order=True) as file:
            file.attrs["schema_version"] = layout.version
            for name, value in attributes.items():
                file.attrs[name] = value
            yield file
        seal(part)


def write(
    path: str | Path,
    layout: Layout,
    values: Mapping[str, np.ndarray | Parts],
    scales: Mapping[str, np.ndarray] | None = None,
    **attributes: object,
) -> None:
    """Write a file from its arrays (`values`) and coordinates (`scales`).

    Parameters
    ----------
    path, layout
        File to write, and its contract.
    values
        Arrays, by name.
    scales
        Coordinates of the dimensions named in `layout.scales`, by dimension.
    attributes
        Attributes of the file.
    """
    with create(path, layout, **attributes) as file:
        sizes = layout.sizes | {name: len(scale) for name, scale in (scales or {}).items()}
        for name, array in layout.arrays.items():
            if values.get(name) is not None:
                sizes |= dict(zip(array.dimensions, values[name].shape, strict=True))
        add_dimensions(file, layout, sizes, scales or {})
        for name, array in layout.arrays.items():
            if values.get(name) is not None:
                add_array(file, name, array, values[name])


def add_dimensions(
    file: h5py.File, layout: Layout, sizes: Mapping[str, int], scales: Mapping[str, np.ndarray]
) -> None:
    """Create a dimension scale for every dimension, numbered from 0 unless the layout differs."""
    for name, size in sizes.items():
        if name not in layout.scales:
            scale = _create(file, name, np.arange(size, dtype="int32"), "i4")
        else:
            scale = _create(file, name, scales[name], layout.scales[name])
        scale.make_scale(name)


def add_array(file: h5py.File, name: str, array: Array, values: np.ndarray | Parts) -> None:
    """Write one array, with its dimension scales attached and its meaning as an attribute."""
    attach(file, _create(file, name, values, array.dtype), array)


def _create(file: h5py.File, name: str, values: np.ndarray | Parts, dtype: str) -> h5py.Dataset:
    if dtype == TEXT:
        return file.create_dataset(name, data=values.astype(object), dtype=_STRING)
    # HDF5 computes checksums per chunk, and an empty array has no chunks.
    if isinstance(values, Parts):
        filled = 0 not in values.shape
        dataset = file.create_dataset(name, values.shape, dtype, fletcher32=filled)
        write_parts(dataset, values)
        return dataset
    values = values.astype(dtype, copy=False)
    return file.create_dataset(name, data=values, fletcher32=values.size > 0)


def attach(file: h5py.File, dataset: h5py.Dataset, array: Array) -> None:
    """Attach an array's dimension scales, and its meaning as an attribute."""
    for axis, dimension in enumerate(array.dimensions):
        dataset.dims[axis].attach_scale(file[dimension])
    dataset.attrs["long_name"] = array.meaning


@contextmanager
def opened(path: str | Path, layout: Layout) -> Iterator[h5py.File]:
    """Open a file, after checking that version, names, types and shapes match the layout.

    Raises
    ------
    DamagedFileError
        The file is damaged, or does not match the layout.
    """
    try:
        file = h5py.File(path, "r") if is_sealed(path) else None
    except OSError as error:
        raise DamagedFileError(path, "", "an unreadable HDF5 file", "a complete one") from error
    if file is None:
        found = "content that changed after it was written"
        raise DamagedFileError(path, "", found, "the content whose SHA-256 is at its end")
    with file:
        try:
            check_contract(path, file, layout)
        except DamagedFileError:
            raise
        except _H5PY_ERRORS as error:
            raise DamagedFileError(path, "", "a damaged HDF5 file", "a complete one") from error
        yield file


def read(
    path: str | Path, layout: Layout, names: Sequence[str] | None = None
) -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """Read a file and check every value.

    Parameters
    ----------
    path, layout
        The file and its contract.
    names
        Names of arrays to read; None reads all. Scales of the layout are always read.

    Returns
    -------
    arrays
        Arrays by name, with the scales; text as object arrays of `str`.
    attributes
        Attributes by name.

    Raises
    ------
    DamagedFileError
        The file does not match its layout.
    """
    with reading(path, layout, names) as found:
        return found


@contextmanager
def reading(
    path: str | Path,
    layout: Layout,
    names: Sequence[str] | None = None,
    left: Sequence[str] = (),
) -> Iterator[tuple[dict[str, np.ndarray | h5py.Dataset], dict[str, object]]]:
    """Open a file and read it as `read` does, except for large arrays, which can then be sliced.

    Parameters
    ----------
    path, layout, names
        As of `read`.
    left
        Names of arrays that are not read into memory: each is an h5py dataset, whose values have
        all been checked.

    Yields
    ------
    arrays, attributes
        As `read` returns them.

    Raises
    ------
    DamagedFileError
        The file does not match its layout.
    """
    with opened(path, layout) as file:
        arrays = {}
        for name, array in layout.arrays.items():
            if name in file and (names is None or name in names):
                held = name not in left
                parts = [slice(None)] if held else row_slices(file[name])
                for rows in parts:
                    values = _read_array(path, file[name], array.dtype, rows)
                    check_values(path, name, array, values, rows.start or 0)
                arrays[name] = values if held else file[name]
        for name, dtype in layout.scales.items():
            arrays[name] = _read_array(path, file[name], dtype)
        yield arrays, dict(file.attrs)


def _read_array(
    path: str | Path, dataset: h5py.Dataset, dtype: str, rows: slice = slice(None)
) -> np.ndarray:
    try:
        return dataset.asstr()[rows] if dtype == TEXT else dataset[rows]
    except _H5PY_ERRORS as error:
        place = f"array {dataset.name.strip('/')}"
        raise DamagedFileError(path, place, "data that cannot be read", "readable data") from error
