"""What is made of annotations, row by row."""

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_samm
from facemotion.errors import InputError
from facemotion.spotting.readers import load_video_reader, video_reader_names
from facemotion.spotting.truth import (
    NOT_USED,
    OK,
    Annotation,
    Rules,
    make_truth,
    read_again,
    true_intervals,
)

SAMM = {"label_order": ["emotion_column", "label_table", "action_units"], "label_table": None}


def read(onset="10", apex="15", offset="20", rules=Rules(), last=None, kind="macro", first_frame=1):  # noqa: B008
    row = Annotation("v", "s", kind, onset, apex, offset, "row 1", first_frame=first_frame)
    (read,) = make_truth([row], rules, {} if last is None else {"v": last}).to_dict("records")
    return read


def frames(row):
    return [row["onset"], row["apex"], row["offset"]]


def test_a_plain_row_stays_as_it_is():
    row = read()
    assert (frames(row), row["status"], row["reason"]) == (["10", "15", "20"], OK, "")


def test_a_frame_between_two_is_the_earlier_or_by_the_other_rule_the_nearest():
    row = read("566.4000000000001", "570.5", "580.9")
    assert frames(row) == ["566", "570", "580"]
    assert row["reason"].startswith("onset 566.4000000000001 read as frame 566; apex 570.5")
    assert frames(read("566.4", "570.5", "580.9", Rules("nearest"))) == ["566", "571", "581"]


def test_an_onset_of_0_is_frame_1_unless_frames_count_from_0():
    assert frames(read("0")) == ["1", "15", "20"]
    assert read("0")["reason"] == "onset 0 read as frame 1"
    assert frames(read("0", first_frame=0)) == ["0", "15", "20"]


def test_an_end_past_the_video_is_cut_where_the_video_is_there():
    assert frames(read(last=18)) == ["10", "15", "18"]
    assert read(last=18)["reason"] == "offset 20 cut to the last frame, 18"
    assert frames(read(last=None)) == ["10", "15", "20"]
    late = read(last=9)
    assert (late["status"], late["onset"]) == (NOT_USED, "")
    assert "the last frame of the video is 9" in late["reason"]


def test_without_an_offset_the_apex_ends_it_or_it_is_dropped():
    assert frames(read(offset="0")) == ["10", "15", "15"]
    assert read(offset="0")["reason"] == "there is no offset, the apex 15 is used"
    dropped = read(offset="0", rules=Rules(missing_offset="drop"))
    assert dropped["reason"].endswith("there is no offset, dropped by the rule")
    assert read(offset="0", apex="-1")["reason"].endswith("and no apex")


def test_an_apex_that_is_not_coded_does_no_harm():
    row = read(apex="-1")
    assert (frames(row), row["status"]) == (["10", "", "20"], OK)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"onset": "ten"}, "expected numbers"),
        ({"onset": ""}, "there is no onset"),
        ({"offset": "5"}, "expected onset ≤ offset"),
        ({"kind": ""}, "found no type"),
    ],
)
def test_a_row_that_cannot_be_used_stays_with_its_reason(cells, reason):
    row = read(**cells)
    assert (row["status"], frames(row)) == (NOT_USED, ["", "", ""])
    assert reason in row["reason"]


CELL = st.one_of(st.integers(-2, 40).map(str), st.sampled_from(["", "7.5", "x", "NULL", "-"]))


@settings(deadline=None)
@given(st.tuples(CELL, CELL, CELL), st.sampled_from([None, 30]), st.sampled_from(["apex", "drop"]))
def test_whatever_stands_there_no_row_is_lost_and_used_ones_are_intervals(cells, last, missing):
    rules = Rules(missing_offset=missing)
    row = Annotation("v", "s", "micro", *cells, "row 3")
    table = make_truth([row], rules, {"v": last} if last else {})
    assert len(table) == 1
    assert table["reason"][0] or table["status"][0] == OK
    for interval in true_intervals(table, {}):
        assert 1 <= interval.first <= interval.last <= (last or 10**9)
    again = read_again(table, rules, {"v": last} if last else {})
    assert again.equals(table)


def test_samm_s_workbook_gives_macro_and_micro_rows(tmp_path):
    root = make_samm(
        tmp_path,
        [{}, {"Type": "Micro - 1/2", "Filename": "006_1_2"}, {"Type": "?"}, {"Filename": "x"}],
    )
    rows = load_video_reader("samm").read_truth(root, SAMM)
    assert [row.type for row in rows] == ["macro", "micro", "", "macro"]
    assert (rows[0].video, rows[0].subject, rows[0].place) == ("006_1", "006", "row 11")
    assert "expected Macro or Micro" in rows[2].problem
    assert rows[3].problem == "found Filename x, expected one such as 006_1_2"
    alone = load_video_reader("samm").read_truth(next(root.glob("*.xlsx")), SAMM)
    assert alone == rows
    (video, *_) = load_video_reader("samm").list_videos(root, None)
    assert (video.video, video.subject, video.fps) == ("006_1", "006", 200.0)


