"""Figures and tables of data and models: what is counted, and the same bytes every time."""

import numpy as np
import pandas as pd
import pytest

from dataset_builder import CLASSES, NAMES, VALENCE
from facemotion.figures.architecture import draw_architecture
from facemotion.figures.confusion import draw_confusion
from facemotion.figures.data import class_counts, draw_class_counts, draw_frame_counts, frame_bins
from facemotion.figures.per_class import class_scores, draw_per_class
from facemotion.figures.reliability import draw_reliability
from facemotion.figures.skeleton import draw_skeleton, mean_face
from facemotion.figures.style import save_figure
from facemotion.figures.table_iii import draw_table_iii
from facemotion.figures.tables import save_table
from facemotion.figures.training import draw_training, read_histories
from facemotion.files.tsv import write_table
from facemotion.landmarks.skeleton import PARTS, lines
from report_builder import make_clips, make_history, make_result, make_sequences

FLOW = {
    "by_emotion": {
        "anger": {"labelled": 5, "long_enough": 4, "kept": 3},
        "contempt": {"labelled": 2, "long_enough": 2, "kept": 0},
    },
    "clips": {"by_class": {"anger": 3, "neutral": 2}},
}


def test_the_parts_hold_every_landmark_once():
    points = [point for part, _ in PARTS.values() for point in part]
    assert points == list(range(68))
    assert [line[-1] for line in lines()] == [16, 21, 26, 30, 35, 36, 42, 48, 60]


def test_class_counts_keep_what_is_not_used_and_what_is_made():
    table = class_counts(FLOW, CLASSES, {"anger": 39, "neutral": 50})
    assert table.to_dict("list") == {
        "class": [*NAMES, "contempt"],
        "labelled": [5, 0, 0, 0, 0, 0, 0, 2],
        "long_enough": [4, 0, 0, 0, 0, 0, 0, 2],
        "used": [3, 0, 0, 0, 0, 0, 0, 0],
        "clips": [3, 0, 0, 0, 0, 0, 2, 0],
        "paper": [39, 0, 0, 0, 0, 0, 50, 0],
    }
    assert "paper" not in class_counts(FLOW, CLASSES, {})


def test_a_class_counts_all_the_labels_that_it_holds():
    flow = FLOW | {"by_emotion": FLOW["by_emotion"] | {"sad": FLOW["by_emotion"]["anger"]}}
    table = class_counts(flow, VALENCE, {}).set_index("class")
    assert table.index.tolist() == ["negative", "positive", "other", "contempt"]
    assert table.loc["negative", ["labelled", "long_enough", "used"]].tolist() == [10, 8, 6]
    assert table.loc["contempt", "labelled"] == 2


def test_bins_are_whole_numbers_wide():
    assert frame_bins(pd.Series([4, 6])).tolist() == [3.5, 4.5, 5.5, 6.5]
    wide = frame_bins(pd.Series([10, 1000]))
    assert len(wide) <= 41
    assert np.ptp(np.diff(wide)) == 0
    assert wide[0] < 10 < 1000 < wide[-1]


def test_sequences_are_told_apart_by_what_became_of_them():
    axes = draw_frame_counts(make_sequences(), "ckplus").axes[0]
    texts = [text.get_text() for text in axes.get_legend().get_texts()]
    assert texts == ["used (n = 2)", "too short (n = 1)", "excluded for another reason (n = 1)"]
    assert axes.get_ylabel() == "sequences (n = 4)"


def test_the_mean_face_is_upright_in_eye_distances():
    clips = make_clips(3)
    turned = clips.landmarks.astype("float64") * clips.image_size[:, None, None, :]
    turn = np.array([[0.0, -1.0], [1.0, 0.0]])  # a quarter turn of the picture
    clips.landmarks = ((turned @ turn) * 3 / clips.image_size[:, None, None, :]).astype("float32")
    faces = [mean_face(clips), mean_face(make_clips(3))]
    assert np.allclose(faces[0], faces[1], atol=1e-5)
    right, left = faces[0][36:42].mean(axis=0), faces[0][42:48].mean(axis=0)
    assert np.allclose([*right, *left], [-0.5, 0, 0.5, 0], atol=1e-6)


def test_class_scores_have_intervals_and_the_papers_rows():
    scores = class_scores(make_result()).set_index(["source", "class"])
    row = scores.loc["shuffle", "anger"]
    assert (row["clips"], row["recall"], row["precision"]) == (10, 0.8, 1.0)
    assert (row["recall_low"], row["recall_high"], row["precision_low"]) == (0.5, 1.0, 0.5)
    assert np.isnan(scores.loc["paper", "anger"]["recall_low"])
    assert scores.loc["paper", "anger"]["recall"] == 0.95


