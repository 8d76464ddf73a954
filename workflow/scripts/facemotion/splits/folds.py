"""Frozen folds as a later stage reads them: `results/splits/{dataset}/{scheme}.json`."""

from pathlib import Path

from facemotion.errors import DamagedFileError
from facemotion.files.json_file import read_json


def read_split(path: str | Path) -> dict:
    """Read the folds that `facemotion.splits.schemes` made.

    Raises
    ------
    DamagedFileError
        The file violates its schema, or a fold's training and test clips are not those of
        the split, each once: a clip in both would be tested by a network that has seen it.
    """
    split = read_json(path, "split")
    for k, fold in enumerate(split["folds"]):
        both = sorted({*fold["train"]} & {*fold["test"]})
        if both:
            found = f"the clip {both[0]} in both train and test"
            raise DamagedFileError(path, f"key folds.{k}", found, "each clip once")
        n = len(fold["train"]) + len(fold["test"])
        if n != split["clips"]:
            expected = f"all {split['clips']} of key clips"
            raise DamagedFileError(path, f"key folds.{k}", f"{n} clips", expected)
    return split
