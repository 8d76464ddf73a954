"""The 68 points as parts of the face, in the order in which lines join them."""

# For each part, its points (from 0) and whether its line is closed. Successive indices in two
# parts, such as 16 (jaw) and 17 (brow), are not neighbours on the face.
PARTS: dict[str, tuple[range, bool]] = {
    "jaw": (range(0, 17), False),
    "right brow": (range(17, 22), False),
    "left brow": (range(22, 27), False),
    "nose bridge": (range(27, 31), False),
    "nose base": (range(31, 36), False),
    "right eye": (range(36, 42), True),
    "left eye": (range(42, 48), True),
    "outer lips": (range(48, 60), True),
    "inner lips": (range(60, 68), True),
}


def lines() -> list[list[int]]:
    """Return, for each part, the points along its line; a closed line ends where it begins."""
    return [[*points, points[0]] if closed else [*points] for points, closed in PARTS.values()]
