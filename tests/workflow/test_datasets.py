"""Three kinds of data through the whole workflow."""

import json
import shutil

import cv2
import jsonschema
import pandas as pd
import pytest
import yaml

CLASSES = ("anger", "disgust", "fear", "happy", "sad", "surprise", "neutral")
pytestmark = pytest.mark.slow


def read_tsv(path):
    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)


def test_a_model_of_ckplus_is_tested_on_samm(transferred):
    result = json.loads((transferred.folder / "results/tcn_samm.json").read_text())
    schema = (transferred.folder / "workflow/schemas/transfer.schema.yaml").read_text()
    jsonschema.validate(result, yaml.safe_load(schema))
    assert result["label_sources"] == {"action units": result["without_neutral"]["clips"]}
    assert result["all_clips"]["clips"] == result["without_neutral"]["clips"] + 2
    assert result["samples"]["draws"] == 30
    assert (transferred.folder / "results/tcn_samm.txt").read_text() in transferred.output
    # Nothing of SAMM is trained on.
    summary = json.loads(
        (transferred.folder / "results/models/ckplus/tcn/all/summary.json").read_text()
    )
    assert summary["train_clips"] == 24


@pytest.mark.parametrize("version", [1, 2])
def test_the_workbook_of_every_version_is_read(project, version):
    few = dict.fromkeys(("disgust", "fear", "happy", "sad"), 0)
    project.configure({"demo": {"samm": {"version": version, "expressions": few}}})
    project.snakemake("--cores", "2", "results/sequences/samm.tsv")
    assert macro_expressions(project, rows=4) == 2


def test_the_workbook_of_the_default_version_is_read(transferred):
    result = json.loads((transferred.folder / "results/tcn_samm.json").read_text())
    assert result["without_neutral"]["clips"] == macro_expressions(transferred, rows=8) == 6


def macro_expressions(project, rows: int) -> int:
    """Count the macro-expressions of a class; each has the emotion that was animated."""
    table = read_tsv(project.folder / "results/sequences/samm.tsv")
    truth = read_tsv(project.folder / "results/demo/samm/truth.tsv").drop_duplicates("sequence_id")
    animated = dict(zip(truth["sequence_id"], truth["emotion"], strict=True))
    used = table[table["status"] == "ok"]
    assert used["emotion"].tolist() == [animated[s] for s in used["sequence_id"]]
    assert (table["status"] == "not_macro").sum() == 1
    assert len(table) == rows
    return len(used)


@pytest.fixture
def sheet(transferred_project):
    """Two clips of the demo, one without a label and one too short, and a folder of no images."""
    project = transferred_project
    sequences = read_tsv(project.folder / "results/sequences/ckplus.tsv")
    sequences = sequences[sequences["status"] == "ok"].head(3)
    for name, pattern in zip("abc", sequences["frame_pattern"], strict=True):
        source = (project.folder / "results/demo/ckplus" / pattern).parent
        shutil.copytree(source, project.folder / "own" / name)
    for frame in sorted((project.folder / "own/c").glob("*.png"))[4:]:
        frame.unlink()
    (project.folder / "own/d").mkdir()
    (project.folder / "own/d/notes.txt").write_text("no image")
    rows = "clip\tpath\temotion\nA\ta\thappy\nB\tb\t\nC\tc\tsad\nD\td\tsad\n"
    (project.folder / "own/clips.tsv").write_text(rows)
    dataset = {"mine": {"reader": "custom", "path": "own/clips.tsv"}}
    project.configure({"sequences": {"datasets": dataset}})
    return project


def test_own_clips_are_predicted_one_row_each(sheet):
    sheet.snakemake("--cores", "2", "results/predictions/mine.tsv")
    rows = read_tsv(sheet.folder / "results/predictions/mine.tsv").set_index("clip_id")
    assert rows["status"].to_dict() == {
        "A": "ok",
        "B": "ok",
        "C": "too_short",
        "D": "unreadable",
    }
    assert set(rows.loc[["A", "B"], "predicted"]) <= set(CLASSES)
    probabilities = rows.loc[["A", "B"], [f"p_{name}" for name in CLASSES]].astype(float)
    assert probabilities.sum(axis=1).tolist() == pytest.approx([1, 1], abs=1e-5)
    assert rows.loc["C", "reason"] == "4 frames, at least 10 are required"
    assert "Nothing to be done" in sheet.snakemake("-n", "results/predictions/mine.tsv")
    sheet.snakemake("--cores", "1", "results/sequences/mine/A.jpg")
    assert cv2.imread(str(sheet.folder / "results/sequences/mine/A.jpg")) is not None


