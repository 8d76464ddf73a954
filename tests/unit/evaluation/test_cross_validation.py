"""Pooling of folds written by hand, and how the result reads."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from dataset_builder import CLASSES, DATASET, NAMES
from facemotion.evaluation.cross_validation import cross_validate, pool_folds
from facemotion.evaluation.flow import add_clips
from facemotion.evaluation.input_text import describe_input
from facemotion.evaluation.summary import format_summary
from facemotion.files.json_file import write_json
from facemotion.files.tsv import write_table
from facemotion.sequences.filtering import count_flow
from facemotion.sequences.table import make_table

SHARED = {
    "test_clips": 5,
    "untrained_class": 1,
    "unknown_subject": 0,
    "test_subjects": 4,
    "shared_subjects": 2,
    "subject_in_training": 2,
    "test_sequences": 5,
    "shared_sequences": 1,
    "sequence_in_training": 1,
    "test_frames": 80,
    "shared_frames": 3,
}
AUDIT = {
    "untrained_classes": [],
    "total": SHARED,
    "folds": [{"shared_subjects": 2}, {"shared_subjects": 0}],
}
CLIPS = {"name": "mine", "classes": CLASSES.as_json(), "frames": 20}
SPLIT = {
    "scheme": "shuffle",
    "settings": {"folds": 2},
    "dataset": CLIPS,
    "folds": [{"test": ["a", "b", "c"]}, {"test": ["a", "d"]}],
}
FILTER = {"min_frames": 10, "emotions": list(NAMES), "keep_unlabelled": False}
MODEL = {"network": "tcn", "input": "motion", "epochs": 10, "batch_size": 8, "seeds": [1]}
BOOTSTRAP = {"draws": 200, "seed": 1}


@pytest.fixture
def folds(tmp_path):
    """Two folds: 2 of 3 right, then 1 of 2; clip a is in both."""
    tables = [
        [("a", "S1", "happy", "happy"), ("b", "S1", "sad", "happy"), ("c", "S2", "sad", "sad")],
        [("a", "S1", "happy", "happy"), ("d", "S3", "neutral", "happy")],
    ]
    folders = []
    for k, rows in enumerate(tables):
        folder = tmp_path / f"fold{k}"
        table = pd.DataFrame(rows, columns=["clip_id", "subject", "class", "predicted"])
        table = table.assign(**dict.fromkeys([f"p_{name}" for name in NAMES], 0.5))
        write_table(table, folder / "predictions.tsv")
        summary = {"parameters": 330119, "layers": [], "train_clips": 9, "versions": {"torch": "2"}}
        summary |= {
            "schema_version": 2,
            "dataset": CLIPS,
            "test_clips": len(rows),
            "epochs": 1,
            "temperature": 1.0,
            "final_fall": 0.5 if k else 0.001,
            "settled": not k,
            "seed": 1,
        }
        write_json(summary, folder / "summary.json", "summary")
        folders.append(folder)
    return folders


def test_folds_are_pooled(folds):
    result = pool_folds({1: folds}, SPLIT, AUDIT, None, 0.95, BOOTSTRAP)
    assert [fold["shared_subjects"] for fold in result["folds"]] == [2, 0]
    assert [fold["correct"] for fold in result["folds"]] == [2, 1]
    assert [fold["test_subjects"] for fold in result["folds"]] == [2, 2]
    assert result["distinct_clips"] == 4
    assert (result["all_classes"]["correct"], result["all_classes"]["clips"]) == (3, 5)
    assert (result["without_neutral"]["correct"], result["without_neutral"]["clips"]) == (3, 4)
    # Recall: happy 2/2, sad 1/2, neutral 0/1.
    assert result["all_classes"]["uar"] == pytest.approx(0.5)
    without = pool_folds(
        {1: folds}, SPLIT, AUDIT | {"untrained_classes": ["neutral"]}, None, 0.95, BOOTSTRAP
    )
    assert without["not_averaged"] == ["neutral"]
    assert without["all_classes"]["uar"] == pytest.approx(0.75)
    assert without["all_classes"]["accuracy"] == 3 / 5
    low, high = result["all_classes"]["uar_interval"]
    assert low <= 0.5 <= high
    assert result["all_classes"]["per_class"]["happy"]["recall_interval"] == [1, 1]
    assert [fold["settled"] for fold in result["folds"]] == [True, False]
    assert result["calibration"] is None  # clip a was tested twice
    assert result["seeds"] == {"seeds": [1], "accuracies": [0.6], "mean": 0.6, "sd": None}


def test_living_clips_stand_in_for_the_neutral_ones(folds):
    """Of five tests one is neutral, and wrong; two living clips, one right, take its place."""
    rows = [("p1", "P1", "neutral", "neutral"), ("p2", "P2", "neutral", "sad")]
    living = pd.DataFrame(rows, columns=["clip_id", "subject", "class", "predicted"])
    result = pool_folds({1: folds}, SPLIT, AUDIT, living, 0.95, BOOTSTRAP)
    score = result["living_neutral"]
    assert (score["correct"], score["clips"]) == (4, 6)
    assert score["per_class"]["neutral"]["recall"] == 0.5
    assert result["all_classes"]["clips"] == 5


def test_the_summary_says_where_training_has_not_settled(result):
    text = format_summary(result)
    assert (
        "shuffle: training has not settled in 1 of 2 folds; their loss was still "
        "falling by up to 0.500" in text
    )


def test_seeds_give_a_spread(folds):
    # Seed 1 has 3 of 5 right, seed 7 the neutral clip as well.
    other = folds[0].parent / "other"
    shutil.copytree(folds[1], other)
    text = (other / "predictions.tsv").read_text()
    (other / "predictions.tsv").write_text(text.replace("neutral\thappy", "neutral\tneutral"))
    result = pool_folds({1: folds, 7: [folds[0], other]}, SPLIT, AUDIT, None, 0.95, BOOTSTRAP)
    assert result["seeds"]["accuracies"] == [0.6, 0.8]
    assert result["seeds"]["mean"] == pytest.approx(0.7)
    assert result["seeds"]["sd"] == pytest.approx(0.1414, abs=1e-4)  # 0.2 / sqrt 2
    assert result["all_classes"]["clips"] == 5  # the first seed only
    assert result["all_classes"]["correct"] == 3


def test_clips_join_the_flow():
    table = pd.DataFrame(
        {"class": ["happy", "sad", "neutral"], "status": ["ok", "excluded", "interpolated"]}
    )
    clips = add_clips({"steps": []}, table, CLASSES)["clips"]
    assert (clips["made"], clips["used"], clips["excluded"], clips["interpolated"]) == (3, 2, 1, 1)
    assert clips["by_class"]["happy"] == clips["by_class"]["neutral"] == 1
    assert clips["by_class"]["sad"] == 0


@pytest.fixture
def result(folds, request):
    flow = count_flow(make_table([{"sequence_id": "a", "emotion": "happy", "n_frames": 12,
                                   "status": "ok"}]), FILTER)  # fmt: skip
    clips = pd.DataFrame({"class": ["happy"], "status": ["ok"]})
    return cross_validate(
        model="tcn",
        dataset=DATASET.describe() | {"rendered": True},
        flow=add_clips(flow, clips, CLASSES),
        schemes={"shuffle": {"seeds": {1: folds}, "split": SPLIT, "audit": AUDIT, "living": None}},
        model_settings=MODEL | getattr(request, "param", {}),
        confidence=0.9,
        bootstrap=BOOTSTRAP,
        paper=json.loads(Path("workflow/resources/paper.json").read_text()),
    )


def test_the_summary_says_what_the_numbers_rest_on(result):
    text = format_summary(result)
    assert "input motion (the paper's is image), 10 epochs, batch size 8" in text
    assert "x (rendered demo faces)" in text
    assert (
        "shuffle: of 5 test clips, 2 have their subject in training and 1 their source sequence; "
        "of 80 test frames, 3" in text
    )
    assert "shuffle: 1 test clips belong to a class without training clips in their fold" in text
    assert "Trainable parameters: 330,119 (paper: 330,119)" in text
    assert "90% interval" in text
    by_class = text.partition("prec.")[2]
    assert "\nneutral" in by_class
    assert "\ndisgust" not in by_class  # no clip of it was tested


@pytest.mark.parametrize("result", [{"network": "mine"}], indirect=True)
def test_a_network_that_the_paper_does_not_have_has_a_summary_too(result):
    text = format_summary(result)
    assert "99.57" not in text
    assert "Trainable parameters: 330,119\n" in text


def test_what_a_network_sees_stands_beside_what_it_sees_in_the_paper():
    small, papers = {"size_px": 32, "crop": "face"}, {"size_px": 224, "crop": "whole"}
    scn = {"network": "scn", "input": "frames"}
    differs = " (the paper's is 224 × 224 pixels of the full image)"
    face = papers | {"crop": "face"}
    assert describe_input(scn | {"frames": small}) == f"32 × 32 pixels around the face{differs}"
    assert describe_input(scn | {"frames": face}) == f"224 × 224 pixels around the face{differs}"
    assert describe_input(scn | {"frames": papers}) == "224 × 224 pixels of the full image"
    assert describe_input({"network": "tcn", "input": "image"}) == "image"
    assert describe_input({"network": "lstm", "input": "motion"}) == "motion"
