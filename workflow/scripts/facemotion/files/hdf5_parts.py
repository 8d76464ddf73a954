"""Arrays of HDF5 files that are too large for memory: written and read in parts.

A part has as many rows as a chunk of HDF5, so that no chunk is read twice and a file has the same
bytes as if it had been written at once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import h5py
import numpy as np


@dataclass(frozen=True)
class Parts:
    """An array that is computed in parts, and only while it is written.

    Attributes
    ----------
    shape
        Shape of the whole array.
    make
        Yields its parts in the order of the first axis, each with any number of rows.
    """

    shape: tuple[int, ...]
    make: Callable[[], Iterable[np.ndarray]]


def write_parts(dataset: h5py.Dataset, parts: Parts) -> None:
    """Write all parts into a dataset that has the shape of the whole array.

    Raises
    ------
    ValueError
        The parts have too few rows.
    """
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
        raise ValueError(f"found parts with {start + filled} rows, expected {len(dataset)}")
    if filled:
        dataset[start:] = block[:filled]


def row_slices(dataset: h5py.Dataset) -> Iterator[slice]:
    """Yield the rows of a dataset in slices, each one chunk long."""
    rows = _rows_together(dataset)
    return (slice(start, start + rows) for start in range(0, len(dataset), rows))


def _rows_together(dataset: h5py.Dataset) -> int:
    return dataset.chunks[0] if dataset.chunks else max(1, len(dataset))