@pytest.mark.oddity(
    "predictions for the cross-validated dataset",
    "made by the model trained on generated people",
)
def test_the_dataset_that_is_cross_validated_is_predicted_too(sheet):
    target = ("results/predictions/mine.tsv", "--config", "splits={dataset: mine}")
    assert sheet.jobs("-n", *target)["predict_clips_by_default"] == 1


def test_clips_that_trained_a_model_do_not_score_it(sheet):
    output = sheet.snakemake("--cores", "2", "results/tcn_mine.json", check=False)
    assert (
        "no clip has both a label and a prediction, except 1 with frames used in training" in output
    )
    rows = read_tsv(sheet.folder / "results/predictions/mine.tcn.tsv").set_index("clip_id")
    assert rows["in_training"].to_dict() == {"A": "yes", "B": "yes", "C": "", "D": ""}


def test_labelled_clips_score_a_model(sheet):
    for frame in (sheet.folder / "own").glob("?/*.png"):  # copies of those that trained it
        cv2.imwrite(str(frame), cv2.flip(cv2.imread(str(frame)), 1))
    sheet.snakemake("--cores", "2", "results/tcn_mine.json")
    result = json.loads((sheet.folder / "results/tcn_mine.json").read_text())
    assert result["all_clips"]["clips"] == 1
    assert not result["dataset"]["rendered"]


def test_a_model_is_not_tested_on_what_trained_it(project):
    for target in ("results/tcn_ckplus.json", "results/predictions/ckplus.tcn.tsv"):
        output = project.snakemake("-n", target, check=False)
        assert "ERROR model tcn is trained on ckplus, and models are not tested on" in output
        assert "ask for results/tcn_cv.json" in output


def test_generated_people_train_a_model_that_is_tested_on_ckplus(project):
    jobs = project.jobs("--cores", "2", "results/lstm_people_ckplus.json")
    assert jobs["track_demo_people"] == jobs["train_all"] == jobs["predict_clips"] == 1
    assert "render_demo_ckplus" not in jobs
    result = json.loads((project.folder / "results/lstm_people_ckplus.json").read_text())
    assert (result["trained_on"]["name"], result["dataset"]["name"]) == ("people", "ckplus")
    assert result["all_clips"]["clips"] == 24
    rows = read_tsv(project.folder / "results/predictions/ckplus.lstm_people.tsv")
    assert set(rows["trained_on"]) == {"people (demo)"}
    assert set(rows.loc[rows["predicted"] != "", "uncertain"]) <= {"yes", "no"}
    # Of ten people one tells how sure the network may be.
    path = project.folder / "results/models/people/lstm_people/all/summary.json"
    summary = json.loads(path.read_text())
    assert summary["test_clips"] > 5 and summary["temperature"] != 1
    assert summary["train_clips"] / summary["test_clips"] == pytest.approx(9, rel=0.2)


def test_two_datasets_train_one_model(project):
    project.configure({"models": {"lstm_people": {"trained_on": ["people", "ckplus"]}}})
    project.snakemake("--cores", "2", "results/models/people+ckplus/lstm_people/all/summary.json")
    path = project.folder / "results/models/people+ckplus/lstm_people/all/summary.json"
    both = json.loads(path.read_text())
    clips = [
        len(read_tsv(project.folder / f"results/dataset/{name}.tsv").query("`class` != ''"))
        for name in ("people", "ckplus")
    ]
    assert both["dataset"]["name"] == "people+ckplus"
    assert both["train_clips"] + both["test_clips"] == sum(clips)


def test_a_changed_frame_of_a_clip_is_noticed(sheet):
    sheet.snakemake("--cores", "2", "results/sequences/mine.index.tsv")
    frame = sorted((sheet.folder / "own/a").glob("*.png"))[3]
    frame.write_bytes(frame.read_bytes() + b"\0")
    assert sheet.jobs("-n", "results/sequences/mine.index.tsv") == {"index_sequences": 1}


def test_bad_rows_of_a_sheet_are_all_told(sheet):
    path = sheet.folder / "own/clips.tsv"
    path.write_text(path.read_text() + "E\tnone\t\nF\ta\tglad\n")
    output = sheet.snakemake("--cores", "1", "results/predictions/mine.tsv", check=False)
    assert "ERROR index_sequences[dataset=mine]: " in output
    assert "line 6" in output
    assert "line 7" in output
    assert "Traceback" not in output
