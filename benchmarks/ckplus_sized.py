"""A tree of CK+'s size: rendered people, repeated under other names by hard links."""

import os
from collections.abc import Collection, Iterator
from itertools import count, groupby, islice
from pathlib import Path

# Lucey et al. 2010: numbers of sequences, of frames, and of sequences with an emotion label.
SEQUENCES, FRAMES, LABELLED = 593, 10_708, 327
IMAGES, FACS, EMOTION = "cohn-kanade-images", "FACS", "Emotion"
LEAST = 12  # frames kept of a sequence; with under 10, it would be excluded


def make_tree(
    source: Path,
    out: Path,
    sequences: int = SEQUENCES,
    frames: int | None = FRAMES,
    labelled: int = LABELLED,
) -> None:
    """Link the sequences of a CK+ tree repeatedly, under other names.

    Parameters
    ----------
    source, out
        A CK+ tree, and the tree to create, on the same file system.
    sequences
        Number of sequences to create.
    frames
        Total number of frames: short sequences are not repeated, and surplus frames are left out
        from the middle of sequences. None keeps all.
    labelled
        Number of sequences that keep their emotion label.
    """
    found = [folder for folder in sorted((source / IMAGES).glob("*/*")) if folder.is_dir()]
    images = {folder: sorted(folder.glob("*.png")) for folder in found}
    if frames is not None:
        found = _long_enough(images, frames / sequences)
    chosen = list(islice(_rename(found), sequences))
    left_out = sum(len(images[folder]) for folder, _ in chosen) - frames if frames else 0
    for folder, new in chosen:
        share = max(0, min(left_out, len(images[folder]) - LEAST))
        left_out -= share
        old = f"{folder.parent.name}/{folder.name}"
        _link(
            source / IMAGES, old, out / IMAGES, new, {p.name for p in images[folder][1 : 1 + share]}
        )
        _link(source / FACS, old, out / FACS, new)
        if labelled > 0 and any((source / EMOTION / old).glob("*.txt")):
            labelled -= 1
            _link(source / EMOTION, old, out / EMOTION, new)


def _long_enough(images: dict[Path, list], mean: float) -> list[Path]:
    """Leave out the shortest sequences until the rest have the given mean number of frames."""
    kept = sorted(images, key=lambda folder: len(images[folder]))
    while sum(len(images[folder]) for folder in kept) < mean * len(kept):
        kept.pop(0)
    return sorted(kept)


def _rename(folders: list[Path]) -> Iterator[tuple[Path, str]]:
    """Cycle through the folders, each with its next name, such as ``S005/001``."""
    subjects = [list(of) for _, of in groupby(folders, lambda folder: folder.parent)]
    for number in count():
        for place, folder in enumerate(subjects[number % len(subjects)], start=1):
            yield folder, f"S{number:03d}/{place:03d}"


def _link(source: Path, old: str, out: Path, new: str, left_out: Collection[str] = ()) -> None:
    """Link the files of one sequence, whose names start like those of its folders."""
    before, after = old.replace("/", "_"), new.replace("/", "_")
    for file in sorted((source / old).glob(f"{before}*")):
        if file.name not in left_out:
            (out / new).mkdir(parents=True, exist_ok=True)
            os.link(file, out / new / file.name.replace(before, after, 1))
