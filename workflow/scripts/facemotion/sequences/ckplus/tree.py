"""The folders and files of each sequence in a CK+ tree, whatever their names."""

import logging
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from facemotion.files.image_names import is_image
from facemotion.sequences.fingerprint import is_stray

# A branch may be in a folder named after its archive, so each branch is searched for inside others.
# Names are compared by their letters in lower case: Emotion_labels, Emotion labels.
FOLDERS = {
    "images": ("cohnkanadeimages", "extendedcohnkanadeimages"),
    "label": ("emotion", "emotions", "emotionlabel", "emotionlabels"),
    "facs": ("facs", "facslabel", "facslabels"),
    "landmarks": ("landmark", "landmarks"),
}
_BELONGS: dict[str, Callable[[str], bool]] = {
    "images": is_image,
    "label": lambda name: name.lower().endswith("_emotion.txt"),
    "facs": lambda name: name.lower().endswith("_facs.txt"),
    "landmarks": lambda name: name.lower().endswith("_landmarks.txt"),
}
_NAMES_SEQUENCE = re.compile(r"(S[0-9]+)_([0-9]+)_", re.IGNORECASE)


class File(NamedTuple):
    """A file of a sequence; `path` is below the dataset's root."""

    path: str
    size: int
    mtime_ns: int


@dataclass
class Sequence:
    """The contents of the tree for one sequence: folders, files and other names, by kind."""

    subject: str
    number: str
    folders: dict[str, list[str]] = field(default_factory=lambda: {k: [] for k in FOLDERS})
    files: dict[str, list[File]] = field(default_factory=lambda: {k: [] for k in FOLDERS})
    others: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """S005_001."""
        return f"{self.subject}_{self.number}"


def scan(root: str) -> list[Sequence]:
    """List the sequences of a tree, sorted, in one pass that opens no file.

    A sequence is listed if a folder of any kind is named after it, or a file that was unpacked
    without its folders. Files left by file managers are ignored. Names that differ only in case are
    the same.
    """
    tree = _Tree(root)
    for kind, names in FOLDERS.items():
        for branch in find_branches(root, "", names):
            tree.add_loose(kind, branch)
            for subject in _subfolders(f"{root}/{branch}"):
                tree.add_loose(kind, f"{branch}/{subject}")
                for number in _subfolders(f"{root}/{branch}/{subject}"):
                    tree.add_folder(kind, branch, subject, number)
    if tree.astray:
        logging.warning(
            "%s: %d files not used, because their names do not identify a sequence: %s%s",
            root, len(tree.astray), ", ".join(tree.astray[:3]), ", …" * (len(tree.astray) > 3),
        )  # fmt: skip
    return [tree.sequences[key] for key in sorted(tree.sequences)]


class _Tree:
    """The sequences found so far, by name, and the files that could not be assigned to any."""

    def __init__(self, root: str):
        self.root = root
        self.sequences: dict[str, Sequence] = {}
        self.astray: list[str] = []

    def add_folder(self, kind: str, branch: str, subject: str, number: str) -> None:
        """Add the contents of one sequence's folder."""
        sequence = self._sequence(subject, number)
        folder = f"{branch}/{subject}/{number}"
        sequence.folders[kind].append(folder)
        for file in _files(self.root, folder):
            if _BELONGS[kind](Path(file.path).name):
                sequence.files[kind].append(file)
            else:
                sequence.others.append(file.path)

    def add_loose(self, kind: str, folder: str) -> None:
        """Add files above the folders of their sequences, assigned by file name."""
        for file in _files(self.root, folder):
            name = Path(file.path).name
            if not _BELONGS[kind](name):
                continue
            named = _NAMES_SEQUENCE.match(name)
            if named:
                sequence = self._sequence(*named.groups())
                sequence.files[kind].append(file)
                if folder not in sequence.folders[kind]:
                    sequence.folders[kind].append(folder)
            else:
                self.astray.append(file.path)

    def _sequence(self, subject: str, number: str) -> Sequence:
        subject, number = subject.upper(), number.upper()
        return self.sequences.setdefault(f"{subject}_{number}", Sequence(subject, number))


def _files(root: str, folder: str) -> Iterator[File]:
    with os.scandir(f"{root}/{folder}") as scan:
        entries = sorted((e for e in scan if not is_stray(e.name)), key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_file():
            stat = entry.stat()
            yield File(f"{folder}/{entry.name}", stat.st_size, stat.st_mtime_ns)


def _subfolders(folder: str) -> list[str]:
    with os.scandir(folder) as scan:
        return sorted(entry.name for entry in scan if not is_stray(entry.name) and entry.is_dir())


def find_branches(root: str, below: str, names: tuple[str, ...]) -> list[str]:
    """Find the innermost folders whose letters match one of the names.

    There are several if an archive was unpacked twice, such as ``Emotion_labels/Emotion/``.

    Parameters
    ----------
    root, below
        The dataset's folder, and the folder below it to search ("", or ending with a slash).
    names
        Letters of the names, in lower case.

    Returns
    -------
    list of str
        Paths below `root`.
    """
    if not Path(root, below).is_dir():
        return []
    found = []
    for folder in _subfolders(f"{root}/{below}"):
        if re.sub("[^a-z]", "", folder.lower()) in names:
            path = f"{below}{folder}"
            found += find_branches(root, f"{path}/", names) or [path]
    return found
