"""Find clips that show the same face in the same frames, but contradict each other in a label."""

import numpy as np

from facemotion.dataset.contract import Clips
from facemotion.landmarks.face import FrameStatus
from facemotion.sequences.subjects import is_known, name_key

MOST = 0.5  # share of a clip's frames; two clips may share the neutral ones between expressions


def find_contradictions(clips: Clips) -> list[str]:
    """Compare each clip with the earlier ones that show the same face in the same frames.

    A clip contradicts another if its subject or its emotion differs. Frames are the same if their
    pixels are, and faces if their landmarks are as well, so that two people in one image count as
    two. Neutral clips made from other clips are ignored.

    Returns
    -------
    list of str
        One sentence per clip; "" if it contradicts none.
    """
    said = [""] * len(clips.clip_id)
    shown: dict[tuple, list[int]] = {}  # (frame, face): the clips that show it
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
