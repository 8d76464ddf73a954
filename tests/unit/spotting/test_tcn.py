"""The network that labels frames: what it sees, how it is trained, what is made of its curves."""

import numpy as np
import pytest

from facemotion.errors import DamagedFileError, InputError
from facemotion.files.weights import write_weights
from facemotion.models.frontal import mean_face
from facemotion.spotting.apex import find_apex
from facemotion.spotting.features import FEATURES, HOP, PIECE, RATE, cut_pieces, to_rate
from facemotion.spotting.intervals import Interval
from facemotion.spotting.network import FrameLabeller, describe_labeller
from facemotion.spotting.spotters import make_spotter
from facemotion.spotting.spotters.tcn import join_runs, to_frames
from facemotion.spotting.tracks import Track
from facemotion.spotting.training import collect, train_labeller


def face(frames, fps, events=(), seed=1, first=1):
    """A face whose mouth opens between the frames of each event."""
    rng = np.random.default_rng(seed)
    points = np.repeat(mean_face()[None, :, :2] * 100 + 300, frames, axis=0)
    for start, stop in events:
        points[start : stop + 1, 55:60, 1] += 20 * np.hanning(stop - start + 3)[1:-1, None]
    points += rng.normal(0, 0.3, points.shape)
    return Track(f"v{seed}", f"s{seed}", first, points.astype("float32"), fps)


@pytest.mark.parametrize("fps", [200, 100, 60, 50, 30, 25, 12.5])
def test_any_frame_rate_becomes_one_with_time_kept(fps):
    frames = round(4 * fps)
    ramp = np.zeros((frames, 68, 2))
    ramp[:] = ((np.arange(frames) + 0.5) / fps)[:, None, None]  # seconds at the frames' middles
    even, seen = to_rate(ramp, fps)
    assert len(even) == 200 and seen.all()
    middle = slice(10, -10)
    expected = (np.arange(200) + 0.5) / RATE
    assert even[middle, 0, 0] == pytest.approx(expected[middle], abs=1e-6)


def test_short_gaps_are_filled_and_long_ones_are_not_seen():
    points = face(500, 50).points
    points[100:110] = np.nan
    points[200:300] = np.nan
    even, seen = to_rate(points, 50)
    assert np.isfinite(even).all()
    assert seen[:200].all() and seen[320:].all()
    assert not seen[220:280].any()
    even, seen = to_rate(np.full((40, 68, 2), np.nan), 50)
    assert not seen.any()
    assert list(cut_pieces(np.full((40, 68, 2), np.nan), 50)) == []


@pytest.mark.parametrize("frames", [1, 40, PIECE, PIECE + 1, 3 * PIECE + 7])
def test_pieces_overlap_by_half_and_cover_every_frame(frames):
    pieces = list(cut_pieces(face(frames, RATE).points, RATE))
    covered = np.zeros(frames, int)
    for piece in pieces:
        assert piece.start % HOP == 0 and piece.values.shape == (FEATURES, len(piece.seen))
        assert len(piece.seen) <= PIECE
        covered[piece.start : piece.start + len(piece.seen)] += 1
    assert covered.min() >= 1 and covered.max() <= 2


def test_a_piece_shows_the_way_from_rest():
    (piece,) = cut_pieces(face(500, RATE, [(200, 260)]).points, RATE)
    lower_lip = piece.values.reshape(68, 2, -1)[57, 1]
    assert lower_lip[225:236].mean() > 0.15  # inter-ocular distances
    assert abs(lower_lip[:190].mean()) < 0.02


def test_frames_are_labelled_by_the_interval_that_they_lie_in():
    track = face(800, 100, first=11)
    truth = [Interval("v1", "macro", 211, 310), Interval("v1", "micro", 411, 430)]
    inputs, labels = collect([track], truth)
    assert inputs.shape == (2, FEATURES, PIECE)  # at 100 and at 50 frames a second
    for row in labels.numpy():
        assert np.flatnonzero(row == 1)[[0, -1]].tolist() == [100, 149]
        assert np.flatnonzero(row == 2)[[0, -1]].tolist() == [200, 209]
        assert (row[400:] == -1).all()  # the video has ended


def test_it_learns_what_moves_and_gives_the_same_bytes(tmp_path):
    events = [(100, 160), (400, 470), (600, 640)]
    tracks = [face(750, RATE, events, seed) for seed in range(6)]
    truth = [Interval(t.video, "macro", a + 1, b + 1) for t in tracks for a, b in events]
    settings = {"epochs": 25, "learning_rate": 0.01, "seed": 1}
    for name in "ab":
        train_labeller(tracks, truth, settings, tmp_path / name)
    weights = tmp_path / "a/weights.safetensors"
    assert weights.read_bytes() == (tmp_path / "b/weights.safetensors").read_bytes()
    spotter = make_spotter("tcn")
    spotter.load(weights)
    found = [c for c in spotter.spot(face(750, RATE, [(300, 360)], 9)) if c.choice == 3]
    assert [c.type for c in found] == ["macro"]
    (only,) = found
    assert abs(only.first - 300) < 20 and abs(only.last - 360) < 20
    assert only.first <= only.apex <= only.last
    with pytest.raises(InputError, match="has no video with an expression"):
        train_labeller(tracks, [], settings, tmp_path / "c")


def test_weights_of_another_network_are_refused(tmp_path):
    path = tmp_path / "weights.safetensors"
    write_weights(FrameLabeller().state_dict(), describe_labeller() | {"features": 9}, path)
    spotter = make_spotter("tcn")
    spotter.load(path)
    with pytest.raises(DamagedFileError, match="metadata features: found 9, expected 136"):
        next(spotter.spot(face(100, RATE)))


def test_short_breaks_join_runs():
    inside = np.array([1, 1, 0, 1, 0, 0, 0, 1], bool)
    assert join_runs(inside, 0) == [(0, 1), (3, 3), (7, 7)]
    assert join_runs(inside, 1) == [(0, 3), (7, 7)]
    assert join_runs(inside, 3) == [(0, 7)]
    assert join_runs(np.zeros(3, bool), 3) == []


def test_indices_become_frames_within_the_video():
    assert to_frames(10, 19, 4.0, 1000) == (40, 79)
    assert to_frames(0, 0, 0.6, 40) == (0, 0)
    assert to_frames(98, 99, 4.0, 398) == (392, 397)


def test_the_apex_is_farthest_from_the_onset_whatever_the_head_does():
    points = face(300, 100, [(100, 180)]).points + np.linspace(0, 50, 300)[:, None, None]
    points[120:124] = np.nan
    assert abs(find_apex(points, 95, 185, 100) - 140) <= 6
    assert find_apex(points, 120, 123, 100) == 120  # nobody is seen
