"""Testing on another dataset: predictions as rows, samples with their spread."""

import numpy as np
import pandas as pd
import pytest
import torch

from dataset_builder import ABOUT, CLASSES, NAMES, make_clips
from facemotion.dataset.contract import ClipStatus
from facemotion.errors import InputError
from facemotion.evaluation.summary import format_transfer
from facemotion.evaluation.transfer import count_label_sources, draw_sample, evaluate_transfer
from facemotion.models.prediction import predict_dataset, read_inputs
from facemotion.sequences.table import make_table

PAPER = {
    "source": "the paper",
    "frames": 20,
    "classes": CLASSES.as_json(),
    "datasets": {"samm": {"notes": ["not comparable"]}},
}
SETTINGS = {"sample_clips": 5, "draws": 30, "seed": 1}
DATASET = ABOUT | {"name": "samm", "reader": "samm", "paper": "samm", "rendered": True}
FLOW = {
    "steps": [{"step": "sequences", "n": 9}],
    "by_emotion": {},
    "not_used": {},
    "settings": {"min_frames": 10},
    "clips": {},
}


def predictions(counts, right):
    """Make `counts` clips a class; the first `right` of them are right, the others fear."""
    rows = []
    for name, n in counts.items():
        for k in range(n):
            predicted = name if k < right[name] else "fear"
            clip = {"clip_id": f"{name}{k}", "subject": f"S{k % 3}"}
            rows.append(clip | {"class": name, "predicted": predicted, "in_training": "no"})
    return pd.DataFrame(rows)


def evaluate(table, **settings):
    return evaluate_transfer(
        model="tcn",
        trained_on=DATASET | {"name": "ckplus"},
        dataset=DATASET,
        flow=FLOW,
        predictions=table,
        label_sources={"action units": 9},
        model_settings={"network": "tcn", "input": "motion", "epochs": 10, "batch_size": 8},
        trained={
            "dataset": {"classes": CLASSES.as_json(), "frames": 20},
            "versions": {"torch": "2"},
        },
        settings=SETTINGS | settings,
        confidence=0.95,
        bootstrap={"draws": 100, "seed": 1},
        paper=PAPER,
    )


def test_all_clips_are_scored_over_the_classes_that_occur():
    table = predictions({"happy": 8, "sad": 2}, {"happy": 6, "sad": 1})
    score = evaluate(table)["all_clips"]
    assert (score["correct"], score["clips"]) == (7, 10)
    assert score["uar"] == pytest.approx((6 / 8 + 1 / 2) / 2)
    # happy: precision 1, recall 3/4; sad: precision 1, recall 1/2; fear does not occur.
    assert score["macro_f1"] == pytest.approx((6 / 7 + 2 / 3) / 2)
    assert score["confusion"]["rows"]["happy"][NAMES.index("fear")] == 2


def test_a_sample_has_as_many_clips_of_every_class_as_there_are():
    table = predictions({"happy": 40, "sad": 3, "neutral": 5}, {"happy": 0, "sad": 0, "neutral": 0})
    chosen = table.loc[draw_sample(table["class"], CLASSES, 5, np.random.default_rng(0))]
    assert chosen["class"].value_counts().to_dict() == {"happy": 5, "sad": 3, "neutral": 5}
    assert chosen["clip_id"].is_unique


def test_the_spread_over_draws_surrounds_the_whole():
    counts = dict.fromkeys(NAMES, 20)
    result = evaluate(predictions(counts, dict.fromkeys(NAMES, 10)))
    spread = result["samples"]["spread"]
    assert spread["clips"] == {"mean": 35.0, "sd": 0.0, "min": 35.0, "max": 35.0}
    whole = result["all_clips"]["accuracy"]  # 10 of 20, and all of fear: 80 of 140
    assert whole == pytest.approx(80 / 140)
    assert spread["accuracy"]["min"] < whole < spread["accuracy"]["max"]
    assert abs(spread["accuracy"]["mean"] - whole) < 3 * spread["accuracy"]["sd"] / 30**0.5
    assert result == evaluate(predictions(counts, dict.fromkeys(NAMES, 10)))


def test_a_dataset_without_labels_cannot_be_scored():
    row = {"clip_id": ["a"], "class": [""], "predicted": ["happy"], "in_training": ["no"]}
    table = pd.DataFrame(row)
    with pytest.raises(InputError, match="dataset samm: no clip has both a label and a prediction"):
        evaluate(table)


