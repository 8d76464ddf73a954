"""How well units are read: figures from textbooks."""

import numpy as np
import pytest

from causes_builder import make_effects, told
from facemotion.explanation.causes.detection import icc, of_people, tabulate
from facemotion.explanation.causes.intervals import auroc
from facemotion.explanation.causes.units import NAMES


def test_auroc_counts_pairs():
    score, here = np.array([1, 2, 3, 4, 5, 6]), np.array([0, 0, 1, 0, 1, 1], bool)
    assert auroc(score, here) == pytest.approx(8 / 9)
    assert np.isnan(auroc(score, np.array([1, 1, 0, 0, 0, 0], bool)))


def test_icc_is_that_of_shrout_and_fleiss():
    # The first two judges of their table 2: BMS = 101/12, EMS = 23/12 by hand.
    first, second = np.array([9, 6, 8, 7, 10, 6.0]), np.array([2, 1, 4, 1, 5, 2.0])
    rows = (first + second) / 2
    between = 2 * ((rows - rows.mean()) ** 2).sum() / 5
    within = ((first - second - (first - second).mean()) ** 2).sum() / 2 / 5
    assert icc(first, second) == pytest.approx((between - within) / (between + within))
    assert icc(first, first + 3) == pytest.approx(1)


def test_a_row_a_unit():
    effects = make_effects([[1, 2], [2, 1], [3, 0.5], [0.5]])
    table = tabulate(of_people(effects, told([[1, 2], [2, 1], [3, 0.5], [0.5]])))
    assert table["unit"].tolist() == list(NAMES)
    assert table.loc[0, ["clips", "present", "effect", "effect_rank"]].tolist() == [4, 4, 1.625, 1]
    assert np.isnan(table.loc[0, "auroc"]) and np.isnan(table.loc[5, "effect_rank"])
