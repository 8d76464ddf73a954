"""Which of several faces in an image is followed: what the column ``face`` of a sheet says."""

from collections.abc import Sequence

import numpy as np

from facemotion.landmarks.face import LARGEST

RIVAL = 0.5  # of the largest face's width, from which another one might be meant


def rank(box: np.ndarray, choice: str) -> float:
    """Order faces by a choice; the least is the one chosen.

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
    """Say that a point lies outside an image of width and height `size`; "" of any other choice."""
    if "," not in choice or (_point(choice) < size).all():
        return ""
    return f"the point {choice} of the column face lies outside the image ({size[0]} x {size[1]})"


def say_rivals(boxes: Sequence[np.ndarray], choice: str) -> str:
    """Say that another face than the largest may be meant; "" if one was chosen."""
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
