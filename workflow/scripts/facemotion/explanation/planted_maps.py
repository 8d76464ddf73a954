"""The maps of planted regions, `results/cam/{model}/planted.h5`, for the figure of the checks."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from facemotion.files import hdf5
from facemotion.files.hdf5_layout import TEXT, Array

TRUTH = "truth"
LAYOUT = hdf5.Layout(
    version=1,
    arrays={
        "maps": Array(
            ("method", "class", "row", "column"), "f4", "mean map of each class's clips, "
            "by landmark and frame or y and x; the method truth is the planted region",
        ),
    },
    scales={"method": TEXT},
    attributes=("model", "on_pixels"),
)  # fmt: skip


@dataclass
class PlantedMaps:
    """Mean maps of planted clips.

    Attributes
    ----------
    maps
        `TRUTH` and each method to (K, 68, T), or of a network on pixels (K, y, x).
    on_pixels
        Whether the network sees pixels.
    """

    maps: dict[str, np.ndarray]
    on_pixels: bool


def write_planted_maps(planted: PlantedMaps, model: str, out: Path) -> None:
    """Write the maps."""
    names = np.array([*planted.maps], object)
    values = np.stack([m.astype("f4") for m in planted.maps.values()])
    hdf5.write(
        out, LAYOUT, {"maps": values}, {"method": names}, model=model, on_pixels=planted.on_pixels
    )


def read_planted_maps(path: str | Path) -> PlantedMaps:
    """Read the maps.

    Raises
    ------
    DamagedFileError
        The file violates its contract.
    """
    arrays, attributes = hdf5.read(path, LAYOUT)
    maps = dict(zip(arrays["method"], arrays["maps"], strict=True))
    return PlantedMaps(maps, bool(attributes["on_pixels"]))
