"""Made-up results, landmarks and maps in the shapes that figures and the report read."""

import numpy as np
import pandas as pd

from dataset_builder import ABOUT, CLASSES, NAMES
from facemotion.dataset.contract import Clips
from facemotion.evaluation.metrics import score_labels
from facemotion.explanation.maps import Maps
from facemotion.models.inputs import motion_input
from facemotion.sequences.filtering import count_flow
from facemotion.sequences.table import make_table

AU_CODES = np.array([1, 4, 12], "int32")
FILTER = {"min_frames": 10, "emotions": list(NAMES), "keep_unlabelled": False}


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
        content=np.zeros((n, 20), "uint64"),
        source=np.full(n, "", object),
        image_size=size,
        label=(np.arange(n) % len(NAMES)).astype("int8"),
        clip_status=np.zeros(n, "uint8"),
        clip_id=np.array([f"S{k:03d}_001" for k in range(n)], object),
        sequence_id=np.array([f"S{k:03d}_001" for k in range(n)], object),
        subject=np.array([f"S{k // 2:03d}" for k in range(n)], object),
        aus=np.tile(np.array([3, 0, 9], "int8"), (n, 1)),
        au_codes=AU_CODES,
        emotion=np.array([NAMES[k % 7] for k in range(n)], object),
        dataset="ckplus",
        classes=CLASSES,
        has_images=True,
        rendered=False,
        backend="made up",
    )


def make_sequences(n: int = 4) -> pd.DataFrame:
    """Give the sequences of `make_clips`: two used, one too short, one unlabelled, and again."""
    statuses = [("ok", 12, "anger"), ("ok", 20, "happy"), ("too_short", 6, "sad"),
                ("unlabelled", 15, "")]  # fmt: skip
    rows = [(f"S{k:03d}_001", *statuses[k % 4]) for k in range(n)]
    return make_table(
        {
            "sequence_id": name, "subject": name[:4], "emotion": emotion, "n_frames": frames,
            "frame_pattern": f"{name}/{{frame:08d}}.png", "frame_numbers": f"1-{frames}",
            "status": status, "reason": "" if status == "ok" else f"it is {status} & <odd>",
        }
        for name, status, frames, emotion in rows
    )  # fmt: skip


def make_flow() -> dict:
    """Give the counts of four sequences, of which two become clips."""
    return count_flow(make_sequences(), FILTER) | {
        "clips": {"made": 3, "interpolated": 1, "excluded": 0, "used": 3,
                  "by_class": {"anger": 1, "happy": 1, "neutral": 1}},
    }  # fmt: skip


def make_quality() -> pd.DataFrame:
    """Give the quality of four sequences' landmarks, of which one is poor and one has no jitter."""
    return pd.DataFrame(
        {
            "sequence_id": [f"S{k:03d}_001" for k in range(4)],
            "subject": [f"S{k // 2:03d}" for k in range(4)],
            "frames": 20, "failed": [0, 4, 0, 0], "jumped": [0, 1, 0, 0],
            "jitter": [0.4, 0.5, np.nan, 0.6], "poor": ["no", "yes", "no", "no"],
            "reason": ["", "4 of 20 frames <without> landmarks", "", ""],
        }
    )  # fmt: skip


def make_history() -> pd.DataFrame:
    """Give two epochs."""
    return pd.DataFrame(
        {
            "epoch": [1, 2], "learning_rate": [0.001, 0.001], "train_loss": [1.5, 0.5],
            "train_accuracy": [0.5, 0.75],
        }
    )  # fmt: skip


