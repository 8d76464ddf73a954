"""Synthetic input of the memory benchmark: a CK+ tree of blank images, a video, and maps."""

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from facemotion.dataset.contract import CLIP_TEXTS, read_dataset
from facemotion.demo.ckplus import float_line
from facemotion.demo.plan import LABEL_CODES
from facemotion.explanation.maps import Maps, copy_attributes, open_maps, write_maps
from facemotion.files.hdf5_parts import Parts
from facemotion.models.frontal import mean_face
from facemotion.splits.folds import read_split

SEQUENCES_PER_SUBJECT = 10
WIDTH, HEIGHT = 320, 240
TOGETHER = 50  # clips per block of synthetic maps
# One action unit for each emotion.
UNITS = {"anger": 4, "disgust": 9, "fear": 20, "happy": 12, "sad": 15, "surprise": 26}


def write_tree(out: Path, sequences: int, frames: int) -> None:
    """Write a CK+ tree whose landmarks are those of the mean face plus noise (SD 1 pixel).

    Parameters
    ----------
    out
        Folder to create.
    sequences, frames
        Number of sequences, and of frames in each.
    """
    rng = np.random.default_rng(1)
    face = 40 * mean_face()[:, :2] + (WIDTH / 2, 100)
    for number in range(sequences):
        subject, place = divmod(number, SEQUENCES_PER_SUBJECT)
        folder = f"S{subject:03d}/{place + 1:03d}"
        emotion = list(UNITS)[number % len(UNITS)]
        points = face + rng.normal(0, 1, (frames, *face.shape))
        _write_sequence(out, folder, emotion, points)


def write_video(path: Path, frames: int) -> None:
    """Write a video of noise, which compresses badly."""
    rng = np.random.default_rng(1)
    video = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (WIDTH, HEIGHT), False)
    for _ in range(frames):
        video.write(rng.integers(0, 256, (HEIGHT, WIDTH), "u1"))
    video.release()


def write_noise_maps(results: Path, computed: Path, others: list[Path]) -> None:
    """Write maps of noise for the other folds, with the attribution methods of the first fold's.

    Parameters
    ----------
    results
        Results with the dataset ``ckplus`` and its subject-grouped folds.
    computed, others
        Files of the maps of the first fold, and of the others, in order.
    """
    clips = read_dataset(results / "dataset/ckplus.h5")
    split = read_split(results / "splits/ckplus/grouped.json")
    with open_maps(computed) as like:
        about = copy_attributes(computed)
        for fold, out in enumerate(others, start=1):
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
            write_maps(maps, out, **about)


def _write_sequence(out: Path, folder: str, emotion: str, points: np.ndarray) -> None:
    images, landmarks, labels, facs = (
        out / kind / folder for kind in ("cohn-kanade-images", "Landmarks", "Emotion", "FACS")
    )
    for made in (images, landmarks, labels, facs):
        made.mkdir(parents=True)
    names = [f"{folder.replace('/', '_')}_{n:08d}" for n in range(1, len(points) + 1)]
    first = images / f"{names[0]}.png"
    first.write_bytes(cv2.imencode(".png", np.full((HEIGHT, WIDTH), 128, "u1"))[1].tobytes())
    for name in names[1:]:
        os.link(first, images / f"{name}.png")
    for name, face in zip(names, points, strict=True):
        text = "".join(float_line(*point) for point in face)
        (landmarks / f"{name}_landmarks.txt").write_text(text)
    (labels / f"{names[-1]}_emotion.txt").write_text(float_line(LABEL_CODES[emotion]))
    (facs / f"{names[-1]}_facs.txt").write_text(float_line(UNITS[emotion], 3))


def _noise(rng: np.random.Generator, clips: int, like: tuple[int, ...]) -> Parts:
    def make() -> Iterator[np.ndarray]:
        for begin in range(0, clips, TOGETHER):
            yield rng.standard_normal((min(TOGETHER, clips - begin), *like[1:]), "f4")

    return Parts((clips, *like[1:]), make)
