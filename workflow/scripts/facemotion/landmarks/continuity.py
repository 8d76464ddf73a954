"""Is it still the same face? A face stays about where it was, and about as large.

Between two frames that a clip uses, up to a second lies; in it, a head moves by less than its own
width, and comes nearer by less than half. What is farther away is another face, or a mistake of the
tracker.
"""

from collections.abc import Sequence

import numpy as np

from facemotion.landmarks.face import Face, FrameStatus

MAX_STEP = 1.0  # of the centre, in widths of the face
MAX_GROWTH = 1.5  # of the width, from the smaller to the larger
ANOTHER_FACE = "another face"  # how the reason of a frame begins that was given up for it


def find_jump(box: np.ndarray, other: np.ndarray) -> str:
    """Say how far a face, ``(left, top, right, bottom)``, is from the last one; "" if near enough.

    Either box may be of a detector or of landmarks, but both of the same.
    """
    width, new_width = max(1.0, box[2] - box[0]), max(1.0, other[2] - other[0])
    step = float(np.hypot(*(other[:2] + other[2:] - box[:2] - box[2:])) / 2 / width)
    growth = float(max(width, new_width) / min(width, new_width))
    if step > MAX_STEP:
        return f"{ANOTHER_FACE}: {step:.1f} face widths from the last one"
    if growth > MAX_GROWTH:
        return (
            f"{ANOTHER_FACE}: {'larger' if new_width > width else 'smaller'} by {growth:.1f} times"
        )
    return ""


def bounds(points: np.ndarray) -> np.ndarray:
    """Return the box of landmarks (68, 2)."""
    return np.concatenate([points.min(axis=0), points.max(axis=0)])


def keep_one_face(faces: Sequence[Face]) -> list[Face]:
    """Discard the landmarks of frames in which the face has jumped, for any backend.

    Each is compared with the last one that was kept.
    """
    kept, last = [], None
    for face in faces:
        if face.status == FrameStatus.OK:
            box = bounds(face.points)
            jump = "" if last is None else find_jump(last, box)
            if jump:
                face = _without_landmarks(face, jump)
            else:
                last = box
        kept.append(face)
    return kept


def _without_landmarks(face: Face, reason: str) -> Face:
    return Face(
        FrameStatus.NO_FACE, image_size=face.image_size, reason=reason, content=face.content
    )
