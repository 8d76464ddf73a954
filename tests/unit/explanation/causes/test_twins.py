"""Counterfactual clips: one unit otherwise, all else the same."""

import numpy as np
import pytest

from facemotion.demo.acting.clips import Style
from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.shots import Shots, draw_shots, film, pick
from facemotion.explanation.causes.twins import later, weaker, without
from facemotion.explanation.causes.units import NAMES, UNITS, courses, members, present

SMILE = NAMES.index("AU12")


@pytest.fixture(scope="module")
def shots():
    people = np.array([11, 11, 12])
    return draw_shots(["happy"] * 3, people, np.random.default_rng(1), style=Style())


def chosen(unit, count=3):
    mask = np.zeros((count, len(UNITS)), bool)
    mask[:, unit] = True
    return mask


def test_a_twin_without_a_unit_is_the_clip_in_which_it_is_never_active(shots):
    never = shots.acted.intensities.copy()
    never[..., INDEX[12]] = 0
    gone = without(shots.acted.intensities, chosen(SMILE))
    np.testing.assert_array_equal(gone, never)
    np.testing.assert_array_equal(film(shots, gone), film(shots, never))
    assert np.abs(film(shots, gone) - film(shots)).max() > 3  # px


def test_errors_of_the_tracker_are_the_same_in_clip_and_twin(shots):
    exact = Shots(**vars(shots) | {"errors": 0.0})
    gone = without(shots.acted.intensities, chosen(SMILE))
    moved, truly = (film(of) - film(of, gone) for of in (shots, exact))
    np.testing.assert_allclose(moved, truly, atol=1e-3)
    assert np.abs(film(shots) - film(exact)).max() > 0.5  # px: there are errors


def test_a_unit_of_several_codes_is_gone_with_all_of_them(shots):
    gone = without(shots.acted.intensities, chosen(NAMES.index("AU26/27")))
    assert not gone[..., [INDEX[26], INDEX[27]]].any()
    others = [INDEX[code] for code in CODES if code not in (26, 27)]
    np.testing.assert_array_equal(gone[..., others], shots.acted.intensities[..., others])


def test_half_as_strong_and_half_a_second_later():
    rng = np.random.default_rng(3)
    shots = draw_shots(["happy"], np.array([5]), rng, frames=5)
    shots.acted.times[:] = [0, 0.25, 0.5, 0.75, 1.0]
    shots.acted.intensities[0, :, INDEX[12]] = [0.1, 0.3, 0.5, 0.7, 0.9]
    unit = chosen(SMILE, 1)
    half = weaker(shots.acted.intensities, unit)[0, :, INDEX[12]]
    np.testing.assert_allclose(half, [0.05, 0.15, 0.25, 0.35, 0.45])
    late = later(shots, unit, seconds=0.5)
    np.testing.assert_allclose(late[0, :, INDEX[12]], [0.1, 0.1, 0.1, 0.3, 0.5])
    other = [INDEX[code] for code in CODES if code != 12]
    np.testing.assert_array_equal(late[..., other], shots.acted.intensities[..., other])


def test_shots_that_are_picked_twice_are_filmed_twice_alike(shots):
    two = film(pick(shots, np.array([2, 2])))
    np.testing.assert_array_equal(two[0], two[1])
    np.testing.assert_allclose(two[0], film(shots)[2], atol=1e-3)


def test_units_move_as_their_codes_do():
    shown = np.zeros((1, 3, len(CODES)))
    shown[0, :, INDEX[26]] = [0.1, 0.2, 0.3]
    shown[0, :, INDEX[27]] = [0.0, 0.0, 0.1]
    jaw = NAMES.index("AU26/27")
    np.testing.assert_allclose(courses(shown)[0, jaw], [0, 0.1, 0.3])
    assert present(shown)[0].nonzero()[0].tolist() == [jaw]
    assert (members().sum(axis=0) <= 1).all()
