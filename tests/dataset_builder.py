"""Clips made to order."""

import numpy as np

from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import Clips
from facemotion.sequences.dataset import Dataset

# The default: the paper's six emotions and neutral.
NAMES = ("anger", "disgust", "fear", "happy", "sad", "surprise", "neutral")
CLASSES = Classes.of({name: [name] for name in NAMES})
# Clips of each, by index, in Table I of the paper, with 50 neutral clips: 307.
COUNTS = {0: 39, 1: 46, 2: 20, 3: 62, 4: 21, 5: 69, 6: 50}
WITH_CONTEMPT = Classes.of({**CLASSES.labels, "contempt": ["contempt"]})
VALENCE = Classes.of(
    {"negative": ["anger", "disgust", "fear", "sad"], "positive": ["happy"], "other": ["surprise"]}
)
DATASET = Dataset(
    name="mine",
    reader="ckplus",
    path="x",
    root="x",
    has_images=True,
    has_labels=True,
    keeps_unlabelled=False,
    paper="ckplus",
    rendered=False,
    backend="dlib",
    backend_settings={},
)
# What a result says of it.
ABOUT = DATASET.describe() | {"classes": CLASSES.as_json(), "frames": 20}


def make_clips(pixels: np.ndarray, width: int = 640, height: int = 480, **changes) -> Clips:
    """Make clips of landmarks (N, T, 68, 2) in pixels, all of the first class."""
    n, frames = pixels.shape[:2]
    size = np.tile(np.array([[width, height]], dtype="int32"), (n, 1))
    ids = np.array([f"c{k}" for k in range(n)], dtype=object)
    made = {
        "landmarks": (pixels / size[:, None, None, :]).astype("float32"),
        "frame_number": np.tile(np.arange(frames, dtype="int32"), (n, 1)),
        "frame_status": np.zeros((n, frames), "uint8"),
        "content": np.zeros((n, frames), "uint64"),
        "source": np.full(n, "", object),
        "image_size": size,
        "label": np.zeros(n, "int8"),
        "clip_status": np.zeros(n, "uint8"),
        "clip_id": ids,
        "sequence_id": ids.copy(),
        "subject": ids.copy(),
        "emotion": np.full(n, "anger", dtype=object),
        "aus": np.zeros((n, 0), "int8"),
        "au_codes": np.zeros(0, "int32"),
        "dataset": "mine",
        "classes": CLASSES,
        "has_images": True,
        "rendered": False,
        "backend": "dlib 20",
    }
    return Clips(**made | changes)


def make_counted_clips(counts: dict[int, int], subjects: int, **changes) -> Clips:
    """Make so many clips of each class, by its index, of subjects drawn at random."""
    label = np.concatenate([np.full(n, k) for k, n in counts.items()]).astype("int8")
    n = len(label)
    rng = np.random.default_rng(0)
    ids = np.array([f"c{k:03d}" for k in range(n)], dtype=object)
    made = {
        "label": label,
        "clip_id": ids,
        "sequence_id": ids,
        "subject": np.array([f"S{k:03d}" for k in rng.integers(0, subjects, n)], dtype=object),
    }
    return make_clips(np.zeros((n, 20, 68, 2)), **made | changes)


def random_face(seed: int = 0) -> np.ndarray:
    """Give 68 points anywhere, in pixels."""
    return np.random.default_rng(seed).uniform([200, 100], [440, 380], size=(68, 2))


def similarity(points: np.ndarray, angle: float, scale: float, shift) -> np.ndarray:
    """Turn, scale and shift points."""
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return scale * points @ turn.T + shift