def test_histories_are_read_by_scheme(tmp_path):
    paths = []
    for scheme in ("shuffle", "grouped"):
        for fold in range(2):
            path = tmp_path / f"{scheme}/seed1/fold{fold}/history.tsv"
            write_table(make_history(), path)
            paths.append(str(path))
    histories = read_histories(paths)
    assert [*histories] == ["shuffle", "grouped"]
    assert [len(folds) for folds in histories.values()] == [2, 2]
    lines = draw_training(histories, "tcn").axes[2].get_lines()  # accuracy, shuffle
    assert len(lines) == 2 + 1  # a fold each and the mean
    assert lines[2].get_ydata().tolist() == [50, 75]


def make_table():
    """A model of the paper's table, one beside it, and a system that is not rebuilt."""
    table = pd.DataFrame(
        {
            "model": ["tcn", "lstm", None],
            "paper_model": ["TCN", None, "DeepConv"],
            "rebuilt": ["yes", "yes", "no"],
            "network_ms": [1.0, 0.5, np.nan],
            "ms": [261.0, 260.5, np.nan],
            "paper_ckplus_accuracy": [0.996, np.nan, 0.928],
            "grouped_clips": pd.array([20, 20, None], "Int64"),
        }
    )
    for key, value in {"grouped": 0.8, "as_published_grouped": 0.7}.items():
        numbers = [value, value + 0.1 if key == "grouped" else np.nan, np.nan]
        table[f"{key}_accuracy"] = numbers
        table[f"{key}_accuracy_low"] = [number - 0.1 for number in numbers]
        table[f"{key}_accuracy_high"] = [number + 0.05 for number in numbers]
    return table


def test_table_iii_is_drawn_with_what_is_quoted_and_what_is_not_rebuilt():
    left, right = draw_table_iii(make_table(), "ckplus", 0.95).axes
    names = [label.get_text() for label in left.get_yticklabels()]
    assert names == ["tcn", "lstm", "DeepConv, not rebuilt"]
    assert left.get_ylim() == (2.5, -0.5)
    lines = {line.get_label(): line.get_xdata().tolist() for line in left.get_lines()}
    assert lines["quoted by the paper, CK+: not comparable †"] == pytest.approx([99.6, 92.8])
    bars = {bar.get_label(): bar.lines[0] for bar in left.containers}
    assert bars["ckplus, grouped (n = 20)"].get_xdata().tolist() == pytest.approx([80, 90])
    hollow = bars["ckplus, grouped (n = 20), as published"]
    assert (hollow.get_xdata().tolist(), hollow.get_markerfacecolor()) == ([70], "none")
    assert right.get_lines()[1].get_xdata().tolist()[:2] == [261, 260.5]


def figures():
    yield draw_frame_counts(make_sequences(), "ckplus")
    yield draw_class_counts(class_counts(FLOW, CLASSES, {"anger": 39}), "ckplus", True)
    yield draw_skeleton(make_clips(3), "ckplus")
    yield draw_confusion(make_result())
    yield draw_per_class(make_result())
    yield draw_training({"shuffle": [make_history()], "grouped": [make_history()]}, "tcn")
    yield draw_table_iii(make_table(), "ckplus", 0.95)
    yield draw_reliability(make_result())
    yield draw_architecture(make_result())


def test_figures_have_labelled_axes_and_the_same_bytes_every_time(tmp_path):
    for k, (figure, again) in enumerate(zip(figures(), figures(), strict=True)):
        assert all(
            figure.axes[-1].get_xlabel() or axes.get_ylabel() or not axes.axison
            for axes in figure.axes
        )
        save_figure(figure, tmp_path / f"{k}.svg")
        save_figure(again, tmp_path / "again.svg")
        assert (tmp_path / f"{k}.svg").read_bytes() == (tmp_path / "again.svg").read_bytes()
    assert k == 8


def test_one_scheme_and_one_epoch_can_be_drawn(tmp_path):
    result = make_result()
    del result["schemes"]["grouped"]
    history = make_history().iloc[:1]
    for k, figure in enumerate(
        (draw_confusion(result), draw_per_class(result), draw_training({"loso": [history]}, "svm"))
    ):
        save_figure(figure, tmp_path / f"{k}.png")


def test_tables_are_written_for_machines_and_for_latex(tmp_path):
    table = pd.DataFrame(
        {"class": ["a_b", "c & d", "e"], "f1": [0.5, None, 0.25], "f1_low": [0.4, None, None],
         "f1_high": [0.6, None, None]}
    )  # fmt: skip
    save_table(table, tmp_path / "t.tsv", tmp_path / "t.tex", "50% of it")
    assert (tmp_path / "t.tsv").read_text().splitlines() == [
        "class\tf1\tf1_low\tf1_high",
        "a_b\t0.5\t0.4\t0.6",
        "c & d\t\t\t",
        "e\t0.25\t\t",
    ]
    text = (tmp_path / "t.tex").read_text()
    assert r"\caption{50\% of it}" in text
    assert "a\\_b & 0.50 (0.40--0.60) \\\\\nc \\& d &  \\\\\ne & 0.25 \\\\" in text
    assert "low" not in text