@pytest.mark.oddity(
    "test clips with frames that the network was trained on",
    "not scored, and reported",
)
def test_clips_that_trained_the_network_are_not_scored_and_told():
    table = predictions({"happy": 8, "sad": 4}, {"happy": 6, "sad": 4})
    table.loc[:4, "in_training"] = "yes"  # five of the six happy ones that are right
    result = evaluate(table)
    assert result["in_training"] == 5
    assert (result["all_clips"]["correct"], result["all_clips"]["clips"]) == (5, 7)
    assert "not scored: 5 clips with frames the network was trained on" in format_transfer(result)
    with pytest.raises(InputError, match="except 12 with frames used in training"):
        evaluate(table.assign(in_training="yes"))


def test_the_summary_names_both_datasets_and_the_spread():
    table = predictions(dict.fromkeys(NAMES, 6), dict.fromkeys(NAMES, 6))
    text = format_transfer(evaluate(table))
    assert "trained on ckplus: x (rendered demo faces)" in text
    assert "30 samples of 5 clips per class: accuracy 100.0% (sd 0.0%, 100.0% to 100.0%)" in text
    assert "Note: not comparable" in text


def test_label_sources_are_counted_by_kind():
    sources = [
        "action units 6+12",
        "action units 4",
        "label table a.tsv",
        "Emotion/S1/1_emotion.txt",
    ]
    sequences = make_table(
        {"sequence_id": f"s{k}", "emotion": "happy", "label_source": source, "status": "ok"}
        for k, source in enumerate(sources)
    )
    assert count_label_sources(sequences) == {"Emotion": 1, "action units": 2, "label table": 1}


class AlwaysHappy(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.unused = torch.nn.Parameter(torch.zeros(1))

    def forward(self, x):
        logits = torch.zeros(len(x), len(CLASSES))
        logits[:, NAMES.index("happy")] = np.log(6)  # against six ones: one half
        return logits


def test_every_clip_is_a_row_whether_predicted_or_not():
    ids = np.array(["a", "b"], dtype=object)
    face = np.random.default_rng(0).uniform(0.2, 0.8, (68, 2))
    clips = make_clips(
        np.tile(face, (2, 20, 1, 1)) * 100,
        width=100,
        height=100,
        label=np.array([-1, -1], "int8"),
        emotion=np.array(["", ""], object),
        clip_status=np.array([ClipStatus.OK, ClipStatus.EXCLUDED], "uint8"),
        clip_id=ids,
        sequence_id=ids,
        subject=ids,
    )
    clip_table = pd.DataFrame(
        {
            "clip_id": ids,
            "subject": ids,
            "emotion": "",
            "class": "",
            "failed_frames": [0, 9],
            "status": ["ok", "excluded"],
            "reason": ["", "9 of 20 frames failed"],
        }
    )
    sequences = make_table(
        {"sequence_id": s, "subject": s, "status": status, "reason": reason}
        for s, status, reason in [
            ("a", "ok", "1 of 21 frames is missing"),
            ("b", "ok", ""),
            ("c", "too_short", "4 frames, at least 10 are required"),
        ]
    )
    inputs = read_inputs(clips, None, {"network": "tcn", "input": "motion"})
    table = predict_dataset(
        AlwaysHappy(),
        clips,
        inputs,
        clip_table,
        sequences,
        "ckplus",
        np.array([True, True]),
        2.0,
        0.3,
    )
    assert set(table["trained_on"]) == {"ckplus"}
    rows = table.fillna("").set_index("clip_id")
    assert rows["status"].to_dict() == {"a": "ok", "b": "excluded", "c": "too_short"}
    assert rows["predicted"].to_dict() == {"a": "happy", "b": "", "c": ""}
    # Logits of ln 6 and six zeros, by a temperature of 2: sqrt(6) against six ones.
    assert rows.loc["a", "p_happy"] == "0.289898"
    assert rows["uncertain"].to_dict() == {"a": "yes", "b": "", "c": ""}
    assert rows["in_training"].to_dict() == {"a": "yes", "b": "", "c": ""}
    assert rows["reason"][:2].tolist() == ["1 of 21 frames is missing", "9 of 20 frames failed"]
    assert rows.loc["c", "reason"] == "4 frames, at least 10 are required"
