"""Join several datasets into one for training."""

from collections.abc import Sequence

import numpy as np

from facemotion.dataset.contract import Clips
from facemotion.errors import InputError


def join_clips(parts: Sequence[Clips]) -> Clips:
    """Join the clips of several datasets; a single one is returned unchanged.

    Clips, sequences and subjects are renamed to ``dataset/name``, so that names stay unique. Action
    units are dropped, since only explanations need them.

    Raises
    ------
    InputError
        The datasets differ in their classes or in clip length.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    for other in parts[1:]:
        kinds = [(part.classes.as_json(), part.frames) for part in (first, other)]
        if kinds[0] != kinds[1]:
            raise InputError(
                f"datasets {first.dataset} and {other.dataset} differ in classes or clip length, "
                "so they cannot train one model; make both again with the same config."
            )

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])

    def named(name: str) -> np.ndarray:
        names = [[f"{part.dataset}/{n}" for n in getattr(part, name)] for part in parts]
        return np.array([n for of_part in names for n in of_part], object)

    arrays = ("landmarks", "frame_number", "frame_status", "content", "image_size", "label",
              "clip_status", "emotion")  # fmt: skip
    return Clips(
        **{name: joined(name) for name in arrays},
        **{name: named(name) for name in ("clip_id", "sequence_id", "subject", "source")},
        aus=np.zeros((sum(len(part.label) for part in parts), 0), "int8"),
        au_codes=np.zeros(0, "int32"),
        dataset="+".join(part.dataset for part in parts),
        classes=first.classes,
        has_images=all(part.has_images for part in parts),
        rendered=all(part.rendered for part in parts),
        backend=" + ".join(dict.fromkeys(part.backend for part in parts)),
    )
