"""From candidates to chosen intervals, and what reading and writing them takes."""

import numpy as np
import pandas as pd
import pytest

from facemotion.errors import DamagedFileError, InputError
from facemotion.files.tsv import write_table
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.store import read_landmarks, write_landmarks
from facemotion.spotting import spotters
from facemotion.spotting.candidates import read_candidates, read_intervals, spot_all
from facemotion.spotting.choice import choose_intervals
from facemotion.spotting.referee import make_referee
from facemotion.spotting.result import score_intervals
from facemotion.spotting.result_text import format_result
from facemotion.spotting.tracks import Track, read_tracks
from facemotion.spotting.truth import Annotation, Rules, make_truth, read_truth
from facemotion.spotting.videos import VideoRow, make_videos, read_videos

BOOTSTRAP = {"confidence": 0.95, "draws": 100, "seed": 1}
EMOTIONS = {
    "emotion": ["happy", "sad", ""],
    "probability": ["0.9", "0.7", ""],
    "uncertain": ["no", "no", ""],
}


def videos():
    rows = [VideoRow(f"{s}_1", s, "x", [*range(1, 1001)], 100.0, "0") for s in ("1", "2", "3")]
    rows.append(VideoRow("4_1", "4", "", [], 100.0, "0", unreadable="no image in 4_1"))
    return make_videos(rows, "test")


def truth(rows=((1, 100, 199), (2, 300, 399), (3, 500, 599))):
    notes = [
        Annotation(f"{s}_1", str(s), "macro", str(a), "", str(b), f"row {s}", "happy")
        for s, a, b in rows
    ]
    return make_truth(notes, Rules(), {})


def candidates():
    """By choice 3 (a threshold of .5) all is found, by choice 0 nothing but a false alarm."""
    rows = [("1_1", "macro", 3, 100, 150, 199), ("2_1", "macro", 3, 300, 350, 399),
            ("3_1", "macro", 3, 500, 550, 599), ("1_1", "macro", 0, 800, 850, 899)]  # fmt: skip
    return pd.DataFrame(rows, columns=["video", "type", "choice", "first", "apex", "last"])


def test_each_subject_gets_what_is_best_on_the_others(tmp_path):
    write_table(candidates(), tmp_path / "c.tsv")
    referee = make_referee(videos(), truth(), classes={"happy": ["happy"]}, bootstrap=BOOTSTRAP)
    table = read_candidates(tmp_path / "c.tsv", videos())
    intervals, chosen = choose_intervals({"tcn": table}, referee)
    assert intervals["first"].tolist() == [100, 300, 500]
    assert chosen["tcn"]["macro"] == {"0.5": 3}
    write_table(intervals.assign(**EMOTIONS), tmp_path / "i.tsv")
    about = {"name": "test", "notes": []}
    read = read_intervals(tmp_path / "i.tsv", videos())
    with pytest.raises(InputError, match="spotter tcn: found no row in its table"):
        score_intervals(about, referee, read, ["other"], {"other": {}})
    chosen["mdmd_landmarks"] = {}
    result = score_intervals(about, referee, read, [*chosen], chosen)
    assert result["spotters"]["tcn"]["macro"]["f1"] == 1
    assert result["spotters"]["tcn"]["macro"]["recognised"]["tp"] == 1
    assert result["spotters"]["mdmd_landmarks"]["macro"]["f1"] == 0
    assert result["videos"]["count"] == 3 and result["videos"]["minutes"] == pytest.approx(0.5)
    assert "tcn, macro: chosen on other subjects: 0.5 for 3" in format_result(result)


def test_without_any_truth_the_usual_choice_is_made_and_nothing_can_be_scored():
    referee = make_referee(videos(), truth(()), bootstrap=BOOTSTRAP)
    intervals, chosen = choose_intervals({"tcn": candidates()}, referee)
    assert len(intervals) == 3 and chosen["tcn"]["macro"] == {"0.5": 3}
    with pytest.raises(InputError, match="test: no row of the ground truth can be used"):
        score_intervals({"name": "test", "notes": []}, referee, intervals, ["tcn"], chosen)


def test_false_alarms_are_counted_by_what_goes_on_instead(tmp_path):
    (tmp_path / "background.tsv").write_text(
        "video\tkind\tfirst_frame\tlast_frame\n1_1\tspeech\t801\t1000\n9_9\tspeech\t1\t5\n"
    )
    referee = make_referee(
        videos(), truth(), classes={}, bootstrap=BOOTSTRAP,
        background=tmp_path / "background.tsv",
    )  # fmt: skip
    found, _ = choose_intervals({"tcn": candidates().assign(choice=3)}, referee)
    result = score_intervals(
        {"name": "t", "notes": []}, referee, found, ["tcn"], {"tcn": {"macro": {}}}
    )
    alarms = result["spotters"]["tcn"]["false_alarms_per_minute"]
    assert alarms == {"all": pytest.approx(1 / 0.5), "speech": pytest.approx(1 / (200 / 6000))}


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ({"last": [149, 399, 599, 899]}, "line 2: found 1_1 with first, apex, last 100, 150, 149"),
        ({"last": [199, 399, 599, 1001]}, "line 5: found 1_1 .*, expected .*, of 1 to 1000"),
        ({"first": [100, 300, 0, 800]}, "line 4: found 3_1 with first, apex, last 0, 550, 599"),
        ({"apex": [99, 350, 550, 850]}, "line 2: found 1_1 with first, apex, last 100, 99, 199"),
        ({"video": ["1_1", "4_1", "3_1", "1_1"]}, "line 3: found 4_1 .*of a video of their table"),
    ],
)
def test_a_damaged_table_of_candidates_is_a_sentence(tmp_path, damage, found):
    write_table(candidates().assign(**damage), tmp_path / "c.tsv")
    with pytest.raises(InputError, match=found):
        read_candidates(tmp_path / "c.tsv", videos())


