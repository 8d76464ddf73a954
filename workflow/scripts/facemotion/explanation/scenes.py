"""Gather what the pictures of a method are drawn from."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.dataset.contract import Clips, read_dataset
from facemotion.dataset.crop import shown_part
from facemotion.errors import InputError
from facemotion.explanation.maps import TRUE, Maps, open_maps
from facemotion.explanation.truth import expected_units, known_cells, read_au_landmarks
from facemotion.explanation.verdicts import failed_checks
from facemotion.files.json_file import read_json
from facemotion.files.tsv import Rows
from facemotion.sequences.images import read_frames
from facemotion.sequences.table import frame_path, read_sequences

log = logging.getLogger(__name__)


@dataclass
class Scene:
    """What the pictures of one method are drawn from.

    Attributes
    ----------
    maps
        N clips.
    method
        Index of the method.
    points
        Gives the landmarks (T, 68, 2) in pixels of clip n.
    image
        Gives the grey image of frame t of clip n, or None if it must not be shown.
    overlay
        Gives, of pixel networks, the map on the image of clip n, (y, x), and the left, right, top
        and bottom of what it covers, in pixels of the image; None of others.
    cells
        bool (N, 68, T), where and when action units moved, as far as that is known.
    failed
        Checks that the method has not passed.
    """

    maps: Maps
    method: int
    points: Callable[[int], np.ndarray]
    image: Callable[[int, int], np.ndarray | None]
    overlay: Callable[[int], tuple[np.ndarray, tuple] | None]
    cells: np.ndarray
    failed: list[str]

    def __post_init__(self):
        self.units = expected_units(self.maps)[0]
        self._signed = self.maps.of_method(self.method, TRUE)

    def signed(self, rows) -> np.ndarray:
        """Return the maps of clips for their true class, which is the emotion that a page shows."""
        return self._signed[rows]

    def marked_units(self, rows) -> dict[int, list[int]]:
        """Return the action units that at least half of the clips show, with their landmarks."""
        shown = [unit for row in rows for unit in self.units[row]]
        table = read_au_landmarks()
        return {u: table[u] for u in sorted(set(shown)) if shown.count(u) * 2 >= len(rows)}

    @property
    def title(self) -> str:
        """Name the method, and what it has not passed."""
        verdict = f"not passed: {', '.join(self.failed)}" if self.failed else "passed all checks"
        return f"{self.maps.method[self.method]}; {verdict}"


@contextmanager
def open_scene(
    maps: str | Path,
    dataset: str | Path,
    sequences: str | Path,
    checks: str | Path,
    method: str,
    **shown,
) -> Iterator[Scene]:
    """Open the files of a scene, whose maps are read as they are drawn.

    Parameters
    ----------
    maps, dataset, sequences, checks
        Files of the maps, the dataset, its sequence table, and the results of the checks.
    method, shown
        As of `set_scene`.
    """
    failed = failed_checks(read_json(checks, "checks"), method)
    with open_maps(maps) as opened:
        clips, table = read_dataset(dataset), read_sequences(sequences)
        yield set_scene(opened, method, clips, table, failed=failed, **shown)


def set_scene(
    maps: Maps,
    method: str,
    clips: Clips,
    sequences: pd.DataFrame,
    *,
    failed: list[str],
    root: str,
    timing: str | None,
    consenting: list[str] | None,
    crop: str,
) -> Scene:
    """Gather the scene of one method.

    Parameters
    ----------
    maps, method
        The maps, and the method to draw.
    clips, sequences
        The dataset and its sequence table.
    failed
        Checks that the method has not passed.
    root
        Folder of the dataset, for its images.
    timing
        Table of when action units moved, or None.
    consenting
        Subjects whose face may be shown; None means all.
    crop
        How the frames of pixel networks were cut out (`dataset.frames.crop` in config.yaml).

    Raises
    ------
    InputError
        There are no maps of this method.
    """
    if method not in list(maps.method):
        raise InputError(
            f"there are no maps of method {method!r}; this model has {', '.join(maps.method)}."
        )
    rows = clips.rows_of(maps.clip_id, "the maps file")
    by_id = Rows(sequences, "sequence_id")
    cells = known_cells(maps, clips, timing)

    def points(clip: int) -> np.ndarray:
        return clips.landmarks[rows[clip]].astype("float64") * clips.image_size[rows[clip]]

    def image(clip: int, frame: int) -> np.ndarray | None:
        if not clips.has_images:
            return None
        if consenting is not None and maps.subject[clip] not in consenting:
            return None
        member = by_id[maps.sequence_id[clip]]
        number = int(clips.frame_number[rows[clip], frame])
        read = next(read_frames(Path(root), member, [number]))
        if isinstance(read, np.ndarray):
            return read
        file = Path(root, frame_path(member, number))
        log.warning("%s: frame %d %s; it is drawn without its image.", file, number, read)
        return None

    chosen = list(maps.method).index(method)

    def overlay(clip: int) -> tuple[np.ndarray, tuple] | None:
        if maps.image_maps is None:
            return None
        return maps.image_maps[clip, chosen, TRUE], shown_part(clips, rows[clip], crop)

    return Scene(maps, chosen, points, image, overlay, cells, failed)
