"""Measured jitter: of noise that is known, and where it is added."""

import numpy as np
import pytest

from dataset_builder import make_clips, random_face
from facemotion.dataset.jitter import add_jitter, measure_jitter
from facemotion.errors import InputError

NEUTRAL = "neutral"


def moving_clips(n=40, noise_px=0.5, seed=0):
    """Faces 100 px from eye to eye that drift and smile smoothly, found with noise."""
    rng = np.random.default_rng(seed)
    face = random_face()
    face[36:42], face[42:48] = [270, 200], [370, 200]
    time = np.linspace(0, 1, 20)[:, None, None]
    moved = [face + time * rng.normal(0, 20, (1, 2)) + time**2 * 10 for _ in range(n)]
    return make_clips(np.array(moved) + rng.normal(0, noise_px, (n, 20, 68, 2)))


def test_known_noise_is_measured():
    jitter = measure_jitter(moving_clips())
    assert jitter.shape == (68, 2)
    assert np.median(jitter) == pytest.approx(0.005, rel=0.05)  # 0.5 px of 100
    np.testing.assert_allclose(jitter, 0.005, rtol=0.35)


def test_repeated_frames_and_gaps_do_not_count():
    clips = moving_clips()
    clips.frame_number[:] = np.repeat(np.arange(10), 2)  # every frame twice
    clips.landmarks[:, 1::2] = clips.landmarks[:, ::2]
    assert np.median(measure_jitter(clips)) == pytest.approx(0.005, rel=0.08)
    clips.frame_number[:] = 2 ** np.arange(20)  # no two steps are equal
    with pytest.raises(InputError, match="no clip has three evenly spaced frames"):
        measure_jitter(clips)


def test_only_neutral_clips_of_one_frame_get_it():
    clips = moving_clips(6)
    clips.emotion[3:] = NEUTRAL
    clips.frame_number[4:] = 7
    clips.landmarks[4:] = clips.landmarks[4:, :1]
    before = clips.landmarks.copy()
    pixels = add_jitter(clips, seed=1)
    assert pixels == pytest.approx(0.5, rel=0.3)
    changed = (clips.landmarks != before).any(axis=(1, 2, 3))
    assert changed.tolist() == [False] * 4 + [True] * 2
    moved = (clips.landmarks - before)[4:] * clips.image_size[4:, None, None, :]
    assert moved.std() == pytest.approx(pixels, rel=0.2)


def test_the_draws_depend_on_the_clip_and_not_on_its_place():
    a, b = moving_clips(6), moving_clips(6)
    for clips in (a, b):
        clips.emotion[4:], clips.frame_number[4:] = NEUTRAL, 7
        clips.landmarks[4:] = clips.landmarks[4:5, :1]
    b.clip_id[4], b.clip_id[5] = b.clip_id[5], b.clip_id[4]
    for clips in (a, b):
        add_jitter(clips, seed=1)
    np.testing.assert_array_equal(a.landmarks[4], b.landmarks[5])
    assert not np.array_equal(a.landmarks[4], a.landmarks[5])
