"""The paper's Table III from our numbers: what stands beside what, and what it costs."""

import re
from copy import deepcopy
from pathlib import Path

import pandas as pd
import pytest

from facemotion.evaluation.comparison_text import LANDMARK_MS
from facemotion.evaluation.external import NETWORK
from facemotion.evaluation.table_iii import make_table_iii
from facemotion.figures.tables import save_table

QUOTED = [
    {"model": name, "ours": ours, "ckplus_accuracy": value, "samm_true_positives": positives,
     "samm_f1": None, "protocol": f"how {name} was tested", "reading": f"what {name} is here"}
    for name, ours, value, positives in (
        ("FAN", "fan", 0.997, None), ("DeepConv", None, 0.928, None), ("TCN", "tcn", 0.996, 41))
]  # fmt: skip


def row(model, scheme, kind, accuracy, classes="all"):
    return {"model": model, "network": model, "scheme": scheme, "classes": classes,
            "input": kind, "clips": 20, "accuracy": accuracy, "accuracy_low": accuracy - 0.1,
            "accuracy_high": accuracy + 0.1, "folds": 6, "settled_folds": 4}  # fmt: skip


@pytest.fixture
def comparison():
    models = {"tcn": ("frontal", 0.9), "fan": ("frames", 0.7), "svm": ("displacement", 0.8)}
    return {
        "dataset": {"name": "ckplus", "frames": 20},
        "rows": [
            row(model, scheme, kind, accuracy, classes)
            for model, (kind, accuracy) in models.items()
            for scheme in ("shuffle", "grouped")
            for classes in ("all", "without_neutral")
        ],
        "costs": [
            {"model": m, "parameters": 5, "multiply_adds": 7, "inference_seconds_per_clip": 0.002}
            for m in models
        ],
        "paper": {"table_iii": QUOTED},
    }


@pytest.fixture
def published():
    folds = [{"settled": settled} for settled in (True, False, False, False)]
    every = {"all_classes": {"accuracy": 0.5, "accuracy_interval": [0.4, 0.6]}, "folds": folds}
    return {"fan": {"model": "fan_paper", "schemes": {"grouped": every}}}


TRANSFER = {"model": "tcn", "dataset": {"name": "samm"}, "all_clips": {
    "correct": 7, "clips": 10, "accuracy": 0.7, "accuracy_interval": [0.4, 0.9],
    "macro_f1": 0.6}}  # fmt: skip


def make(comparison, published=None, crop="face"):
    return make_table_iii(comparison, [TRANSFER], published or {}, crop)


def test_what_the_paper_quotes_stands_beside_our_number(comparison, published):
    table = make(comparison, published).set_index("model")
    assert table.loc["fan", "paper_model"] == "FAN"
    assert table.loc["fan", "grouped_accuracy"] == 0.7
    assert table.loc["fan", "as_published_grouped_accuracy_high"] == 0.6
    assert table.loc["fan", "as_published_model"] == "fan_paper"
    assert table.loc["fan", "as_published_grouped_unsettled_folds"] == 3
    assert table.loc["fan", "paper_ckplus_accuracy"] == 0.997
    assert table.loc["fan", "protocol"] == "how FAN was tested"
    assert table.loc["fan", "shuffle_unsettled_folds"] == 2
    assert table.loc["tcn", "samm_true_positives"] == 7
    assert table.loc["tcn", "paper_samm_true_positives"] == 41
    assert table.loc["svm", "reading"] == "Not in the paper's table."
    assert table.loc[["tcn", "svm"], "as_published_model"].isna().all()


def test_a_system_that_is_not_rebuilt_keeps_its_row_and_reason(comparison):
    table = make(comparison).set_index("paper_model")
    assert table.loc["DeepConv", "rebuilt"] == "no"
    assert table.loc["DeepConv", "reading"] == "what DeepConv is here"
    assert table.loc["DeepConv", ["model", "grouped_accuracy", "ms"]].isna().all()
    comparison["rows"] = [row for row in comparison["rows"] if row["model"] != "fan"]
    table = make(comparison).set_index("paper_model")
    assert table.loc["FAN", "reading"] == "Not in evaluation.compare."
    assert (table["rebuilt"] == "yes").sum() == 2


def test_predictions_from_elsewhere_have_neither_cost_nor_settled_folds(comparison):
    strange = row("theirs", "grouped", None, 0.6)
    comparison["rows"].append(strange | {"network": NETWORK, "folds": None, "settled_folds": None})
    table = make(comparison).set_index("model")
    assert table.loc["theirs", "grouped_accuracy"] == 0.6
    assert table.loc["theirs", ["ms", "grouped_unsettled_folds", "paper_model"]].isna().all()
    assert "another program" in table.loc["theirs", "reading"]


def test_time_includes_the_landmarks_that_an_input_needs(comparison):
    """All 20 frames over time, first and last for a displacement, the first to cut out a face."""
    table = make(comparison).set_index("model")
    assert table.loc[["tcn", "fan", "svm"], "landmarks_ms"].tolist() == [100, 5, 10]
    assert table.loc[["tcn", "fan", "svm"], "ms"].tolist() == [102, 7, 12]
    whole = make(comparison, crop="whole").set_index("model")
    assert whole.loc[["tcn", "fan"], "landmarks_ms"].tolist() == [100, 0]


def test_the_time_of_a_landmark_is_about_that_of_the_document():
    """Processors differ by half, so it need not change with every `make bench`."""
    measured = re.search(r"\| `landmarks` \| ([\d.]+) \| ms", Path("docs/scaling.md").read_text())
    assert 2 / 3 < float(measured[1]) / LANDMARK_MS < 3 / 2


def test_where_classes_differ_from_the_papers_nothing_is_quoted(comparison):
    comparison = deepcopy(comparison) | {"paper": {}}
    table = make(comparison)
    assert len(table) == 3
    assert not [c for c in table if c.startswith("paper_") and c != "paper_model"]


def test_the_table_can_be_written(comparison, published, tmp_path):
    table = make(comparison, published)
    save_table(table, tmp_path / "t.tsv", tmp_path / "t.tex", "Models.")
    read = pd.read_csv(tmp_path / "t.tsv", sep="\t")
    assert [*read.columns][-2:] == ["protocol", "reading"]
    assert read["parameters"].tolist()[:3] == [5, 5, 5]
    assert "0.70 (0.60--0.80)" in (tmp_path / "t.tex").read_text()
