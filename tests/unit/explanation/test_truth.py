"""Where a face should have moved: tables, own codes before prototypes, timing."""

import numpy as np
import pandas as pd
import pytest

from dataset_builder import CLASSES
from facemotion.demo.acting.emotions import VARIANTS
from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.people.identity import draw_person
from facemotion.demo.people.landmarks import MIRROR, landmarks_at
from facemotion.explanation.truth import (
    expected_units,
    moving_cells,
    read_au_landmarks,
    read_prototypes,
    unit_mask,
)
from maps_builder import make_maps

EMOTIONS = CLASSES.expressive


def test_the_table_of_landmarks_by_hand():
    table = read_au_landmarks()
    assert table[1] == [20, 21, 22, 23]
    assert table[12] == [48, 49, 53, 54, 55, 59, 60, 64]
    assert all(0 <= n < 68 for landmarks in table.values() for n in landmarks)


def test_both_sides_of_the_face_are_in_the_table():
    for unit, landmarks in read_au_landmarks().items():
        assert {int(MIRROR[n]) for n in landmarks} == set(landmarks), f"AU{unit}"


@pytest.mark.parametrize("unit", sorted(set(CODES) & set(read_au_landmarks())))
def test_what_the_demo_moves_most_is_in_the_table(unit):
    """The table was made from the FACS manual, the demo from a mesh: they must meet."""
    sides = np.zeros((2, len(CODES), 2))
    sides[1, INDEX[unit]] = 1
    rest, shown = landmarks_at(draw_person(1), sides)
    moves = np.linalg.norm(shown - rest, axis=1)
    much = set(np.flatnonzero(moves >= 0.5 * moves.max()).tolist())
    assert much & set(read_au_landmarks()[unit])


def test_every_emotion_has_a_prototype_as_in_the_paper():
    prototypes = read_prototypes()
    assert prototypes["happy"] == [6, 12]
    assert prototypes["surprise"] == [1, 2, 5, 26]
    assert prototypes["neutral"] == []
    assert set(EMOTIONS) < set(prototypes)
    assert set(EMOTIONS) < set(VARIANTS)


def test_own_codes_come_before_the_prototype():
    maps = make_maps(["happy", "happy", "neutral", "sad"], [{12: 3}, None, {12: 3}, {29: 9}])
    units, sources = expected_units(maps)
    assert units == [[12], [6, 12], [], []]
    assert sources == ["codes", "prototype", "nothing", "nothing"]  # no landmark shows AU29


def test_an_emotion_without_coded_units_takes_the_prototype():
    assert expected_units(make_maps(["happy"], [{12: 0}]))[1] == ["prototype"]


def test_cells_move_after_the_onset_up_to_the_apex():
    maps = make_maps(["happy", "happy"], [{12: 3, 1: 1}, {12: 3}])
    timing = pd.DataFrame(
        [("c0", 12, 3, 5), ("c0", 1, 10, 11), ("c0", 4, 0, 19)],
        columns=["sequence_id", "au", "onset_frame", "apex_frame"],
    )
    numbers = np.tile(np.arange(20), (2, 1))
    cells = moving_cells(maps, expected_units(maps)[0], numbers, timing)
    assert cells[0].any(axis=0).nonzero()[0].tolist() == [4, 5, 11]
    assert (cells[0, :, 4] == unit_mask([12])).all()
    assert (cells[0, :, 11] == unit_mask([1])).all()
    assert not cells[1].any()  # the timing does not know it