def casme2(folder):
    book = openpyxl.Workbook()
    book.active.title = "CASFEcode_final"
    for row in (
        [1, "anger1_1", 557, 572, 608, "4+7", "negative", "macro-expression", "happyiness"],
        [1, "disgust1_2", 30, 40, 0, "NULL", "others", "micro-expression", "anger"],
        [9, "anger1_1", 1, 2, 3, "", "", "macro-expression", ""],
    ):
        book.active.append(row)
    people = book.create_sheet("naming rule1")
    people.append([15, "s15", 1])
    films = book.create_sheet("naming rule2")
    for code, name in (("0101", "disgust1"), ("0401", "anger1")):
        films.append([code, name])
    book.save(folder / "CAS(ME)^2code_final(Updated).xlsx")
    for name in ("15_0101disgustingteeth", "23_0401crying"):
        (folder / "rawpic/s15" / name).mkdir(parents=True)
        for k in (1, 2, 3):
            (folder / "rawpic/s15" / name / f"img{k:03d}.jpg").touch()
    return folder


def test_casme2_has_no_header_and_names_videos_by_two_rules(tmp_path):
    reader = load_video_reader("casme2")
    rows = reader.read_truth(casme2(tmp_path), {})
    assert [(row.video, row.subject, row.type) for row in rows[:2]] == [
        ("15_0401", "s15", "macro"),
        ("15_0101", "s15", "micro"),
    ]
    assert [row.emotion for row in rows] == ["happy", "anger", ""]
    assert rows[2].problem == "subject 9 is not in the naming rules of the workbook"
    table = make_truth(rows, Rules(), {})
    assert table["offset"].tolist() == ["608", "40", ""]
    videos = reader.list_videos(tmp_path, None)
    assert [(v.video, v.subject, v.frame_numbers) for v in videos] == [
        ("15_0101", "s15", [1, 2, 3]),
        ("15_0401", "s15", [1, 2, 3]),
    ]
    assert videos[1].reason == "23_0401crying is in the folder s15, whose subject is used"


def test_casme3_lowers_names_and_counts_from_0(tmp_path):
    book = openpyxl.Workbook()
    titles = ["Subject ", "Filename", "Onset", "Apex", "Offset", "AU", "Expression type", "class"]
    book.active.append(titles)
    book.active.append(["spNO.216", "E", 0, 4, 9, "4", "Macro-expression", "x"])
    book.active.append(["spNO.216", "d", 3647, 2650, 2660, "4", "Micro-expression", "x"])
    book.save(tmp_path / "CAS(ME)3_part_A_v2.xlsx")
    (tmp_path / "part_A/spNO.216/E/color").mkdir(parents=True)
    for k in (8, 9, 10):
        (tmp_path / f"part_A/spNO.216/E/color/{k}.jpg").touch()
    reader = load_video_reader("casme3")
    table = make_truth(reader.read_truth(tmp_path, {}), Rules(), {})
    assert table["video"].tolist() == ["spNO.216_e", "spNO.216_d"]
    assert table["onset"].tolist() == ["0", ""]  # the second ends before it begins
    (video,) = reader.list_videos(tmp_path, None)
    assert (video.video, video.frame_numbers) == ("spNO.216_e", [8, 9, 10])
    old = tmp_path / "CAS(ME)3_part_A_v1.xls"
    old.touch()
    with pytest.raises(InputError, match=r"expected \.xlsx; open it and save it"):
        reader.read_truth(old, {})


def test_a_table_of_your_own(tmp_path):
    (tmp_path / "truth.tsv").write_text(
        "video\ttype\tonset\tapex\toffset\temotion\nfilms/a.mp4\tMacro\t5\t7\t9\tJoy\n"
        "b\tother\t1\t\t2\tennui\n"
    )
    reader = load_video_reader("table")
    first, second = reader.read_truth(tmp_path / "truth.tsv", {})
    assert (first.video, first.type, first.emotion) == ("a", "macro", "happy")
    assert second.problem == "found type other"
    assert second.note == "emotion 'ennui' is not one of the labels"
    videos = tmp_path / "videos.tsv"
    videos.write_text("video\tfps\nmissing.mp4\t25\n")
    assert len(reader.read_truth(videos, {})) == 2  # the truth beside it
    (row,) = reader.list_videos(videos, None)
    assert row.unreadable == "there is no missing.mp4 in the folder of videos.tsv"
    videos.write_text("video\tfps\nmissing.mp4\tfast\n")
    with pytest.raises(InputError, match=r"line 2: found fps 'fast', expected a number"):
        reader.list_videos(videos, None)


def test_every_reader_is_registered():
    assert {"casme2", "casme3", "samm", "table"} <= set(video_reader_names())


def test_an_empty_table_of_truth_is_a_sentence_though_it_has_the_name_of_one(tmp_path):
    (tmp_path / "truth.tsv").write_text("")
    with pytest.raises(InputError, match="column 'video' is missing"):
        load_video_reader("table").read_truth(tmp_path / "truth.tsv", {})