def test_an_emotion_without_its_probability_is_a_sentence(tmp_path):
    table = candidates().iloc[:3].drop(columns="choice").assign(spotter="tcn", **EMOTIONS)
    write_table(table.assign(probability=["0.9", "", ""]), tmp_path / "i.tsv")
    with pytest.raises(InputError, match="line 3: found only emotion and uncertain, expected"):
        read_intervals(tmp_path / "i.tsv", videos())


@pytest.mark.parametrize(
    ("column", "cell", "found"),
    [
        ("fps", "0", "line 2, column fps: found 0.0, expected more than 0"),
        ("frame_numbers", "5-1", "line 2, column frame_numbers: found '5-1'"),
        ("frame_numbers", "", "line 2, column frame_numbers: found ''"),
        ("video", "2_1", "line 3: found 2_1 again, expected each video once"),
    ],
)
def test_a_damaged_table_of_videos_is_a_sentence(tmp_path, column, cell, found):
    table = videos().astype(object)
    table.loc[0, column] = cell
    write_table(table, tmp_path / "v.tsv")
    with pytest.raises(DamagedFileError, match=found):
        read_videos(tmp_path / "v.tsv")


@pytest.mark.parametrize(
    ("column", "cell", "found"),
    [
        ("onset", "", "line 2: found type 'macro', onset '', offset '199'"),
        ("type", "x", "line 2: found type 'x'"),
        ("offset", "99", "line 2: found offset 99 before onset 100"),
    ],
)
def test_a_damaged_table_of_truth_is_a_sentence(tmp_path, column, cell, found):
    table = truth()
    table.loc[0, column] = cell
    write_table(table, tmp_path / "t.tsv")
    with pytest.raises(DamagedFileError, match=found):
        read_truth(tmp_path / "t.tsv")


def test_a_video_without_landmarks_is_a_sentence(tmp_path):
    face = Face(FrameStatus.OK, np.ones((68, 2), "float32"), np.ones(4), 1.0, (9, 9))
    write_landmarks([("1_1", 1, face)], "test 1", tmp_path / "l.h5")
    tracks = read_tracks(read_landmarks(tmp_path / "l.h5"), videos(), None)
    assert next(tracks).video == "1_1"
    with pytest.raises(InputError, match="sequence_id 2_1: found no row in its table"):
        next(tracks)


class _Spotter(spotters.Spotter):
    def spot(self, track):
        yield spotters.Candidate("micro", 0, 2, 3, len(track) - 1)


def test_candidates_have_the_frame_numbers_of_their_video():
    track = Track("v", "s", 8, np.zeros((5, 68, 2), "float32"), 30.0)
    found = spot_all(_Spotter(), iter([track]), 1)
    assert found.to_numpy().tolist() == [["v", "micro", 0, 10, 11, 12]]


def test_a_track_has_a_gap_where_there_is_no_face_or_no_frame(tmp_path):
    points = np.ones((68, 2), "float32")
    rows = [
        ("1_1", n, Face(FrameStatus.OK, points * n, np.ones(4), 1.0, (9, 9))) for n in (3, 4, 7)
    ]
    rows.append(("1_1", 8, Face(FrameStatus.NO_FACE)))
    write_landmarks(rows, "test 1", tmp_path / "l.h5")
    table = make_videos([VideoRow("1_1", "1", "x", [3, 4, 7, 8], 25.0, "0")], "test")
    write_table(table, tmp_path / "v.tsv")
    faces, listed = read_landmarks(tmp_path / "l.h5"), read_videos(tmp_path / "v.tsv")
    (track,) = read_tracks(faces, listed, None)
    assert (track.first, len(track), track.fps, track.images) == (3, 6, 25.0, None)
    assert np.isnan(track.points[:, 0, 0]).tolist() == [False, False, True, True, False, True]
    assert track.points[4, 0, 0] == 7


def test_videos_of_one_name_or_none_that_can_be_used_are_a_sentence():
    row = VideoRow("a", "s", "x", [1], 25.0, "0")
    with pytest.raises(InputError, match="here: two videos are named a"):
        make_videos([row, row], "here")
    with pytest.raises(InputError, match="found no usable video: b: gone"):
        make_videos([VideoRow("b", "s", "", [], 25.0, "0", unreadable="gone")], "here")
