"""Effects of units on decisions, on games and networks that can be solved on paper."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causes_builder import HAPPY, smile
from facemotion.demo.shots import draw_shots
from facemotion.explanation.causes.asking import log_odds
from facemotion.explanation.causes.effects import (
    absence_effects,
    ask_shots,
    effect_table,
    shapley_effects,
)
from facemotion.explanation.causes.games import shapley_values, together
from facemotion.explanation.causes.onset import onsets
from facemotion.explanation.causes.tables import effects_of, read_effects, write_numbers
from facemotion.explanation.causes.trial import _complete
from facemotion.explanation.causes.units import NAMES, UNITS


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=5))
def test_an_additive_game_is_shared_out_as_it_was_put_together(gains):
    worth = np.array([
        sum(g for k, g in enumerate(gains) if s >> k & 1) for s in range(2 ** len(gains))
    ])  # fmt: skip
    np.testing.assert_allclose(shapley_values(worth + 3), gains, atol=1e-9)
    if len(gains) > 1:
        assert together(worth, 0, 1) == pytest.approx(0, abs=1e-9)


def test_a_pair_of_gloves_is_shared_out_by_the_book():
    # One left glove (player 0), two right ones: a pair is worth 1. Shapley: 2/3, 1/6, 1/6.
    worth = np.array([0, 0, 0, 1, 0, 1, 0, 1.0])
    np.testing.assert_allclose(shapley_values(worth), [2 / 3, 1 / 6, 1 / 6])


def test_what_two_do_together():
    worth = np.array([0, 1.0, 2.0, 7.0])  # 1 and 2 alone, 7 both
    assert together(worth, 0, 1) == 4


def test_log_odds_are_against_all_other_classes():
    logits = np.log([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]])
    expected = np.log([0.5 / 0.5, 0.1 / 0.9])
    np.testing.assert_allclose(log_odds(logits, np.array([0, 2])), expected)


@pytest.fixture(scope="module")
def smiles():
    rng = np.random.default_rng(6)
    return draw_shots(["happy"] * 4, np.array([21, 22, 23, 24]), rng, noise=0.0, frames=8)


def test_the_unit_that_a_network_looks_at_has_the_effect(smiles):
    asked, target = smile(), np.full(4, HAPPY)
    effects = absence_effects(asked, smiles, target)
    unit = NAMES.index("AU12")
    assert (effects.argmax(axis=1) == unit).all() and (effects[:, unit] > 0.3).all()
    brows = [NAMES.index(name) for name in ("AU1", "AU2", "AU4")]
    assert np.abs(effects[:, brows]).max() < 0.02
    # All classes but happy are at 0, so the log-odds are the logit less log 6.
    logits = ask_shots(asked, smiles)
    np.testing.assert_allclose(log_odds(logits, target), logits[:, HAPPY] - np.log(6))


def test_shapley_values_add_up_to_all_players_less_none(smiles):
    asked, target = smile(), np.full(4, HAPPY)
    shares, pairs = shapley_effects(asked, smiles, target)
    effects = absence_effects(asked, smiles, target)
    players = np.isfinite(shares)
    # The network is linear in how far the lip corners rise, and units add up, nearly.
    np.testing.assert_allclose(shares[players], effects[players], atol=0.1)
    assert np.nanmax(np.abs(pairs)) < 0.1


def test_a_table_has_a_row_a_clip_and_unit_and_comes_back(smiles, tmp_path):
    table, pairs, target = effect_table(smile(), smiles, 2, full=True)
    assert len(table) == 4 * len(UNITS) and pairs.shape == (2, len(UNITS), len(UNITS))
    here = table["present"] == "yes"
    assert table.loc[here, ["half", "later", "alone"]].notna().all(axis=None)
    assert table.loc[~here, ["half", "later", "alone"]].isna().all(axis=None)
    row = table[table["unit"] == "AU12"].iloc[0]
    assert 0 < row["half"] < row["effect"]
    table = _complete(table.assign(amount=1.0, amount_error=0.1))
    write_numbers(table, tmp_path / "effects.tsv")
    back = read_effects(tmp_path / "effects.tsv")
    np.testing.assert_allclose(back.effect, effects_of(table).effect, atol=1e-6)
    assert back.predicted.tolist() == ["happy"] * 4 and target.tolist() == [HAPPY] * 4


def test_an_onset_is_where_a_fifth_of_the_peak_is_passed():
    course = np.array([[0, 0.1, 0.2, 0.21, 1.0], [0, -1, 0, 0, 0], [0, 0, 0, 0, 0]])
    assert onsets(course).tolist() == [3, 1, -1]
