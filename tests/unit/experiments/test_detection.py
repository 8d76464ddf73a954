"""The table of faces that dlib finds is what was measured, and changes pixels as it says."""

import numpy as np

from detection import DOCUMENT, TABLE, blur, conditions, darken, roughen, with_table
from facemotion.files.tsv import read_cells


def test_the_document_has_what_was_measured():
    text = DOCUMENT.read_text("utf-8")
    assert with_table(text, read_cells(TABLE)) == text, "run experiments/detection.py"
    measured = read_cells(TABLE)[["changed", "to"]].to_numpy().tolist()
    assert measured == [[what, value] for what, value, *_ in conditions()]


def test_faces_of_40_pixels_are_found_where_asked():
    table = read_cells(TABLE).set_index(["changed", "to"])
    assert table.loc[("face", "40 px"), "found_40"] == table.loc[("face", "40 px"), "faces"]


def test_pixels_are_changed_as_the_table_says():
    rng = np.random.default_rng(0)
    grey = np.full((50, 50), 100, "uint8")
    assert (darken(0.2)(grey, rng) == 20).all()
    assert abs(roughen(10)(grey, rng).std() - 10) < 0.5
    spot = np.zeros((51, 51), "uint8")
    spot[25, 25] = 255
    spread = blur(2)(spot, rng).astype(float)
    assert spread[25, 25] < 12 and (spread[25, 27] < spread[25, 26] < spread[25, 25])
