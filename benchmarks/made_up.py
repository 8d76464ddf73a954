"""Made-up landmarks and attribution maps of many clips, as input of the jobs measured."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.dataset.contract import CLIP_TEXTS, read_dataset
from facemotion.explanation.maps import Maps, copy_attributes, open_maps, write_maps
from facemotion.files.hdf5_parts import Parts
from facemotion.files.tsv import write_table
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.store import write_landmarks
from facemotion.sequences.table import make_table
from facemotion.splits.folds import read_split

CLIPS, FRAMES, SHARDS = 5000, 20, 4
EMOTIONS = ("anger", "disgust", "fear", "happy", "sad", "surprise")
TOGETHER = 50  # clips, of which maps are drawn at a time


def make_up_landmarks() -> None:
    """Write a sequence table, the shards of its landmarks, and the timing of action units."""
    rng = np.random.default_rng(1)
    names = [f"S{k // 10:04d}_{k % 10:03d}" for k in range(CLIPS)]
    rows = [
        {
            "sequence_id": name, "subject": name[:5], "emotion": EMOTIONS[k % len(EMOTIONS)],
            "n_frames": FRAMES, "frame_pattern": f"{name}_{{frame:08d}}.png",
            "frame_numbers": f"1-{FRAMES}", "onset": 1, "apex": FRAMES, "status": "ok",
        }
        for k, name in enumerate(names)
    ]  # fmt: skip
    write_table(make_table(rows), "index.tsv")
    for shard in range(SHARDS):
        of_shard = [
            (name, n, _face(rng)) for name in names[shard::SHARDS] for n in range(1, FRAMES + 1)
        ]
        write_landmarks(of_shard, "made up 1", Path(f"shards/{shard}.h5"))
    moved = [(name, au, 1, FRAMES // 2) for name in names for au in (1, 4, 12, 25)]
    columns = ["sequence_id", "au", "onset_frame", "apex_frame"]
    write_table(pd.DataFrame(moved, columns=columns), "timing.tsv")


def make_up_maps(computed: str, folds: dict[int, str]) -> None:
    """Write maps for the test clips of folds, with the methods of a computed fold's file."""
    clips, split = read_dataset("d.h5"), read_split("p.json")
    with open_maps(computed) as like:
        about = copy_attributes(computed)
        for fold, out in folds.items():
            rows = clips.rows_of(split["folds"][fold]["test"], "the split")
            n, rng = len(rows), np.random.default_rng(fold)
            probabilities = rng.dirichlet(np.ones(len(clips.classes)), n).astype("f4")
            maps = Maps(
                maps=_noise(rng, n, like.maps.shape),
                random_maps=_noise(rng, n, like.random_maps.shape),
                displacement=rng.random((n, *like.displacement.shape[1:]), "f4"),
                probabilities=probabilities,
                predicted=probabilities.argmax(1).astype("i1"),
                label=clips.label[rows],
                fold=np.full(n, fold, "i4"),
                au_codes=clips.au_codes,
                method=like.method,
                classes=clips.classes,
                **{name: getattr(clips, name)[rows] for name in (*CLIP_TEXTS, "aus")},
            )
            write_maps(maps, Path(out), **about)


def _noise(rng: np.random.Generator, clips: int, like: tuple[int, ...]) -> Parts:
    def make() -> Iterator[np.ndarray]:
        for begin in range(0, clips, TOGETHER):
            yield rng.standard_normal((min(TOGETHER, clips - begin), *like[1:]), "f4")

    return Parts((clips, *like[1:]), make)


def _face(rng: np.random.Generator) -> Face:
    points = rng.uniform(100, 300, (68, 2)).astype("f4")
    content = int(rng.integers(2**60))
    return Face(FrameStatus.OK, points, np.ones(4, "f4"), 1.0, (640, 490), "", content)