def make_result() -> dict:
    """Give a cross-validation result: ten clips a class, of which eight anger clips are right."""
    true = [name for name in NAMES for _ in range(10)]
    predicted = ["disgust", "sad", *true[2:]]
    score = score_labels(true, predicted, NAMES, NAMES)
    names = ("accuracy_interval", "uar_interval", "macro_f1_interval")
    score |= {key: [0.9, 1.0] for key in names}
    for of_class in score["per_class"].values():
        of_class |= {key: [0.5, 1.0] for key in ("precision_interval", "recall_interval")}
    curve = {"error": 0.1, "bins": [{"low": 0.9, "high": 1.0, "clips": 70, "probability": 0.95,
                                     "right": 0.97}]}  # fmt: skip
    leakage = dict.fromkeys(
        ("test_clips", "untrained_class", "unknown_subject", "subject_in_training",
         "sequence_in_training", "test_frames", "shared_frames", "test_subjects",
         "shared_subjects", "test_sequences", "shared_sequences"), 7)  # fmt: skip
    scheme = {
        "split": {"folds": 2}, "note": "Every clip is tested once.", "leakage": leakage,
        "not_averaged": [],
        "all_classes": score, "without_neutral": score,
        "seeds": {"seeds": [1], "accuracies": [0.97], "mean": 0.97, "sd": None},
        "calibration": {"temperatures": [1.5, 2.0], "raw": curve, "calibrated": curve},
    }  # fmt: skip
    return {
        "schema_version": 2,
        "model": "tcn",
        "network": "tcn",
        "dataset": ABOUT | {"name": "ckplus", "path": "CK+"},
        "protocol": {
            "schemes": ["shuffle", "grouped"], "confidence": 0.95, "bootstrap": {},
            "scored": "last",
            "settings": {"network": "tcn", "input": "motion", "epochs": 2, "batch_size": 8},
        },
        "parameters": 330_119,
        "layers": [
            {"words": "input", "output": [2, 68, 20], "parameters": 0},
            {"words": "conv 64 × 3 × 3, batch norm, ReLU", "output": [64, 68, 20],
             "parameters": 1344},
            {"words": "dense 7", "output": [7], "parameters": 455},
        ],
        "schemes": {"shuffle": scheme, "grouped": scheme},
        "paper": {
            "accuracy": 0.9957, "parameters": 330_119, "notes": ["One clip is 0.43 points."],
            "per_class": {
                name: {"precision": 0.9, "recall": 0.95, "f1": 0.92} for name in NAMES
            },
        },
        "versions": {"torch": "1"},
    }  # fmt: skip


def make_maps(clips: Clips, seed: int = 1) -> Maps:
    """Give maps by two methods for all clips; every fifth clip is predicted wrongly."""
    rng = np.random.default_rng(seed)
    n, methods = len(clips.label), ["gradcam_conv2", "integrated_gradients"]
    predicted = clips.label.copy()
    predicted[4::5] = (predicted[4::5] + 1) % len(NAMES)
    probabilities = rng.dirichlet(np.full(len(NAMES), 0.2), n).astype("f4") * 0.2
    probabilities[np.arange(n), predicted] += 0.8
    displacement = np.linalg.norm(motion_input(clips), axis=1)
    maps = rng.normal(0, 0.05, (n, len(methods), 2, 68, 20)).astype("f4")
    maps += displacement[:, None, None] * [[[[[1.0]]], [[[0.4]]]]]
    return Maps(
        maps=maps.astype("f4"),
        random_maps=rng.normal(0, 1, (n, len(methods), 2, 68, 20)).astype("f4"),
        displacement=displacement,
        probabilities=probabilities,
        predicted=predicted,
        label=clips.label,
        fold=np.arange(n, dtype="int32") % 2,
        clip_id=clips.clip_id,
        sequence_id=clips.sequence_id,
        subject=clips.subject,
        emotion=clips.emotion,
        classes=clips.classes,
        aus=clips.aus,
        au_codes=clips.au_codes,
        method=np.array(methods, object),
    )


def make_checks() -> dict:
    """Give verdicts: the first method does not pass the check deletion."""
    checks = ("planted", "randomization", "deletion", "insertion")
    return {
        "methods": {
            method: {
                "verdicts": {
                    check: {
                        "passed": (check, method) != ("deletion", "gradcam_conv2"),
                        "sentence": f"{check} of {method} was 0.5 (< 0.7 wanted)",
                    }
                    for check in checks
                }
            }
            for method in ("gradcam_conv2", "integrated_gradients")
        }
    }


def make_scores() -> dict:
    """Give agreement with action units, and a claim for one emotion."""
    row = {"class": "happy", "axis": "landmark", "metric": "auroc", "clips": 10, "value": 0.8,
           "low": 0.7, "high": 0.9, "permuted": 0.5, "displacement": 0.7, "class_mean": None,
           "random_network": 0.5}  # fmt: skip
    methods = ("gradcam_conv2", "integrated_gradients")
    claims = {"happy": "happy (10 clips): the map finds them."}
    return {
        "methods": {method: {"claims": claims} for method in methods},
        "rows": [
            {"method": m, **row, **extra}
            for m in methods
            for extra in ({}, {"class": "fear", "low": None, "high": None, "value": 0.5})
        ],
        "note": "68 landmarks have none on the cheeks.",
        "action_units_from": {"codes": 20, "prototype": 0, "nothing": 4},
    }  # fmt: skip
