"""What networks see of an interval: landmarks from onset to apex, or the images themselves."""

import cv2
import numpy as np
import pandas as pd
import pytest

from dataset_builder import random_face
from facemotion.errors import InputError
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.store import read_landmarks, write_landmarks
from facemotion.spotting import recognition
from facemotion.spotting.recognition import Recogniser
from facemotion.spotting.videos import VideoRow, make_videos

PIXELS = {"network": "scn", "input": "frames", "frames": {"size_px": 8, "crop": "whole"}}
MOTION = {"network": "tcn", "input": "motion"}


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Load a network, which is not there, for the interval from frame 5 to its apex, 24."""
    monkeypatch.setattr(recognition, "load_network", lambda *_: None)
    (tmp_path / "a").mkdir()
    for number in range(1, 41):  # of which frame k is of the grey level 5 k
        cv2.imwrite(str(tmp_path / f"a/{number}.png"), np.full((48, 64), 5 * number, "uint8"))
    video = VideoRow("a", "ann", "a/{frame}.png", [*range(1, 41)], 100.0, "0")
    points = random_face().astype("float32")
    faces = [Face(FrameStatus.OK, points + [0, k], np.zeros(4), 1.0, (64, 48)) for k in range(40)]
    write_landmarks([("a", k + 1, face) for k, face in enumerate(faces)], "test", tmp_path / "l.h5")
    intervals = pd.DataFrame({"video": ["a"], "first": [5], "apex": [24], "last": [30]})
    summary = {"dataset": {"classes": {"happy": ["happy"], "sad": ["sad"]}, "frames": 20}}

    def load(model, root):
        videos, landmarks = make_videos([video], "test"), read_landmarks(tmp_path / "l.h5")
        return Recogniser.load("w", summary, model, intervals, videos, landmarks, 0.25, root)

    return load


def test_a_network_on_pixels_sees_the_frames_from_onset_to_apex(load, tmp_path):
    seen = load(PIXELS, str(tmp_path)).inputs[[0]]
    assert seen.shape == (1, 20, 8, 8)
    levels = 5 * np.arange(5, 25) / 255
    np.testing.assert_allclose(seen[0].mean(axis=(1, 2)), levels, atol=1e-6)


def test_landmarks_need_no_images(load):
    assert load(MOTION, None).inputs[[0]].shape == (1, 2, 68, 20)


def test_pixels_without_images_are_refused_in_a_sentence(load):
    with pytest.raises(InputError, match="has no images, which a model with the input frames"):
        load(PIXELS, None)
