import json
from types import SimpleNamespace

import pytest

import filter_sequences as script
import index_sequences as index_script
from builders import TABLE_I, make_ckplus, table_i_spec
from facemotion.errors import InputError
from facemotion.files.json_file import read_json
from facemotion.files.tsv import write_table
from facemotion.sequences.ckplus.indexing import index_ckplus
from facemotion.sequences.filtering import (
    count_flow,
    filter_sequences,
    format_flow,
    require_sequences,
)
from facemotion.sequences.table import make_table, read_sequences

SETTINGS = {
    "min_frames": 10,
    "emotions": ["anger", "disgust", "fear", "happy", "sad", "surprise", "neutral"],
    "keep_unlabelled": False,
}


def rows(*cases):
    return make_table(
        {
            "sequence_id": f"S001_{k:03d}",
            "subject": "S001",
            "emotion": emotion,
            "n_frames": n,
            "status": status,
            "reason": reason,
        }
        for k, (emotion, n, status, reason) in enumerate(cases)
    )


@pytest.mark.parametrize(
    ("case", "status", "reason"),
    [
        (("happy", 10, "ok", ""), "ok", ""),
        (("happy", 9, "ok", ""), "too_short", "9 frames, at least 10 are required"),
        (("happy", 1, "ok", ""), "too_short", "1 frame, at least 10 are required"),
        (
            ("contempt", 12, "ok", ""),
            "excluded_emotion",
            "contempt is in none of the classes, which include anger, disgust, fear, happy, sad, "
            "surprise, neutral",
        ),
        (("contempt", 9, "ok", ""), "too_short", "9 frames, at least 10 are required"),
        (("", 9, "ok", ""), "unlabelled", "no emotion label"),
        (("", 9, "unlabelled", "no label folder"), "unlabelled", "no label folder"),
        (("happy", 0, "unreadable", "no image"), "unreadable", "no image"),
        (("happy", 12, "ok", "1 stray image"), "ok", "1 stray image"),
        (
            ("happy", 9, "ok", "1 stray image"),
            "too_short",
            "9 frames, at least 10 are required; 1 stray image",
        ),
    ],
)
def test_the_first_reason_that_keeps_a_sequence_out(case, status, reason):
    row = filter_sequences(rows(case), SETTINGS).iloc[0]
    assert (row["status"], row["reason"]) == (status, reason)


def test_the_filter_leaves_its_argument_alone_and_twice_is_once():
    table = rows(("happy", 9, "ok", ""), ("sad", 12, "ok", ""), ("", 4, "ok", "odd"))
    copy = table.copy()
    once = filter_sequences(table, SETTINGS)
    assert table.equals(copy)
    assert filter_sequences(once, SETTINGS).equals(once)
    assert count_flow(once, SETTINGS) == count_flow(table, SETTINGS)


def test_the_settings_decide():
    table = rows(("sad", 7, "ok", ""), ("happy", 7, "ok", ""), ("happy", 6, "ok", ""))
    kept = filter_sequences(table, SETTINGS | {"min_frames": 7, "emotions": ["sad"]})
    assert kept["status"].tolist() == ["ok", "excluded_emotion", "too_short"]


def test_the_flow_by_hand():
    table = rows(
        ("happy", 10, "ok", ""),
        ("happy", 5, "ok", ""),
        ("contempt", 11, "ok", ""),
        ("", 20, "ok", ""),
        ("sad", 0, "unreadable", "no image"),
    )
    flow = count_flow(table, SETTINGS | {"emotions": ["happy", "anger"]})
    assert [step["n"] for step in flow["steps"]] == [5, 3, 2, 1]
    assert flow["by_emotion"] == {
        "anger": {"labelled": 0, "long_enough": 0, "kept": 0},
        "happy": {"labelled": 2, "long_enough": 1, "kept": 1},
        "contempt": {"labelled": 1, "long_enough": 1, "kept": 0},
    }
    assert flow["not_used"] == {
        "unlabelled": 1,
        "excluded_emotion": 1,
        "too_short": 1,
        "unreadable": 1,
    }


def test_table_i_of_the_paper(tmp_path):
    flow = count_flow(index_ckplus(make_ckplus(tmp_path / "ck", table_i_spec(), b"")), SETTINGS)
    assert flow["steps"] == [
        {"step": "sequences", "n": 593},
        {"step": "labelled", "n": 327},
        {"step": "long enough", "n": 269},
        {"step": "emotion used", "n": 257},
    ]
    assert flow["by_emotion"] == {
        emotion: {
            "labelled": labelled,
            "long_enough": long_enough,
            "kept": 0 if emotion == "contempt" else long_enough,
        }
        for emotion, (labelled, long_enough) in TABLE_I.items()
    }
    assert flow["not_used"] == {
        "unlabelled": 266,
        "excluded_emotion": 12,
        "too_short": 58,
    }
    lines = format_flow(flow).splitlines()
    assert lines[0] == (
        "593 sequences → 327 labelled → 269 with at least 10 frames → 257 in one of the classes"
    )
    assert ["contempt", "18", "12", "0"] in [line.split() for line in lines]
    assert lines[-1] == "not used: 266 unlabelled, 12 excluded_emotion, 58 too_short"


