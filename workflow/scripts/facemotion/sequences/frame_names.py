"""From the names of images in a folder to a name pattern and its frame numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_NUMBERED = re.compile(r"(.*?)([0-9]+)(\.[^.]+)")


@dataclass(frozen=True)
class FrameGroup:
    """Images whose names differ in the frame number alone.

    Attributes
    ----------
    pattern : str
        Path with the frame number as a format field, ``S005_001_{frame:08d}.png``.
    numbers : list of int
        Frame numbers, rising, each once.
    prefix : str
        The file name before the number.
    """

    pattern: str
    prefix: str
    numbers: list[int] = field(default_factory=list)


def group_frames(paths: Iterable[str]) -> list[FrameGroup]:
    """Group image paths by folder, prefix, number of digits and extension; largest group first.

    Numbers are compared as numbers: ``9.jpg`` comes before ``10.jpg``, and ``0001.jpg`` and
    ``10000.jpg`` are one group, because four digits are the least, not the most. Names without a
    number belong to no group. Groups of one size are in the order of their patterns.
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for path in paths:
        folder, slash, name = path.rpartition("/")
        match = _NUMBERED.fullmatch(name)
        if match:
            found.setdefault((folder + slash, match[1], match[3]), []).append(match[2])
    groups = [
        FrameGroup(_pattern(folder, prefix, width, suffix), prefix, numbers)
        for (folder, prefix, suffix), digits in found.items()
        for width, numbers in _split_by_width(digits).items()
    ]
    return sorted(groups, key=lambda group: (-len(group.numbers), group.pattern))


def escape_pattern(path: str) -> str:
    """Write a path, or a part of one, so that a frame pattern means its braces as they stand."""
    return path.replace("{", "{{").replace("}", "}}")


def _split_by_width(digits: list[str]) -> dict[int, list[int]]:
    # A leading zero tells the width for sure; a number without one fits every smaller width.
    padded = {len(text) for text in digits if text.startswith("0")}
    groups: dict[int, list[int]] = {}
    for text in digits:
        fitting = [width for width in padded if width <= len(text)]
        groups.setdefault(max(fitting, default=1), []).append(int(text))
    return {width: sorted(numbers) for width, numbers in groups.items()}


def _pattern(folder: str, prefix: str, width: int, suffix: str) -> str:
    return f"{escape_pattern(folder + prefix)}{{frame:0{width}d}}{escape_pattern(suffix)}"
