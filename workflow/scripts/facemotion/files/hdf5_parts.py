"""Arrays of HDF5 files that are too large to be held whole: written and read part by part.

A part has as many rows as HDF5 stores together, so that nothing is read twice, and so that the
bytes of a file are the same as if it had been written in one go.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import h5py
import numpy as np


@dataclass(frozen=True)
class Parts:
    """An array that is made part by part, and only while it is written.

    Attributes
    ----------
    shape
        Shape of the whole array.
    make
        Gives its parts, in the order of the first axis; they may have any number of rows.
    """

    shape: tuple[int, ...]
    make: Callable[[], Iterable[np.ndarray]]


def write_parts(dataset: h5py.Dataset, parts: Parts) -> None:
    """Write all parts into a dataset of their whole shape."""
    start, rows = 0, _rows_together(dataset)
    block = np.empty((rows, *dataset.shape[1:]), dataset.dtype)
    filled = 0
    for part in parts.make():
        while len(part):
            taken = part[: rows - filled]
            block[filled : filled + len(taken)] = taken
            filled, part = filled + len(taken), part[len(taken) :]
            if filled == rows:
                dataset[start : start + rows] = block
                start, filled = start + rows, 0
    if start + filled != len(dataset):
        raise ValueError(f"{start + filled} rows were made, {len(dataset)} are needed")
    if filled:
        dataset[start:] = block[:filled]


def row_slices(dataset: h5py.Dataset) -> Iterator[slice]:
    """Cut the rows of a dataset into what HDF5 stores together."""
    rows = _rows_together(dataset)
    return (slice(start, start + rows) for start in range(0, len(dataset), rows))


def _rows_together(dataset: h5py.Dataset) -> int:
    return dataset.chunks[0] if dataset.chunks else max(1, len(dataset))
