"""Made-up results, landmarks and maps in the shapes that figures and the report read."""

import numpy as np
import pandas as pd

from facemotion.dataset.contract import Clips
from facemotion.emotions import CLASSES
from facemotion.evaluation.metrics import score_labels
from facemotion.sequences.table import make_table

AU_CODES = np.array([1, 4, 12], "int32")


def make_face() -> np.ndarray:
    """Give 68 points, in pixels, laid out roughly as a face is."""

    def arc(n, x, y, width, height, start, end):
        angle = np.pi * np.linspace(start, end, n)
        return np.stack([x + width * np.cos(angle), y + height * np.sin(angle)], axis=1)

    def ring(n, x, y, width, height):
        return arc(n + 1, x, y, width, height, 1, 3)[:-1]

    parts = [
        arc(17, 320, 220, 110, 150, 1, 0),  # jaw, from the left of the picture to its right
        arc(5, 270, 190, 35, 14, 1, 2),
        arc(5, 370, 190, 35, 14, 1, 2),
        np.stack([np.full(4, 320.0), np.linspace(215, 260, 4)], axis=1),
        arc(5, 320, 268, 22, 8, 1, 0),
        ring(6, 270, 215, 18, 7),
        ring(6, 370, 215, 18, 7),
        ring(12, 320, 315, 42, 16),
        ring(8, 320, 315, 32, 7),
    ]
    return np.concatenate(parts)


def make_clips(n: int) -> Clips:
    """Give `n` clips of the seven classes in turn; clip k's mouth opens by k + 1 pixels."""
    landmarks = np.tile(make_face(), (n, 20, 1, 1))
    way = np.arange(1, n + 1)[:, None] * np.linspace(0, 1, 20)
    landmarks[:, :, 55:60, 1] += way[..., None]
    size = np.tile(np.array([640, 490], "int32"), (n, 1))
    return Clips(
        landmarks=(landmarks / size[:, None, None, :]).astype("float32"),
        frame_number=np.tile(np.arange(1, 21, dtype="int32"), (n, 1)),
        frame_status=np.zeros((n, 20), "uint8"),
        image_size=size,
        label=(np.arange(n) % len(CLASSES)).astype("int8"),
        clip_status=np.zeros(n, "uint8"),
        clip_id=np.array([f"S00{k}_001" for k in range(n)], object),
        sequence_id=np.array([f"S00{k}_001" for k in range(n)], object),
        subject=np.array([f"S00{k // 2}" for k in range(n)], object),
        aus=np.tile(np.array([3, 0, 9], "int8"), (n, 1)),
        au_codes=AU_CODES,
        backend="made up",
    )


def make_sequences() -> pd.DataFrame:
    """Give four sequences: two used, one too short, one without a label."""
    statuses = [("ok", 12, "anger"), ("ok", 20, "happy"), ("too_short", 6, "sad"),
                ("unlabelled", 15, "")]  # fmt: skip
    return make_table(
        {
            "sequence_id": f"S00{k}_001", "subject": f"S00{k}", "emotion": emotion, "n_frames": n,
            "frame_pattern": f"S00{k}/{{frame:08d}}.png", "frame_numbers": f"1-{n}",
            "status": status, "reason": "" if status == "ok" else f"it is {status} & <odd>",
        }
        for k, (status, n, emotion) in enumerate(statuses)
    )  # fmt: skip


def make_history() -> pd.DataFrame:
    """Give two epochs."""
    return pd.DataFrame(
        {
            "epoch": [1, 2], "learning_rate": [0.001, 0.001], "train_loss": [1.5, 0.5],
            "train_accuracy": [0.5, 0.75], "test_loss": [1.4, 0.9], "test_accuracy": [0.4, 0.7],
        }
    )  # fmt: skip


def make_result() -> dict:
    """Give a cross-validation result: ten clips a class, of which eight anger clips are right."""
    true = [name for name in CLASSES for _ in range(10)]
    predicted = ["disgust", "sad", *true[2:]]
    score = score_labels(true, predicted, CLASSES, 0.95)
    score |= {"uar_interval": [0.9, 1.0], "macro_f1_interval": [0.9, 1.0]}
    leakage = dict.fromkeys(
        ("test_clips", "subject_in_training", "sequence_in_training", "test_frames",
         "shared_frames", "test_subjects", "shared_subjects", "test_sequences",
         "shared_sequences"), 7)  # fmt: skip
    scheme = {
        "split": {"folds": 2}, "note": "Every clip is tested once.", "leakage": leakage,
        "all_classes": score, "without_neutral": score,
        "seeds": {"seeds": [1], "accuracies": [0.97], "mean": 0.97, "sd": None},
    }  # fmt: skip
    return {
        "schema_version": 1,
        "model": "tcn",
        "network": "tcn",
        "dataset": {"name": "ckplus", "reader": "ckplus", "path": "CK+", "rendered": False},
        "protocol": {
            "schemes": ["shuffle", "grouped"], "confidence": 0.95, "bootstrap": {},
            "scored": "last",
            "settings": {"network": "tcn", "input": "motion", "epochs": 2, "batch_size": 8},
        },
        "parameters": 330_119,
        "schemes": {"shuffle": scheme, "grouped": scheme},
        "paper": {
            "accuracy": 0.9957, "parameters": 330_119, "notes": ["One clip is 0.43 points."],
            "per_class": {
                name: {"precision": 0.9, "recall": 0.95, "f1": 0.92} for name in CLASSES
            },
        },
        "versions": {"torch": "1"},
    }  # fmt: skip
