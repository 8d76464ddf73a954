"""Clips that show one face in the same frames, and say two things of it."""

import numpy as np

from facemotion.dataset.contract import Clips
from facemotion.landmarks.face import FrameStatus
from facemotion.sequences.subjects import is_known, name_key

MOST = 0.5  # of a clip's frames: a face at rest before one expression may come after another


def find_contradictions(clips: Clips) -> list[str]:
    """Say of each clip which earlier one shows the same face, but of another person or emotion.

    Frames are the same where their pixels are, and faces where their landmarks are too, so that two
    people in one picture are two. Neutral clips that are made of others are left aside.

    Returns
    -------
    list of str
        One sentence per clip; "" if there is nothing to report.
    """
    said = [""] * len(clips.clip_id)
    shown: dict[tuple, list[int]] = {}  # a face in a frame, to the clips that show it
    for clip in np.flatnonzero(clips.clip_id == clips.sequence_id):
        faces = _faces(clips, clip)
        shared: dict[int, int] = {}
        for face in faces:
            for other in shown.setdefault(face, []):
                shared[other] = shared.get(other, 0) + 1
            shown[face].append(clip)
        for other, count in shared.items():
            said[clip] = said[clip] or _contradiction(clips, clip, other, count / len(faces))
    return said


def _faces(clips: Clips, clip: int) -> set[tuple]:
    good = (clips.frame_status[clip] == FrameStatus.OK) & (clips.content[clip] != 0)
    nose = np.round(clips.landmarks[clip, :, 30], 3)
    return {
        (int(content), *place.tolist())
        for content, place in zip(clips.content[clip][good], nose[good], strict=True)
    }


def _contradiction(clips: Clips, clip: int, other: int, share: float) -> str:
    name, names = clips.clip_id[other], [clips.subject[k] for k in (clip, other)]
    if all(map(is_known, names)) and len({name_key(subject) for subject in names}) > 1:
        return f"shows the same face as {name}, which is labelled {names[1]}, not {names[0]}"
    labels = [int(clips.label[k]) for k in (clip, other)]
    if share > MOST and min(labels) >= 0 and labels[0] != labels[1]:
        here, there = (clips.classes.names[label] for label in labels)
        return f"shows the same frames as {name}, whose label is {there}, not {here}"
    return ""
