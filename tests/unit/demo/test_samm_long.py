"""Long videos of the SAMM demo: their plan, what goes on between, and a tiny tree."""

import cv2
import numpy as np
import pandas as pd
import pytest

from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.samm_long import act_video, render_long_videos, shown_units
from facemotion.demo.samm_long_plan import PAUSE, plan_long_videos, with_blinks
from facemotion.errors import InputError
from facemotion.sequences.samm.indexing import index_samm

SETTINGS = {
    "seed": 1, "subjects": 2, "videos": 2, "frames": 3000, "version": 3,
    "expressions": {"happy": 4, "anger": 2, "micro": 6},
}  # fmt: skip
TINY = SETTINGS | {"subjects": 1, "videos": 1, "frames": 600, "expressions": {"micro": 2}}


def test_expressions_have_rest_around_them_and_are_as_long_as_real_ones():
    videos = plan_long_videos(SETTINGS)
    assert [len(video.numbers) for video in videos] == 4 * [3000]
    assert sum(len(video.expressions) for video in videos) == 12
    for video in videos:
        ends = [0]
        for expression in video.expressions:
            assert expression.onset - ends[-1] >= PAUSE
            length = expression.offset - expression.onset
            assert (36 <= length <= 100) if expression.micro else (160 <= length <= 460)
            ends.append(expression.offset)
        assert ends[-1] <= 2999 - PAUSE


def test_a_video_without_room_is_a_sentence():
    with pytest.raises(InputError, match="a video of 300 frames has no room for 2 expressions"):
        plan_long_videos(TINY | {"frames": 300, "expressions": {"happy": 2}})


def test_between_expressions_people_blink_speak_and_turn():
    kinds, jaw, yaw = set(), [], []
    for video in plan_long_videos(SETTINGS):
        _, _, background = act_video(video)
        inside = np.zeros(3000, bool)
        for expression in video.expressions:
            inside[expression.onset : expression.offset + 1] = True
        for event in background.events:
            kinds.add(event.kind)
            if event.kind != "blink":
                assert not inside[event.first : event.last + 1].any()
            if event.kind == "speech":
                jaw.append(background.units[event.first : event.last, INDEX[26]].max())
            if event.kind == "turn":
                middle = (event.first + event.last) // 2
                yaw.append(abs(background.angles[middle, 0] - background.angles[event.first, 0]))
            if event.kind == "blink":
                assert background.closed[event.first : event.last + 1].max() > 0.5
    assert kinds == {"blink", "speech", "turn"}
    assert min(jaw) > 0.1
    assert min(yaw) > 6
    blinks = [e for e in background.events if e.kind == "blink"]
    assert 2 <= len(blinks) <= 12  # in 15 seconds


def test_an_expression_reaches_its_peak_on_top_of_the_background():
    video = plan_long_videos(TINY)[0]
    courses, _, background = act_video(video)
    course = courses[0]
    apex = int(course.onset + course.rise)
    key = (course.unit, course.side)
    expected = course.peak + background.units[apex, INDEX[course.unit]]
    lid = 1 - background.closed[apex] if course.unit in (5, 7) else 1
    assert shown_units(courses, background, apex)[key] == pytest.approx(expected * lid, abs=0.02)


def test_a_blink_passes_through_what_the_lids_do():
    shown = with_blinks({(5, "left"): 1.0, (12, "left"): 0.5}, 0.75)
    assert shown[5, "left"] == 0.25
    assert shown[12, "left"] == 0.5
    assert shown[43, "left"] == shown[43, "right"] == 0.75
    assert 43 in CODES


def test_a_tree_is_read_and_its_timing_stands_beside_it(tmp_path):
    settings = TINY | {"frames": 240, "expressions": {"micro": 1}}
    for name, processes in (("a", 2), ("b", 1)):
        render_long_videos(tmp_path / name, settings, processes)
    files = sorted((tmp_path / "a").rglob("*.jpg"))
    assert len(files) == 240
    other = tmp_path / "b" / files[-1].relative_to(tmp_path / "a")
    assert other.read_bytes() == files[-1].read_bytes()
    assert cv2.imread(str(files[0])).shape == (544, 1020, 3)
    rows = index_samm(str(tmp_path / "a"), {"label_order": ["action_units"], "label_table": None})
    assert len(rows) == 1
    background = pd.read_csv(tmp_path / "a/background.tsv", sep="\t")
    assert [*background] == ["video", "kind", "first_frame", "last_frame"]
    truth = pd.read_csv(tmp_path / "a/truth.tsv", sep="\t")
    (micro,) = plan_long_videos(settings)[0].expressions
    assert truth["onset_frame"].min() == micro.onset + 1  # frames count from 1
    assert truth["apex_frame"].max() == micro.apex + 1
