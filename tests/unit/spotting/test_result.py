"""Files of intervals against a workbook: counts, floors, and how they are said."""

import numpy as np
import pytest

from builders import make_samm
from facemotion.errors import InputError
from facemotion.files.json_file import read_json, write_json
from facemotion.spotting.choosing import choose_without
from facemotion.spotting.floors import scatter, tile
from facemotion.spotting.intervals import Interval
from facemotion.spotting.result_text import format_result
from facemotion.spotting.scored_files import score_submission
from facemotion.spotting.truth import Rules

LABELS = {"label_order": ["action_units"], "label_table": None}
CLASSES = {"happy": ["happy"], "sad": ["sad"]}
BOOTSTRAP = {"confidence": 0.95, "draws": 200, "seed": 1}
ROWS = [
    {"Subject": "006", "Filename": "006_1_1", "Onset": 101, "Apex": 150, "Offset": 200,
     "Action Units": "6 + 12"},
    {"Subject": "006", "Filename": "006_1_2", "Onset": 301.5, "Apex": 320, "Offset": 0,
     "Type": "Micro - 1/2"},
    {"Subject": "007", "Filename": "007_1_1", "Onset": 0, "Apex": 50, "Offset": 99},
]  # fmt: skip


def score(tmp_path, predicted, rules=Rules()):  # noqa: B008
    root = make_samm(tmp_path / "samm", ROWS)
    file = tmp_path / "samm_pred.csv"
    file.write_text("vid,onset,offset,type,emotion\n" + "".join(f"{p}\n" for p in predicted))
    truth = {"reader": "samm", "path": str(next(root.glob("*.xlsx")))}
    return score_submission("mine", file, truth, rules, LABELS, CLASSES, BOOTSTRAP)


def test_a_submission_is_scored_without_any_video(tmp_path):
    result = score(
        tmp_path,
        ["006_1,101,200,mae,happiness", "006_1,303,318,me,", "007_1,500,600,mae,", "008_1,1,9,me,"],
    )
    mine = result["spotters"]["mine"]
    assert [mine["macro"][key] for key in ("tp", "fp", "fn")] == [1, 1, 1]
    assert [mine["micro"][key] for key in ("tp", "fp", "fn")] == [1, 1, 0]
    assert mine["overall"]["recognised"]["tp"] == 1
    assert mine["f1_by_other_rules"] == {
        "rounding nearest": pytest.approx(4 / 7),
        "missing_offset drop": pytest.approx(2 / 6),
    }
    assert result["videos"]["without_truth"] == 1
    assert result["truth"] == {
        "rounding": "floor", "missing_offset": "apex", "rows": 3, "not_used": 0,
        "read_with_a_note": 2, "macro": 2, "micro": 1,
    }  # fmt: skip
    # 006_1 ends with frame 320, 007_1 with 600, 008_1 with 9; two predictions touch no truth.
    assert mine["false_alarms_per_minute"]["all"] == pytest.approx(2 / (929 / 200 / 60))
    assert result["floors"]["none"]["macro"]["f1"] == 0
    write_json(result, tmp_path / "result.json", "spotting")
    assert read_json(tmp_path / "result.json", "spotting") == result
    text = format_result(result)
    assert "1 videos without ground truth: 008_1" in text
    assert "\nmine              1 1 1                   1 1 0                   2 2 1\n" in text


def test_other_names_than_the_truth_s_are_no_silent_zero(tmp_path):
    with pytest.raises(
        InputError, match=r"none of which is in .*, where they are called 006_1, 007_1"
    ):
        score(tmp_path, ["video1,1,9,me,"])


def test_what_is_chosen_for_a_subject_is_best_on_the_others():
    # The first choice finds all of subject 0 and nothing of 1 and 2, the second the reverse.
    counts = np.zeros((2, 3, 2, 4), int)
    counts[..., 2:] = 4
    counts[0, 0, :, 0] = counts[1, 1:, :, 0] = 4
    assert choose_without(counts, default=0)[:, 0].tolist() == [1, 1, 1]
    assert choose_without(counts[:, :2], default=0)[:, 0].tolist() == [1, 0]
    assert choose_without(counts[:, :1], default=1)[:, 0].tolist() == [1]  # nobody to choose on


def test_of_equally_bad_choices_the_one_that_says_least():
    counts = np.zeros((2, 2, 2, 4), int)
    counts[..., 3], counts[0, ..., 2], counts[1, ..., 2] = 1, 9, 3
    assert (choose_without(counts, default=0) == 1).all()


def test_tiles_and_scattered_intervals_stay_in_their_video():
    extents = {"a": (1, 25), "b": (5, 9)}
    assert tile(extents, 10) == [
        Interval("a", kind, start, start + 9) for kind in ("macro", "micro") for start in (1, 11)
    ]
    given = [Interval("a", "macro", 1, 8), Interval("b", "micro", 5, 9)] * 20
    scattered = scatter(given, extents, seed=3)
    assert [i.length for i in scattered] == [8, 5] * 20
    assert all(extents[i.video][0] <= i.first <= i.last <= extents[i.video][1] for i in scattered)
    assert len({i.first for i in scattered if i.video == "a"}) > 5
    assert scatter(given, extents, seed=3) == scattered
