"""Agreement of evidence with expected places, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facemotion.explanation.agreement import METRICS, Evidence, chance_agreement, evidence


def agree(weights, expected):
    mask = np.array([[k in expected for k in range(len(weights))]])
    found = Evidence(np.array([weights], float)).agreement(mask)
    return {name: found[name][0] for name in METRICS}


def test_evidence_is_the_positive_part():
    assert evidence(np.array([-1.0, 0, 2])).tolist() == [0, 0, 2]


def test_by_hand():
    """4 and 2 are expected of 4 3 2 1 0; 4 is above three others, 2 above two of three."""
    assert agree([4, 3, 2, 1, 0], {0, 2}) == {
        "mass": 6 / 10,
        "auroc": 5 / 6,
        "rank": 1 / 2,
        "pointing": 1,
    }


def test_a_wrong_place_is_pointed_at():
    found = agree([1, 3, 2, 0, 0], {0, 2})
    assert found["pointing"] == 0
    assert found["rank"] == 1 / 2
    assert found["auroc"] == 4 / 6


def test_ties_are_taken_in_parts():
    """All equal: half of the pairs, and of the two highest places the share of all."""
    assert agree([1, 1, 1, 1], {0}) == {
        "mass": 1 / 4,
        "auroc": 1 / 2,
        "rank": 1 / 4,
        "pointing": 1 / 4,
    }
    # One place is above, two tie for the second of K = 2 places, of which one is expected.
    assert agree([5, 1, 1, 0], {1, 3})["rank"] == (0 + 1 / 2) / 2


@pytest.mark.parametrize(
    ("weights", "expected"), [([0, 0, 0], {0}), ([1, 2, 3], set()), ([1, 2, 3], {0, 1, 2})]
)
def test_what_cannot_be_measured_is_nan(weights, expected):
    assert all(np.isnan(value) for value in agree(weights, expected).values())


@given(st.permutations(range(6)), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_the_numbering_of_places_decides_nothing(order, weights):
    expected = {0, 3}
    moved = {new for new, old in enumerate(order) if old in expected}
    one = agree(weights, expected)
    two = agree([weights[old] for old in order], moved)
    assert one == pytest.approx(two, nan_ok=True)


def test_chance_is_what_random_evidence_gets():
    expected = np.zeros((1, 20), bool)
    expected[0, :5] = True
    rng = np.random.default_rng(0)
    draws = [Evidence(rng.random((1, 20))).agreement(expected) for _ in range(4000)]
    chance = chance_agreement(expected)
    for name in METRICS:
        assert np.mean([draw[name][0] for draw in draws]) == pytest.approx(
            chance[name][0], abs=0.02
        )
