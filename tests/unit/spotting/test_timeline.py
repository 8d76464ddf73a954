"""What happened when: times, and a page that needs nothing but itself."""

import re

import cv2
import numpy as np
import pandas as pd
import torch

from facemotion.files.weights import write_weights
from facemotion.models.frontal import mean_face
from facemotion.spotting.network import FrameLabeller, describe_labeller
from facemotion.spotting.timeline import describe_videos, render_timeline, time_table
from facemotion.spotting.tracks import Track
from facemotion.spotting.videos import VideoRow, make_videos

FRAMES = 300


def chosen():
    rows = [
        ("a", "macro", 61, 91, 120, "happy", "0.910000", "no"),
        ("a", "micro", 201, 205, 210, "fear", "0.400000", "yes"),
        ("a", "macro", 250, 255, 300, "", "", ""),
    ]
    columns = ["video", "type", "first", "apex", "last", "emotion", "probability", "uncertain"]
    return pd.DataFrame(rows, columns=columns)


def folder(tmp_path):
    (tmp_path / "a").mkdir()
    for number in range(1, FRAMES + 1):
        cv2.imwrite(str(tmp_path / f"a/{number:04d}.png"), np.full((300, 300), 90, "uint8"))
    row = VideoRow("a", "s", "a/{frame:04d}.png", [*range(1, FRAMES + 1)], 30.0, "0", reason="odd")
    return make_videos([row], "test")


def page(tmp_path, consenting):
    videos = folder(tmp_path)
    points = np.repeat(mean_face()[None, :, :2] * 60 + 150, FRAMES, axis=0).astype("float32")
    points[30:60] = np.nan
    torch.manual_seed(1)
    weights = tmp_path / "weights.safetensors"
    write_weights(FrameLabeller().state_dict(), describe_labeller(), weights)
    table = time_table(chosen(), videos)
    pictures = {"root": tmp_path, "consenting": consenting, "frame_px": 32, "quality": 50}
    track = Track("a", "s", 1, points, 30.0)
    described = describe_videos(iter([track]), table, videos, weights, pictures)
    return described, render_timeline("mine", described, "tcn", 0.6)


def test_times_are_seconds_from_the_first_frame_and_an_end_is_when_it_is_over(tmp_path):
    table = time_table(chosen(), folder(tmp_path))
    assert table["onset_s"].tolist() == ["2.000", "6.667", "8.300"]
    assert table["apex_s"].tolist()[0] == "3.000"
    assert table["offset_s"].tolist() == ["4.000", "7.000", "10.000"]


def test_a_page_shows_intervals_gaps_and_faces_and_loads_nothing(tmp_path):
    (video,), html = page(tmp_path, None)
    assert video["seconds"] == 10 and video["seen"] == 0.9
    assert video["gaps"] == [(10.0, 10.0)]
    assert (video["intervals"][0]["left"], video["intervals"][0]["width"]) == (20.0, 20.0)
    assert len(video["curves"]["macro"].split()) == 500
    for said in (
        "happy, 0.91",
        "uncertain (perhaps fear, 0.40)",
        "no face in too many frames",
        "odd",
    ):
        assert said in html
    assert html.count('<img src="data:image/webp') >= 14
    assert re.findall(r'(?:src|href)="(?!data:|#)', html) == []
    assert 'href="#v1i1"' in html and 'id="v1i1"' in html


def test_nobody_s_face_is_shown_without_consent(tmp_path):
    _, html = page(tmp_path, [])
    assert "<img" not in html