def test_nothing_left_is_one_sentence():
    flow = count_flow(rows(("happy", 5, "ok", "")), SETTINGS)
    with pytest.raises(InputError, match=r"x\.tsv: none of its 1 sequences .*1 too_short"):
        require_sequences(flow, "x.tsv")
    require_sequences(count_flow(rows(("happy", 10, "ok", "")), SETTINGS), "x.tsv")


def test_the_scripts_from_tree_to_table(tmp_path, capsys):
    spec = [
        {"id": "S005_001", "emotion": "disgust", "frames": 12, "facs": {9: 5}},
        {"id": "S005_002", "emotion": "happy", "frames": 4},
        {"id": "S010_001"},
    ]
    index, table, flow = (tmp_path / name for name in ("index.tsv", "table.tsv", "flow.json"))
    index_script.main(
        SimpleNamespace(
            input=SimpleNamespace(path=make_ckplus(tmp_path / "ck", spec)),
            params=SimpleNamespace(reader="ckplus", settings={"has_images": True}),
            output=SimpleNamespace(table=index),
        )
    )
    script.main(
        SimpleNamespace(
            input=[index],
            output=SimpleNamespace(table=table, flow=flow),
            params=SimpleNamespace(settings=SETTINGS),
        )
    )
    assert read_sequences(table)["status"].tolist() == ["ok", "too_short", "unlabelled"]
    assert [step["n"] for step in read_json(flow, "flow")["steps"]] == [3, 2, 1, 1]
    assert capsys.readouterr().out.startswith("3 sequences → 2 labelled → 1 with at least 10")
    assert format_flow(json.loads(flow.read_text())) == format_flow(read_json(flow, "flow"))


def test_the_script_writes_nothing_when_nothing_is_left(tmp_path):
    write_table(rows(("happy", 5, "ok", "")), tmp_path / "index.tsv")
    out = SimpleNamespace(table=tmp_path / "t.tsv", flow=tmp_path / "f.json")
    params = SimpleNamespace(settings=SETTINGS)
    with pytest.raises(InputError, match="none of its 1 sequences"):
        script.main(SimpleNamespace(input=[tmp_path / "index.tsv"], output=out, params=params))
    assert not out.table.exists()


def test_the_frames_of_a_clip_count_not_those_of_the_video():
    row = {
        "sequence_id": "a",
        "emotion": "happy",
        "n_frames": 100,
        "frame_numbers": "1-50,61-110",
        "status": "ok",
    }
    longer, shorter = (
        filter_sequences(make_table([row | {"onset": 46, "apex": apex}]), SETTINGS)
        for apex in (65, 64)
    )
    assert longer.loc[0, "status"] == "ok"  # 46-50 and 61-65
    assert shorter.loc[0, "reason"] == "9 frames, at least 10 are required"


def test_what_no_class_holds_is_used_for_prediction_only():
    table = rows(("neutral", 12, "ok", ""), ("contempt", 12, "ok", ""), ("sad", 12, "ok", ""))
    for emotions in (SETTINGS["emotions"], ["contempt", "happy"], ["sad"]):
        settings = SETTINGS | {"emotions": emotions}
        held = ["ok" if e in emotions else "excluded_emotion" for e in table["emotion"]]
        assert filter_sequences(table, settings)["status"].tolist() == held
        settings["keep_unlabelled"] = True
        assert filter_sequences(table, settings)["status"].tolist() == ["ok"] * 3


def test_neutral_is_counted_only_where_it_is_a_label():
    faces = (("happy", 12, "ok", ""), ("neutral", 12, "ok", ""))
    settings = SETTINGS | {"emotions": ["happy", "neutral"]}
    assert list(count_flow(rows(*faces[:1]), settings)["by_emotion"]) == ["happy"]
    flow = count_flow(rows(*faces), settings)
    assert flow["by_emotion"]["neutral"] == {"labelled": 1, "long_enough": 1, "kept": 1}


def test_unlabelled_clips_can_be_kept_for_prediction():
    table = rows(("", 12, "unlabelled", ""), ("", 9, "unlabelled", ""), ("happy", 12, "ok", ""))
    settings = SETTINGS | {"keep_unlabelled": True}
    assert filter_sequences(table, settings)["status"].tolist() == ["ok", "too_short", "ok"]
    flow = count_flow(table, settings)
    assert [step["n"] for step in flow["steps"]] == [3, 2, 2]
    assert flow["by_emotion"]["happy"] == {"labelled": 1, "long_enough": 1, "kept": 1}
