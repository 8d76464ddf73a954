"""A contact sheet shows each frame above the number that onset and apex go by."""

import cv2
import numpy as np
import pytest

from facemotion.errors import InputError
from facemotion.sequences import contact_sheet
from facemotion.sequences.contact_sheet import (
    CAPTION_PX,
    COLUMNS,
    MAX_TILES,
    TILE_PX,
    draw_contact_sheet,
    select_sequence,
)
from facemotion.sequences.custom.indexing import index_custom

WIDTH, HEIGHT = TILE_PX


@pytest.fixture
def folder(tmp_path):
    """Frame k of 3, 5, 7, … is as grey as its number."""
    (tmp_path / "a").mkdir()
    for number in range(3, 3 + 2 * 14, 2):
        cv2.imwrite(str(tmp_path / f"a/f_{number:03}.png"), np.full((60, 40), number, "uint8"))
    (tmp_path / "clips.tsv").write_text("clip\tpath\nA\ta\nB\tb.mp4\n")
    (tmp_path / "b.mp4").write_bytes(b"no video")
    return tmp_path


def tile(sheet: np.ndarray, k: int) -> np.ndarray:
    row, column = divmod(k, COLUMNS)
    top, left = row * (HEIGHT + CAPTION_PX), column * WIDTH
    return sheet[top : top + HEIGHT + CAPTION_PX, left : left + WIDTH]


@pytest.mark.oddity(
    "onset and apex that have to be found by eye",
    "`results/sequences/{dataset}/{clip}.jpg` shows the frames with their numbers",
)
def test_each_frame_stands_above_its_own_number(folder, monkeypatch):
    written = []
    monkeypatch.setattr(contact_sheet.cv2, "putText", lambda image, text, *_: written.append(text))
    row = select_sequence(index_custom(folder / "clips.tsv"), "A")
    sheet = draw_contact_sheet(folder, row)
    assert sheet.shape == (2 * (HEIGHT + CAPTION_PX), COLUMNS * WIDTH)
    assert written == [str(number) for number in range(3, 31, 2)]
    middles = [tile(sheet, k)[HEIGHT // 2, WIDTH // 2] for k in range(15)]
    assert middles == [*range(3, 31, 2), 255]
    assert tile(sheet, 0)[HEIGHT // 2, 0] == 255  # a tall picture is not stretched


def test_of_many_frames_some_are_shown_with_first_and_last(folder, monkeypatch):
    written = []
    monkeypatch.setattr(contact_sheet.cv2, "putText", lambda image, text, *_: written.append(text))
    monkeypatch.setattr(contact_sheet, "MAX_TILES", 4)
    draw_contact_sheet(folder, select_sequence(index_custom(folder / "clips.tsv"), "A"))
    assert written == ["3", "11", "21", "29"]
    assert MAX_TILES % COLUMNS == 0


def test_a_frame_that_cannot_be_read_says_so(folder, monkeypatch):
    written = []
    monkeypatch.setattr(contact_sheet.cv2, "putText", lambda image, text, *_: written.append(text))
    row = select_sequence(index_custom(folder / "clips.tsv"), "A")
    (folder / "a/f_005.png").write_bytes(b"")
    sheet = draw_contact_sheet(folder, row)
    assert written[:3] == ["3", "5: is empty", "7"]
    assert (tile(sheet, 1)[:HEIGHT] == 255).all()


def test_what_cannot_be_shown_is_a_sentence(folder):
    table = index_custom(folder / "clips.tsv")
    with pytest.raises(InputError, match="no sequence 'C', expected one such as 'A', 'B'"):
        select_sequence(table, "C")
    with pytest.raises(InputError, match="sequence 'B' has no frames: "):
        select_sequence(table, "B")
