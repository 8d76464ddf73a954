"""Acting and tracks: what faces do, and what a tracker reports of them."""

import h5py
import numpy as np
import pandas as pd
import pytest

from facemotion.demo.acting import living
from facemotion.demo.acting.clips import SPONTANEOUS, Style, act
from facemotion.demo.acting.emotions import VARIANTS, draw_expressions, draw_recipe
from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.people_tracks import deal, write_people
from facemotion.demo.tracker_noise import draw_noise
from facemotion.demo.tracks import draw_tracks
from facemotion.sequences.tracks.indexing import index_tracks

STILL = Style(neutral_speech=0, emotion_speech=0, head=0, blink_hz=0, starts_within=0)
SETTINGS = {"seed": 5, "people": 3, "clips": 30, "neutral_share": 0.4, "posed_share": 0.7}


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("emotion", VARIANTS)
def test_an_emotion_shows_units_of_one_of_its_variants(emotion):
    shown, _ = draw_expressions([emotion] * 50, rng())
    allowed = [{INDEX[unit] for unit in units} for _, units in VARIANTS[emotion]]
    for row in shown:
        assert any(set(np.flatnonzero(row).tolist()) <= units for units in allowed)
    assert (shown.max(axis=1) >= 0.3).all()
    assert len({tuple(row) for row in shown}) == 50  # no two are alike


def test_neutral_shows_nothing_and_contempt_one_side():
    shown, balance = draw_expressions(["neutral", "contempt"], rng())
    assert not shown[0].any()
    assert (np.abs(balance[1]) >= 0.7).all()
    sides = {side for unit, side in draw_recipe("contempt", rng(1))}
    assert len(sides) == 1


def test_posed_expressions_rise_to_the_end_and_spontaneous_ones_fall_again():
    unit = INDEX[12]
    posed = act(["happy"] * 200, 20, STILL, rng()).intensities[..., unit].mean(axis=0)
    gone = act(["happy"] * 200, 20, Style(SPONTANEOUS, starts_within=0), rng())
    gone = gone.intensities[..., unit].mean(axis=0)
    assert abs(posed[0]) < 0.03 and posed[-1] > 0.5 and posed.argmax() >= 17
    assert gone.max() > 0.3 and gone[-1] < 0.5 * gone.max()


def test_neutral_faces_live_but_little():
    acted = act(["neutral"] * 200, 20, STILL, rng())
    assert (acted.intensities.std(axis=1).max(axis=1) > 0.005).all()
    units = [INDEX[unit] for unit in (1, 4, 9, 12, 15, 26)]
    assert np.abs(acted.intensities[..., units]).mean() < 0.04
    assert not acted.expression.any()


def test_speech_opens_the_mouth_and_blinks_close_the_eyes():
    times = np.tile(np.linspace(0, 3, 60), (100, 1))
    assert living.speech(times, rng())[..., INDEX[26]].max(axis=1).mean() > 0.3
    closed = living.blinks(times, 1.0, rng())
    assert 0.7 <= closed.max() <= 1 and (closed.max(axis=1) > 0.7).mean() > 0.8
    assert not living.blinks(times, 0.0, rng()).any()


def test_a_head_that_is_held_still_is_straight():
    angles, shift = living.head_motion(np.ones((5, 3)), 0.0, np.ones(5), rng())
    assert not angles.any() and not shift.any()


def test_noise_has_its_level_and_grows_with_the_turn_of_the_head():
    still = np.zeros((400, 20, 3))
    errors = draw_noise(still, rng())
    assert errors.shape == (400, 20, 68, 2)
    nose = errors[:, :, 27:36].std()
    assert 0.004 < nose < 0.009  # sqrt(0.4² + 0.5²) % by 0.9, and clips differ
    assert errors[:, :, :17].std() > 1.7 * nose
    turned = still.copy()
    turned[:, -1, 0] = np.deg2rad(20)
    assert draw_noise(turned, rng())[:, -1].std() > 1.5 * errors[:, -1].std()


def test_the_same_seed_gives_the_same_tracks_and_no_noise_the_exact_ones():
    emotions, people = ["happy", "neutral"], np.array([3, 4])
    first, again = (draw_tracks(emotions, people, 1) for _ in range(2))
    assert (first.landmarks == again.landmarks).all()
    assert (draw_tracks(emotions, people, 2).landmarks != first.landmarks).any()
    exact = draw_tracks(emotions, people, 1, noise=0.0, style=STILL)
    way = np.linalg.norm(np.diff(exact.landmarks[1], axis=0), axis=-1)
    assert way.max() < 2  # px; a neutral face that hardly moves
    assert np.isfinite(first.landmarks).all()


def test_emotions_are_dealt_evenly():
    emotions, people = deal(SETTINGS | {"clips": 70, "people": 7, "neutral_share": 0.3}, rng())
    counts = pd.Series(emotions).value_counts()
    assert counts["neutral"] == 21
    assert {counts[name] for name in VARIANTS} == {7}
    assert np.unique(people, return_counts=True)[1].tolist() == [10] * 7


def test_a_folder_of_people_has_tracks_that_its_reader_reads_and_their_truth(tmp_path):
    write_people(tmp_path, SETTINGS, frames=12)
    table = index_tracks(tmp_path)
    assert len(table) == 30 and set(table["subject"]) == {"P001", "P002", "P003"}
    assert set(table["n_frames"]) == {12}
    truth = pd.read_csv(tmp_path / "truth.tsv", sep="\t")
    emotional = table.loc[table["emotion"] != "neutral", "sequence_id"]
    assert set(truth["sequence_id"]) <= set(emotional)
    assert (truth["onset_frame"] < truth["apex_frame"]).mean() > 0.9
    with h5py.File(tmp_path / "tracks.h5") as file:
        row = file["sequence_id"].asstr()[:].tolist().index(truth["sequence_id"][0])
        unit = file["au"][:].tolist().index(truth["au"][0])
        course = file["intensities"][row, :, unit]
        assert file["au"][:].tolist() == list(CODES)
    assert course.max() == pytest.approx(truth["peak_intensity"][0], abs=1e-3)
    assert course[truth["apex_frame"][0] - 1] >= 0.95 * course.max()


def test_writing_people_again_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_people(tmp_path / name, SETTINGS, frames=10)
    for file in ("tracks.h5", "truth.tsv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
