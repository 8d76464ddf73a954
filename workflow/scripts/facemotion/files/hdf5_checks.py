"""Checks of HDF5 files against their contracts, each failure naming the place in the file."""

from pathlib import Path

import h5py
import numpy as np

from facemotion.errors import DamagedFileError
from facemotion.files.hdf5_layout import TEXT, Array, Layout


def check_contract(path: str | Path, file: h5py.File, layout: Layout) -> None:
    """Check version, attributes, and names, types and shapes of arrays.

    Raises
    ------
    DamagedFileError
        The file does not match the layout.
    """
    version = file.attrs.get("schema_version")
    if version != layout.version:
        place = "attribute schema_version"
        found = "nothing" if version is None else str(version)
        raise DamagedFileError(path, place, found, str(layout.version))
    for name in layout.attributes:
        if name not in file.attrs:
            raise DamagedFileError(path, f"attribute {name}", "nothing", "a value")
    _check_shapes(path, file, layout)


def check_size(path: str | Path, name: str, found: int, expected: int, words: str) -> None:
    """Raise an error if an array's size differs from that of the data it belongs to.

    Raises
    ------
    DamagedFileError
        The sizes differ; `words` names the data that determines the expected size.
    """
    if found != expected:
        raise DamagedFileError(path, f"array {name}", f"a size of {found}", f"{expected}, {words}")


def _check_shapes(path: str | Path, file: h5py.File, layout: Layout) -> None:
    sizes = dict(layout.sizes)
    for name in layout.scales:
        if name not in file:
            raise DamagedFileError(path, f"array {name}", "nothing", "the array")
        sizes[name] = len(file[name])
    for name, array in layout.arrays.items():
        if name not in file:
            if array.optional:
                continue
            raise DamagedFileError(path, f"array {name}", "nothing", "the array")
        place, dataset = f"array {name}", file[name]
        is_text = h5py.check_string_dtype(dataset.dtype) is not None
        if is_text != (array.dtype == TEXT) or (
            not is_text and dataset.dtype != np.dtype(array.dtype)
        ):
            expected = "text" if array.dtype == TEXT else str(np.dtype(array.dtype))
            raise DamagedFileError(path, place, f"the type {dataset.dtype}", expected)
        expected = [sizes.get(dimension) for dimension in array.dimensions]
        fits = len(expected) == dataset.ndim and all(
            want in (None, size) for want, size in zip(expected, dataset.shape, strict=True)
        )
        if not fits:
            words = " × ".join(
                f"{dimension} {size}" if size is not None else dimension
                for dimension, size in zip(array.dimensions, expected, strict=True)
            )
            raise DamagedFileError(path, place, f"the shape {dataset.shape}", f"({words})")
        sizes |= dict(zip(array.dimensions, dataset.shape, strict=True))


def check_values(
    path: str | Path, name: str, array: Array, values: np.ndarray, first_row: int
) -> None:
    """Check that the values of an array are finite and within its range.

    Raises
    ------
    DamagedFileError
        A value is not; the first is named by its index, rows counted from `first_row`.
    """
    if array.dtype == TEXT:
        return
    if values.dtype.kind == "f":
        wrong = np.isinf(values) if array.may_be_nan else ~np.isfinite(values)
        _refuse(path, name, values, wrong, first_row, "a finite number")
    if array.low is not None:
        _refuse(path, name, values, values < array.low, first_row, f"at least {array.low}")
    if array.high is not None:
        _refuse(path, name, values, values > array.high, first_row, f"at most {array.high}")


def _refuse(
    path, name: str, values: np.ndarray, wrong: np.ndarray, first_row: int, expected: str
) -> None:
    if wrong.any():
        index = tuple(int(k) for k in np.argwhere(wrong)[0])
        place = f"array {name}[{', '.join(map(str, (first_row + index[0], *index[1:])))}]"
        raise DamagedFileError(path, place, str(values[index]), expected)
