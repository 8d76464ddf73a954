"""Models side by side: what is paired with what, and what the text says."""

import json
from pathlib import Path

import pandas as pd
import pytest

from dataset_builder import ABOUT, CLASSES, NAMES
from facemotion.errors import DamagedFileError
from facemotion.evaluation.comparison import (
    compare_models,
    paired_tests,
    pool_predictions,
)
from facemotion.evaluation.comparison_text import format_comparison
from facemotion.evaluation.metrics import score_labels
from facemotion.figures.comparison import draw_comparison
from facemotion.figures.style import save_figure
from facemotion.files.json_file import write_json
from facemotion.files.tsv import write_table

PAPER = json.loads(Path("workflow/resources/paper.json").read_text())
TRUE = [*NAMES] * 6  # 42 clips
INTERVALS = ("accuracy_interval", "uar_interval", "macro_f1_interval")


def predict(n_wrong):
    """The first `n_wrong` of the clips wrong."""
    wrong = [NAMES[(NAMES.index(name) + 1) % 7] for name in TRUE]
    return wrong[:n_wrong] + TRUE[n_wrong:]


def table(predicted):
    return pd.DataFrame(
        {
            "clip_id": [f"c{k}" for k in range(42)],
            "subject": [f"S{k % 6}" for k in range(42)],
            "class": TRUE,
            "predicted": predicted,
        }
    )


def result(model, predicted):
    classes = {"all_classes": NAMES, "without_neutral": NAMES[:-1]}
    scores = {
        key: score_labels(TRUE, predicted, names, NAMES)
        | {interval: [0.5, 1.0] for interval in INTERVALS}
        for key, names in classes.items()
    }
    scheme = scores | {
        "not_averaged": [],
        "leakage": {"subject_in_training": 7},
        "folds": [{"settled": True}, {"settled": model != "scn"}],
    }
    return {
        "model": model,
        "network": model,
        "dataset": ABOUT | {"name": "ckplus", "rendered": True},
        "protocol": {
            "settings": {"network": model, "input": "motion"},
            "confidence": 0.95,
            "bootstrap": {"draws": 100, "seed": 1},
        },
        "schemes": {"shuffle": scheme, "grouped": scheme},
    }


@pytest.fixture
def comparison():
    return compare()


def compare(external=None):
    wrong = {"tcn": 0, "displacement_svm": 2, "scn": 14}
    predicted = {model: predict(n) for model, n in wrong.items()}
    predictions = {
        model: {
            "shuffle": [pd.concat([table(p), table(p)])],
            "grouped": [table(p), table(predict(6))],
        }
        for model, p in predicted.items()
    }
    costs = [
        {
            "schema_version": 2,
            "model": model,
            "parameters": 1000 * (k + 1),
            "multiply_adds": 2_500_000,
            "training_seconds_per_clip": 0.05,
            "inference_seconds_per_clip": 0.002,
            "clips_timed": 42,
            "device": "cpu",
            "threads": 1,
        }
        for k, model in enumerate(wrong)
    ]
    results = [result(model, p) for model, p in predicted.items()]
    return compare_models(results, predictions, costs, PAPER, 0.95, 1, external)


def test_every_model_scheme_and_class_set_is_a_row(comparison):
    assert len(comparison["rows"]) == 3 * 2 * 2
    row = comparison["rows"][-2]
    assert (row["model"], row["scheme"], row["classes"]) == ("scn", "grouped", "all")
    assert (row["correct"], row["clips"], row["parameters"]) == (28, 42, 3000)
    assert (comparison["rows"][-1]["correct"], comparison["rows"][-1]["clips"]) == (24, 36)


def test_pairs_are_tested_where_a_clip_counts_once(comparison):
    assert {test["scheme"] for test in comparison["tests"]} == {"grouped"}
    tests = {(t["a"], t["b"]): t for t in comparison["tests"] if t["classes"] == "all"}
    test = tests["tcn", "scn"]
    assert (test["only_a"], test["only_b"]) == (14, 0)
    assert test["p"] == pytest.approx(2 / 2**6, abs=0.005)  # all six subjects
    assert test["p_holm"] == pytest.approx(3 * test["p"])
    (without,) = [t for t in comparison["tests"] if (t["a"], t["b"], t["classes"]) == (
        "tcn", "scn", "without_neutral")]  # fmt: skip
    assert without["only_a"] == 12  # two of the fourteen are neutral


def test_the_text_says_what_beats_what(comparison):
    text = format_comparison(comparison)
    assert "No significant difference (grouped, all classes): tcn/displacement_svm, tcn/scn" in text
    assert "2 clips are correct only by tcn, 0 only by the baseline; the difference is not" in text
    assert "100.0 (50.0-100.0)" in text
    assert "tcn, grouped: 92.9% over 2 seeds, standard deviation 10.1" in text  # 42 and 36 of 42
    assert "Not settled: scn, grouped, in 1 of 2 folds" in text
    assert "Not settled: tcn" not in text
    assert "tcn: input motion (the paper's is image)." in text
    assert max(map(len, text.splitlines())) < 400


