"""Which of several faces in an image to follow, as chosen in the sample sheet's ``face`` column."""

from collections.abc import Sequence

import numpy as np

from facemotion.landmarks.face import LARGEST

RIVAL = 0.5  # share of the largest face's width from which another face is a possible choice


def rank(box: np.ndarray, choice: str) -> float:
    """Rank a face for a choice; the face with the lowest rank is chosen.

    Parameters
    ----------
    box
        Left, top, right, bottom in pixels.
    choice
        ``largest``, ``left``, ``right``, or a point ``x,y`` in pixels.
    """
    if choice in ("", LARGEST):
        return -float(box[2] - box[0])
    centre = (box[:2] + box[2:]) / 2
    if choice in ("left", "right"):
        return float(centre[0] if choice == "left" else -centre[0])
    return float(np.linalg.norm(centre - _point(choice)))


def say_outside(choice: str, size: tuple[int, int]) -> str:
    """Return a message if the chosen point is outside an image (width, height); "" otherwise."""
    if "," not in choice or (_point(choice) < size).all():
        return ""
    return f"the point {choice} of the column face lies outside the image ({size[0]} x {size[1]})"


def say_rivals(boxes: Sequence[np.ndarray], choice: str) -> str:
    """Return a message if no face was chosen and another is of similar size; "" otherwise.

    Parameters
    ----------
    boxes
        Face boxes, (left, top, right, bottom) in pixels.
    choice
        As in `rank`.
    """
    widths = np.array([box[2] - box[0] for box in boxes])
    count = int((widths >= RIVAL * widths.max()).sum())
    if choice not in ("", LARGEST) or count < 2:
        return ""
    return (
        f"{count} faces found, the largest is followed; use the column face of a sample sheet to "
        "choose another"
    )


def _point(choice: str) -> np.ndarray:
    return np.array([float(part) for part in choice.split(",")])
