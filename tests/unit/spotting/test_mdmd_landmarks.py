"""The landmark variant, on a face that raises its brows once."""

import numpy as np
import pytest

from facemotion.models.frontal import mean_face
from facemotion.spotting.spotters.mdmd_landmarks import Spotter, differences, smooth_median
from facemotion.spotting.tracks import Track

FPS, FRAMES = 100, 900


def brows(start=400, rise=40, hold=30, fall=50, gap=slice(0, 0)):
    """A face of 100 pixels between the eyes, with a head that drifts and nears."""
    time = np.arange(FRAMES)
    up = np.clip((time - start) / rise, 0, 1) - np.clip((time - start - rise - hold) / fall, 0, 1)
    points = np.repeat(mean_face()[None, :, :2], FRAMES, axis=0) * 100
    points[:, 17:27, 1] -= 15 * up[:, None]
    points *= 1 + 0.0003 * time[:, None, None]
    points = points + 300 + 0.05 * time[:, None, None]
    points += np.random.default_rng(1).normal(0, 0.2, points.shape)
    points[gap] = np.nan
    return Track("v", "s", 1, points.astype("float32"), FPS)


def overlaps(track, first, last):
    best = 0.0
    for found in Spotter().spot(track):
        both = min(found.last, last) - max(found.first, first) + 1
        best = max(best, both / (max(found.last, last) - min(found.first, first) + 1))
    return best


def test_a_raised_brow_is_found_whatever_the_head_does():
    assert overlaps(brows(), 400, 520) > 0.5


def test_each_candidate_has_its_apex_within_and_an_allowed_length():
    found = list(Spotter().spot(brows()))
    assert {c.type for c in found} <= {"macro", "micro"}
    assert all(0 <= c.first <= c.apex <= c.last < FRAMES for c in found)
    assert all(24 <= c.last - c.first + 1 <= 53 for c in found if c.type == "micro")
    assert {c.choice for c in found} <= set(range(len(Spotter.CHOICES)))


def test_frames_without_a_face_are_gaps_and_no_signal():
    k = 40
    d = differences(brows(gap=slice(200, 210)).points, k)
    assert np.isnan(d[200:210]).all() and np.isnan(d[240:250]).all() and np.isnan(d[160:170]).all()
    assert np.isfinite(d[215:235]).all()
    assert np.isnan(d[:k]).all() and np.isnan(d[-k:]).all()
    assert overlaps(brows(gap=slice(200, 210)), 400, 520) > 0.4


def test_a_median_takes_out_one_bad_frame():
    points = np.zeros((9, 68, 2), "float32")
    points[4] = 100
    assert not smooth_median(points, 3).any()
    assert smooth_median(points, 1) is points
    points[4] = np.nan
    assert np.isnan(smooth_median(points, 3)[3:6]).all()


@pytest.mark.parametrize("frames", [1, 30, 81])
def test_a_video_shorter_than_its_reach_has_no_intervals(frames):
    track = brows()
    assert list(Spotter().spot(Track("v", "s", 1, track.points[:frames], FPS))) == []
