"""What happened when: times, and a page that needs nothing but itself."""

import re

import numpy as np

from facemotion.spotting.timeline import time_table
from timeline_builder import chosen, explained, make_timeline, make_video


def test_times_are_seconds_from_the_first_frame_and_an_end_is_when_it_is_over(tmp_path):
    table = time_table(chosen(), make_video(tmp_path), explained())
    assert table["onset_s"].tolist() == ["2.000", "6.667", "8.300"]
    assert table["apex_s"].tolist()[0] == "3.000"
    assert table["offset_s"].tolist() == ["4.000", "7.000", "10.000"]
    assert table["units"].tolist() == ["AU12 0.50; AU6 0.30", "", ""]


def test_a_page_shows_intervals_gaps_and_faces_and_loads_nothing(tmp_path):
    video, html = make_timeline(tmp_path)
    assert video["seconds"] == 10 and video["seen"] == 0.9
    assert video["gaps"] == [(10.0, 10.0)]
    assert (video["intervals"][0]["left"], video["intervals"][0]["width"]) == (20.0, 20.0)
    assert len(video["curves"]["macro"].split()) == 500
    assert video["ticks"][:2] == [(0, 0.0), (1, 10.0)]
    # Each of 14 pictures is of the middle of its span.
    assert video["strip"][0]["time"] == 10 / 30
    for said in (
        "Happy, 0.91",
        "Uncertain (perhaps fear, 0.40)",
        "too many frames without a face",
        "odd",
        "trained on practice (generated people)",
        "trained on people (generated people)",
    ):
        assert said in html
    # No face in frames 31 to 60, hence 2 of 14 in the strip; 3 an interval, and the apex once more.
    assert html.count('<img src="data:image/webp') == 12 + 9 + 2
    assert re.findall(r'(?:src|href)="(?!data:|#)', html) == []
    assert 'href="#v1i1"' in html and 'id="v1i1"' in html


def test_no_probability_is_certain(tmp_path):
    _, html = make_timeline(tmp_path, probability="0.998000")
    assert "Happy, over 0.99" in html


def test_an_interval_tells_its_units_and_its_evidence(tmp_path):
    video, html = make_timeline(tmp_path)
    first, second, third = video["intervals"]
    assert [unit[0] for unit in first["moved"]] == ["AU12", "AU6"]
    assert "<strong>AU12</strong> the lip corners are pulled" in html
    # The strongest landmark is drawn last, and dark red; the next speaks against it: blue.
    (x, y, radius, colour), (*_, against) = first["face"]["dots"][-1], first["face"]["dots"][-2]
    assert (radius, colour) == (2.3, "#67001f")
    assert int(against[1:3], 16) < int(against[5:7], 16)
    assert 25 < x < 50 < y < 90
    assert (second["moved"], second["is_read"]) == ([], True)
    assert (third["map"], third["face"], third["is_read"]) == (None, None, False)
    assert html.count('alt="Evidence by landmark and frame"') == 2
    assert np.isnan(explained().amount[2]).all()


def test_nobody_s_face_is_shown_without_consent(tmp_path):
    _, html = make_timeline(tmp_path, consenting=[])
    assert "data:image/webp" not in html and "data:image/png" in html
