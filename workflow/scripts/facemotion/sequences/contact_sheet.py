"""Numbered frames of a sequence side by side, for reading off the onset and apex."""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from facemotion.errors import InputError
from facemotion.files.atomic import atomic
from facemotion.files.grey import UnreadableError
from facemotion.sequences.images import read_frames
from facemotion.sequences.table import parse_ranges

COLUMNS = 10
MAX_TILES = 120
TILE_PX = (160, 120)  # width and height of the image in a tile
CAPTION_PX = 18
_PAPER, _INK = 255, 0


def select_sequence(table: pd.DataFrame, sequence_id: str) -> dict:
    """Return the table row of a sequence with frames.

    Raises
    ------
    InputError
        The table has no such row, or the frames cannot be read.
    """
    found = table[table["sequence_id"] == sequence_id]
    if found.empty:
        raise InputError(
            f"there is no sequence {sequence_id!r}, expected one such as "
            f"{', '.join(map(repr, table['sequence_id'].head(3)))}."
        )
    row = found.iloc[0].to_dict()
    if not row["n_frames"]:
        raise InputError(f"sequence {sequence_id!r} has no frames: {row['reason']}.")
    return row


def draw_contact_sheet(root: str | Path, row: Mapping) -> np.ndarray:
    """Draw at most `MAX_TILES` evenly spaced frames of a sequence, including the last one.

    Parameters
    ----------
    root
        Folder of the dataset.
    row
        A row of the sequence table.

    Returns
    -------
    ndarray
        Greyscale uint8. Below each frame is its number, as used for `onset` and `apex`; an
        unreadable frame is blank, with the reason.
    """
    numbers = parse_ranges(row["frame_numbers"])
    places = np.linspace(0, len(numbers) - 1, min(MAX_TILES, len(numbers)))
    shown = [numbers[round(place)] for place in places]
    tiles = [_tile(*both) for both in zip(read_frames(root, row, shown), shown, strict=True)]
    tiles += [np.full_like(tiles[0], _PAPER)] * (-len(tiles) % COLUMNS)
    rows = [np.hstack(tiles[k : k + COLUMNS]) for k in range(0, len(tiles), COLUMNS)]
    return np.vstack(rows)


def write_contact_sheet(sheet: np.ndarray, path: str | Path) -> None:
    """Write a contact sheet as a JPEG file."""
    _, data = cv2.imencode(".jpg", sheet)
    with atomic(path) as part:
        part.write_bytes(data.tobytes())


def _tile(image: np.ndarray | UnreadableError, number: int) -> np.ndarray:
    width, height = TILE_PX
    tile = np.full((height + CAPTION_PX, width), _PAPER, "uint8")
    caption = str(number)
    if isinstance(image, UnreadableError):
        caption += f": {image}"
    else:
        scale = min(width / image.shape[1], height / image.shape[0])
        size = [max(1, round(side * scale)) for side in image.shape[::-1]]
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        top, left = (height - size[1]) // 2, (width - size[0]) // 2
        tile[top : top + size[1], left : left + size[0]] = small
    where = (4, height + CAPTION_PX - 5)
    cv2.putText(tile, caption, where, cv2.FONT_HERSHEY_SIMPLEX, 0.45, _INK, 1, cv2.LINE_AA)
    return tile
