import hashlib
import re
import zipfile
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from dataset_builder import CLASSES
from facemotion.demo import samm_plan
from facemotion.demo.samm import code_video, render_samm, unfold
from facemotion.demo.samm_plan import GAP_AFTER, GAP_BEFORE, RECIPES, plan_videos
from facemotion.demo.samm_workbook import COLUMNS, table_cells, unit_notation, workbook_path
from facemotion.demo.sequences import intensities
from facemotion.errors import InputError
from facemotion.sequences.samm.action_units import label_action_units

EMOTIONS = CLASSES.expressive
TINY = {
    "seed": 3,
    "subjects": 2,
    "version": 2,
    "expressions": {"happy": 1, "surprise": 1, "contempt": 1, "micro": 5},
}
FULL = {
    "seed": 2016,
    "subjects": 14,
    "version": 3,
    "expressions": {
        "anger": 9, "disgust": 9, "fear": 9, "happy": 10, "sad": 9, "surprise": 10,
        "contempt": 3, "other": 3, "micro": 6,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "samm"
    render_samm(out, TINY, processes=2)
    return out


@pytest.fixture(scope="module")
def coded():
    videos = plan_videos(FULL)
    return [
        row for video in videos for row in code_video(video, np.random.default_rng(video.seed))[1]
    ]


def cells(rows, version) -> pd.DataFrame:
    return pd.DataFrame(table_cells(rows, version), columns=COLUMNS, dtype=object)


def frame_numbers(folder: Path) -> list[int]:
    return sorted(int(path.stem.split("_")[2]) for path in folder.glob("*.jpg"))


# Plan --------------------------------------------------------------------------------------------


def test_the_full_plan_has_what_the_analysis_needs():
    videos = plan_videos(FULL)
    shown = Counter(expression.kind for video in videos for expression in video.expressions)
    assert shown == FULL["expressions"]
    assert len({video.subject for video in videos}) == 14
    assert len({video.name for video in videos}) == len(videos)
    assert {len(video.expressions) for video in videos} <= {1, 2}
    for video in videos:
        times = [t for e in video.expressions for t in (e.onset, e.apex, e.release, e.offset)]
        assert times == sorted(times) and video.expressions[-1].release < len(video.numbers)
    macro = [e.apex - e.onset for video in videos for e in video.expressions if not e.micro]
    assert 40 <= min(macro) <= max(macro) <= 44


def test_frames_count_from_one_and_jump_in_one_video_only():
    jumps = []
    for video in plan_videos(FULL):
        assert video.numbers[0] == 1
        jumps += [b for a, b in zip(video.numbers, video.numbers[1:], strict=False) if b - a > 1]
        if video.numbers[-1] > 9999:
            expression = video.expressions[0]  # sorted by name, its frames would be in disorder
            assert GAP_BEFORE < video.number(expression.onset) < 9999
            assert video.number(expression.apex) > 9999
            assert video.numbers[GAP_AFTER - 1] == GAP_AFTER
    assert jumps == [GAP_BEFORE]


def test_sets_of_units_of_different_emotions_differ_by_more_than_one_unit():
    sets = [(emotion, set(recipe)) for emotion in EMOTIONS for recipe in RECIPES[emotion]]
    for emotion, units in sets:
        assert all(len(units ^ rest) > 1 for other, rest in sets if other != emotion)


@pytest.mark.parametrize("kind", [kind for kind in RECIPES if kind != "micro"])
def test_the_published_table_gives_the_emotion_of_the_units_back(kind):
    for recipe in RECIPES[kind]:
        units = {unit[0] if isinstance(unit, tuple) else unit for unit in recipe}
        assert label_action_units(units).emotion == (kind if kind in EMOTIONS else "")


@pytest.mark.parametrize(
    ("change", "message"),
    [({"expressions": {"joy": 3}}, "'joy'"), ({"subjects": 40}, "32 subjects, not for 40")],
)
def test_settings_that_cannot_be_rendered_are_refused(change, message):
    with pytest.raises(InputError, match=message):
        plan_videos(FULL | change)


def test_an_unknown_version_is_refused_before_rendering(tmp_path):
    with pytest.raises(InputError, match="not 4"):
        render_samm(tmp_path / "tree", TINY | {"version": 4}, processes=1)
    assert not (tmp_path / "tree").exists()


def test_expressions_run_from_rest_at_onset_to_their_peak_at_the_apex_and_back():
    expression = samm_plan.Expression("happy", {6: 1.0, 12: 1.0}, 0.8, 10, 52, 55, 62)
    courses = unfold(expression, np.random.default_rng(5))
    assert len(courses) == 4
    assert not any(intensities(courses, 10).values())
    assert any(value > 0 for value in intensities(courses, 11).values())
    peaks = {(course.unit, course.side): course.peak for course in courses}
    assert intensities(courses, 52) == intensities(courses, 55) == pytest.approx(peaks)
    assert intensities(courses, 51) != pytest.approx(peaks, abs=1e-9)
    assert not any(intensities(courses, 62).values())


# Workbook ----------------------------------------------------------------------------------------


def test_units_are_written_from_the_persons_point_of_view():
    both = {"left": 0.3, "right": 0.41}
    assert unit_notation({6: both, 12: both}, False, False) == "6 + 12"
    assert unit_notation({12: {"left": 0.5}, 15: {"left": 0.5}}, False, False) == "R12 + R15"
    assert unit_notation({14: {"right": 0.1}}, False, False) == "L14"
    assert unit_notation({14: {"left": 0.1}}, True, False) == "R14A"
    assert unit_notation({4: {"left": 1.0}, 17: both}, True, True) == "R4E + 17C or 24"


@pytest.mark.parametrize("version", [1, 2, 3])
def test_every_version_has_its_odd_values_and_most_rows_are_usable(coded, version):
    table = cells(coded, version)
    assert len(table) == 68 and (table["Type"] == "Micro - 1/2").sum() == 6
    assert (table["Onset"] == 0).sum() == (2 if version < 3 else 0)
    assert (table["Onset"] == 1).sum() == (2 if version == 3 else 0)
    assert (table["Offset"] == 0).sum() == (3 if version == 2 else 0)
    assert (table["Apex"] == -1).sum() == 1
    assert sum(apex != int(apex) for apex in table["Apex"]) == 1
    assert {type(subject) for subject in table["Subject"]} == {int, str}
    assert all(
        int(s) == int(f[:3]) for s, f in zip(table["Subject"], table["Filename"], strict=True)
    )
    units = " ; ".join(table["Action Units"])
    assert units.count(" or ") == 2
    assert re.search(r"\b[RL]\d+\b", units) and re.search(r"\b[RL]\d+[A-E]\b", units)
    usable = Counter(
        row.kind for row, apex in zip(coded, table["Apex"], strict=True) if apex == int(apex) > 0
    )
    assert min(usable[emotion] for emotion in EMOTIONS) >= 8


def test_some_offsets_lie_past_the_end():
    beyond = 0
    for video in plan_videos(FULL):
        _, rows = code_video(video, np.random.default_rng(video.seed))
        beyond += rows[-1].offset > video.numbers[-1]
        assert all(row.apex <= video.numbers[-1] for row in rows)
    assert beyond == 2


def test_the_sheet_has_the_form_of_samm(tree):
    sheet = load_workbook(workbook_path(tree, 2))["FACS_Movement_Only"]
    assert tuple(cell.value for cell in sheet[10]) == COLUMNS
    assert "not SAMM" in sheet["A3"].value
    table = pd.read_excel(workbook_path(tree, 2), header=9, dtype=object)
    assert len(table) == 8 and not any("motion" in name for name in table.columns)
    for row in table.itertuples():
        assert re.fullmatch(r"\d{3}_[1-7]_[1-9]", row.Filename)
        assert row.Filename.split("_")[1] == str(row[3])
        one = r"[RL]?\d{1,2}[A-E]?"
        assert re.fullmatch(rf"{one}( \+ {one})*( or {one})?", row[9])


def test_the_workbook_knows_no_time_of_day(tree):
    with zipfile.ZipFile(workbook_path(tree, 2)) as book:
        assert {entry.date_time for entry in book.infolist()} == {(2020, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"2020-01-01"}


# Files -------------------------------------------------------------------------------------------


def test_names_follow_the_grammar(tree):
    book = workbook_path(tree, 2).name
    assert {p.name for p in tree.iterdir()} == {"SAMM_longvideos", book, "DEMO.txt", "truth.tsv"}
    assert "MakeHuman" in (tree / "DEMO.txt").read_text()
    digits = Counter()
    for folder in sorted((tree / "SAMM_longvideos").iterdir()):
        assert re.fullmatch(r"\d{3}_[1-7]", folder.name)
        names = [path.name for path in folder.iterdir()]
        assert all(re.fullmatch(rf"{folder.name}_\d{{4,5}}\.jpg", name) for name in names)
        digits[tuple(sorted({len(name) - len(folder.name) - 5 for name in names}))] += 1
    assert digits == {(4,): 4, (4, 5): 1, (5,): 1}


def test_pictures_are_grey_and_of_another_size_than_ck(tree):
    path = min((tree / "SAMM_longvideos").glob("*/*.jpg"))
    assert cv2.imread(str(path), cv2.IMREAD_UNCHANGED).shape == (544, 1020)


def test_truth_and_workbook_name_the_same_frames_and_units(tree):
    table = pd.read_excel(workbook_path(tree, 2), header=9, dtype=object).set_index("Filename")
    truth = pd.read_csv(tree / "truth.tsv", sep="\t")
    assert set(truth["sequence_id"]) == set(table.index)
    for name, rows in truth.groupby("sequence_id"):
        numbers = frame_numbers(tree / "SAMM_longvideos" / name[:5])
        row = table.loc[name]
        assert max(row["Onset"], 1) == rows["onset_frame"].min()
        assert row["Apex"] == rows["apex_frame"].max()
        assert {rows["onset_frame"].min(), rows["apex_frame"].max()} <= set(numbers)
        units = {int(unit) for unit in re.findall(r"(?<!or )\b[RL]?(\d+)", row["Action Units"])}
        assert units == set(rows["au"])
    assert set(truth["emotion"].dropna()) == {"happy", "surprise", "contempt"}


def test_the_number_of_processes_does_not_change_a_byte(tree, tmp_path):
    render_samm(tmp_path / "again", TINY, processes=1)

    def digests(root):
        return {
            str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }

    assert digests(tree) == digests(tmp_path / "again")
