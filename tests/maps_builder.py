"""Maps and checks made to order."""

from dataclasses import replace

import numpy as np

from dataset_builder import CLASSES
from facemotion.explanation.maps import LARGE, Maps
from facemotion.files.hdf5_parts import Parts


def make_maps(labels: list[str], units=None, methods=("hirescam_conv2", "integrated_gradients")):
    """Make maps of clips c0, c1 …, each of its own subject, all predicted rightly.

    `units` has a mapping a clip, action unit to intensity, or None where it was not coded. All
    values are 0, but for the probability of the label, which is 1.
    """
    n, codes = len(labels), sorted({u for row in units or [] if row for u in row})
    ids = np.array([f"c{k}" for k in range(n)], dtype=object)
    aus = np.zeros((n, len(codes)), "int8")
    for clip, row in enumerate(units or []):
        aus[clip] = -1 if row is None else [row.get(code, 0) for code in codes]
    label = np.array([CLASSES.names.index(name) for name in labels], "int8")
    return Maps(
        maps=np.zeros((n, len(methods), 2, 68, 20), "f4"),
        random_maps=np.zeros((n, len(methods), 2, 68, 20), "f4"),
        displacement=np.zeros((n, 68, 20), "f4"),
        probabilities=np.eye(7, dtype="f4")[label],
        predicted=label.copy(),
        label=label,
        fold=np.zeros(n, "int32"),
        clip_id=ids,
        sequence_id=ids.copy(),
        subject=ids.copy(),
        emotion=np.array(labels, object),
        classes=CLASSES,
        aus=aus,
        au_codes=np.array(codes, "int32"),
        method=np.array(methods, object),
    )


def made(maps: Maps) -> Maps:
    """Make those maps that are only made when they are written."""
    parts = {name: getattr(maps, name) for name in LARGE}
    return replace(
        maps,
        **{
            name: np.concatenate([*array.make()])
            for name, array in parts.items()
            if isinstance(array, Parts)
        },
    )


def make_checks(failed: dict[str, list[str]], methods=("hirescam_conv2", "integrated_gradients")):
    """Make verdicts; `failed` names, by method, the checks that it has not passed."""
    names = ("planted", "randomization", "deletion", "insertion")
    return {
        "methods": {
            method: {
                "verdicts": {
                    name: {"passed": name not in failed.get(method, []), "sentence": "because"}
                    for name in names
                }
            }
            for method in methods
        }
    }