def test_the_better_one_is_said_to_beat_the_other(comparison):
    for test in comparison["tests"]:
        test["p_holm"] = 0.001 if {test["a"], test["b"]} == {"tcn", "scn"} else 1.0
    text = format_comparison(comparison)
    assert "scn (grouped, all classes): 14 clips correct only by tcn, 0 only by scn" in text


def test_clips_are_paired_by_name_whatever_their_order():
    a, b = table(predict(14)), table(predict(7))
    (first, *_), (again, *_) = (
        paired_tests({"a": {"grouped": [a]}, "b": {"grouped": [other]}}, CLASSES, seed=1)
        for other in (b, b.iloc[::-1])
    )
    assert first == again
    assert (first["only_a"], first["only_b"]) == (0, 7)


def test_a_model_that_sees_no_living_clips_has_a_dash(comparison):
    row = next(r for r in comparison["rows"] if r["model"] == "tcn" and r["classes"] == "all")
    comparison["rows"].append(row | {"classes": "living_neutral", "accuracy": 0.5})
    lines = format_comparison(comparison).splitlines()
    assert lines[2].endswith("shuffle, living neutral")
    assert lines[3].endswith(" 50.0 (50.0-100.0)")
    assert lines[4].endswith("    -") or lines[4].rstrip().endswith("-")


def test_models_that_were_tested_on_other_clips_are_no_pairs():
    a, b = table(TRUE), table(TRUE).iloc[1:]
    with pytest.raises(ValueError, match="different clips"):
        paired_tests({"a": {"grouped": [a]}, "b": {"grouped": [b]}}, CLASSES, seed=1)


def test_predictions_are_pooled_by_their_paths(tmp_path):
    paths, whole = [], table(TRUE).assign(**dict.fromkeys([f"p_{name}" for name in NAMES], 0.5))
    parts = [whole.iloc[:21], whole.iloc[21:]]
    for fold, part in enumerate(parts):
        path = tmp_path / f"ckplus/tcn/grouped/seed1/fold{fold}/predictions.tsv"
        write_table(part, path)
        paths.append(str(path))
    split = {
        "dataset": {"classes": CLASSES.as_json()},
        "folds": [{"test": part["clip_id"].tolist()} for part in parts],
    }
    pooled = pool_predictions(paths, {"grouped": split})
    assert list(pooled) == ["tcn"]
    (only,) = pooled["tcn"]["grouped"]
    assert only["clip_id"].tolist() == [f"c{k}" for k in range(42)]
    swapped = split | {"folds": split["folds"][::-1]}
    with pytest.raises(DamagedFileError, match="line 2: found c0, expected c21, as in the split"):
        pool_predictions(paths, {"grouped": swapped})


def test_predictions_from_elsewhere_stand_beside_ours(tmp_path):
    comparison = compare({"theirs": {"grouped": table(predict(14))}})
    rows = [row for row in comparison["rows"] if row["model"] == "theirs"]
    assert [(r["scheme"], r["classes"], r["correct"], r["clips"]) for r in rows] == [
        ("grouped", "all", 28, 42), ("grouped", "without_neutral", 24, 36),
    ]  # fmt: skip
    unknown = ("input", "settled_folds", "folds", "subject_in_training", "parameters", "seed_sd")
    assert [rows[0][key] for key in unknown] == [None] * len(unknown)
    tests = {(t["a"], t["b"]): t for t in comparison["tests"] if t["classes"] == "all"}
    assert (tests["tcn", "theirs"]["only_a"], tests["tcn", "theirs"]["only_b"]) == (14, 0)
    assert tests["tcn", "theirs"]["p_holm"] == pytest.approx(6 * tests["tcn", "theirs"]["p"])
    assert len(tests) == 6
    text = format_comparison(comparison)
    assert "theirs                -" in text  # not of the shuffled splits
    assert "theirs: predictions from other programs" in text
    assert "Their training" in text
    assert "Not settled: theirs" not in text
    write_json(
        comparison | {"dataset": ABOUT | {"name": "ckplus"}}, tmp_path / "c.json", "comparison"
    )
    accuracies, costs = draw_comparison(comparison).axes
    assert [tick.get_text() for tick in accuracies.get_yticklabels()].count("theirs") == 1
    assert len(costs.lines[0].get_xdata()) == 3


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_a_figure_has_the_same_bytes_every_time(comparison, tmp_path, kind):
    for name in ("a", "b"):
        save_figure(draw_comparison(comparison), tmp_path / f"{name}.{kind}")
    assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
