"""The contract of an HDF5 file: names, axes, types and ranges of its arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TEXT = "text"


@dataclass(frozen=True)
class Array:
    """The contract of one array.

    Attributes
    ----------
    dimensions
        Names of the axes.
    dtype
        numpy's name of the type (``f4``), or `TEXT`.
    meaning
        Description with the unit, stored as an attribute of the array.
    may_be_nan
        Whether NaN is allowed; otherwise all numbers must be finite.
    low, high
        Smallest and largest allowed value.
    optional
        Whether the array may be absent.
    """

    dimensions: tuple[str, ...]
    dtype: str
    meaning: str
    may_be_nan: bool = False
    low: float | None = None
    high: float | None = None
    optional: bool = False


@dataclass(frozen=True)
class Layout:
    """The contract of one kind of file.

    Attributes
    ----------
    version
        Version of the contract, stored in the attribute `schema_version`.
    arrays
        Arrays, by name.
    sizes
        Sizes of dimensions that are the same in all files.
    scales
        Types of the coordinates of dimensions that are not simply numbered from 0.
    attributes
        Names of the required attributes.
    """

    version: int
    arrays: Mapping[str, Array]
    sizes: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, str] = field(default_factory=dict)
    attributes: Sequence[str] = ()
