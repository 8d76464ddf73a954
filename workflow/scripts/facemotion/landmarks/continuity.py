"""Check that a tracked face stays the same: about where it was, and about as large.

Up to a second passes between two frames of a clip; in that time, a head moves by less than its own
width, and its width changes by a factor of less than 1.5. A larger step is another face or a
tracking error.
"""

from collections.abc import Sequence

import numpy as np

from facemotion.landmarks.face import Face, FrameStatus

MAX_STEP = 1.0  # of the centre, in face widths
MAX_GROWTH = 1.5  # ratio of the larger to the smaller width
ANOTHER_FACE = "another face"  # start of the reason for discarding such a frame's landmarks


def find_jump(box: np.ndarray, other: np.ndarray) -> str:
    """Return how a face box ``(left, top, right, bottom)`` has jumped from the last; "" if not.

    The boxes may come from a detector or from landmarks, but both from the same source.
    """
    width, new_width = max(1.0, box[2] - box[0]), max(1.0, other[2] - other[0])
    step = float(np.hypot(*(other[:2] + other[2:] - box[:2] - box[2:])) / 2 / width)
    growth = float(max(width, new_width) / min(width, new_width))
    if step > MAX_STEP:
        return f"{ANOTHER_FACE}: {step:.1f} face widths from the last one"
    if growth > MAX_GROWTH:
        return f"{ANOTHER_FACE}: {growth:.1f} times {'larger' if new_width > width else 'smaller'}"
    return ""


def bounds(points: np.ndarray) -> np.ndarray:
    """Return the bounding box of landmarks (68, 2)."""
    return np.concatenate([points.min(axis=0), points.max(axis=0)])


def keep_one_face(faces: Sequence[Face]) -> list[Face]:
    """Discard the landmarks of frames in which the face has jumped, whatever the backend.

    Each face is compared with the last one that was kept.
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
