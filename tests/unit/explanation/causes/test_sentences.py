"""Explanations in words."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from facemotion.explanation.causes.sentences import Evidence, list_units, say, say_class
from facemotion.explanation.causes.units import NAMES, UNITS
from facemotion.numerals import signed

WIDTH = 0.3


def evidence(units, width=WIDTH, onset=6):
    effect, begins = np.zeros(len(NAMES)), np.full(len(NAMES), -1)
    for name, value in units.items():
        effect[NAMES.index(name)], begins[NAMES.index(name)] = value, onset
    return Evidence("happy", 0.934, effect, np.full(len(NAMES), width), effect < 9, begins)


def test_a_sentence_says_what_spoke_for_the_class_and_against_it():
    assert say(evidence({"AU12": 2.1, "AU6": 0.4, "AU4": -0.31, "AU25": 0.2})) == (
        "Happiness (0.93), because the lip corners are pulled (AU12, from frame 6, +2.1 log-odds) "
        "and the cheeks are raised (AU6, from frame 6, +0.4). Against it: the brows are lowered "
        "(AU4, from frame 6, −0.3)."
    )


def test_no_unit_stands_out_where_every_interval_includes_zero():
    assert say(evidence({"AU12": 0.2, "AU4": -0.3})) == "Happiness (0.93): no unit stands out."
    assert say(evidence({"AU4": -0.4}, onset=-1)) == (
        "Happiness (0.93): no unit stands out for it. Against it: the brows are lowered "
        "(AU4, −0.4 log-odds)."
    )


def test_units_are_listed_with_their_intervals():
    assert list_units(evidence({"AU12": 2.0, "AU4": -0.5})) == (
        "AU12 +2.00 (+1.70 to +2.30); AU4 −0.50 (−0.80 to −0.20)"
    )


def test_a_class_is_told_by_mean_effects_that_are_not_zero():
    mean, low, high = np.zeros((3, len(NAMES)))
    for name, values in {
        "AU12": (2, 1.5, 2.5),
        "AU1": (0.2, -0.1, 0.3),
        "AU4": (0.05, 0.01, 0.09),
        "AU2": (0.3, 0.04, 0.5),  # written as 0.0 to +0.5
    }.items():
        mean[NAMES.index(name)], low[NAMES.index(name)], high[NAMES.index(name)] = values
    assert say_class("happy", 24, mean, low, high) == (
        "Across 24 clips called happy: the lip corners are pulled (AU12, +2.0, +1.5 to +2.5)."
    )
    assert (
        say_class("fear", 1, 0 * mean, low * 0, high * 0)
        == "Across 1 clip called fear: no unit stands out."
    )


def test_numbers_that_round_to_nothing_have_no_sign():
    assert (signed(-0.04), signed(0.26), signed(-1.25, 2)) == ("0.0", "+0.3", "−1.25")


def one_a_unit(of):
    return st.lists(of, min_size=len(UNITS), max_size=len(UNITS))


@given(one_a_unit(st.floats(-9, 9)), one_a_unit(st.booleans()))
def test_no_unit_is_named_whose_interval_includes_zero(effects, may):
    width, onset = np.full(len(NAMES), 1.0), np.full(len(NAMES), 3)
    about = Evidence("sad", 0.5, np.array(effects), width, np.array(may), onset)
    sentence = say(about)
    for name, effect, may_be in zip(NAMES, effects, may, strict=True):
        if abs(effect) <= 1 or not may_be:
            assert f"({name}," not in sentence
