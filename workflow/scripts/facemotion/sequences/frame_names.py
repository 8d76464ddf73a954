"""Derive a name pattern and frame numbers from the names of images in a folder."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low

CLOCK_DIGITS = (4, 6, 12, 14)  # mmss or hhmm, hhmmss, or this after yymmdd or yyyymmdd
_WIDTH = re.compile(r"{frame:0([0-9]+)d}")
MAX_SPREAD = 2  # largest span of even numbers, relative to the number of existing frames
_NUMBERS = re.compile(r"([0-9]+)")
_DECIMAL = re.compile(r"[0-9]+[.,]([0-9]+)")


@dataclass(frozen=True)
class FrameGroup:
    """Images whose names differ only in the frame number.

    Attributes
    ----------
    pattern : str
        Path with the frame number as a format field, such as ``S005_001_{frame:08d}.png``.
    numbers : list of int
        Frame numbers, ascending and unique.
    prefix : str
        Part of the file name before the number.
    """

    pattern: str
    prefix: str
    numbers: list[int] = field(default_factory=list)


def group_frames(paths: Iterable[str]) -> list[FrameGroup]:
    """Group image paths whose names differ in one number only; largest group first.

    The frame number is the number that differs, wherever it is; if several differ, or none, it is
    the last one before the extension, and names that differ elsewhere form separate groups. Numbers
    are compared numerically: ``9.jpg`` comes before ``10.jpg``, and ``0001.jpg`` and ``10000.jpg``
    form one group, because four digits are a minimum. Names without a number belong to no group.
    Groups of equal size are sorted by pattern.
    """
    alike: dict[tuple[str, ...], list[list[str]]] = {}
    for path in paths:
        folder, slash, name = path.rpartition("/")
        stem, dot, extension = name.rpartition(".")
        parts = _NUMBERS.split(stem)
        if len(parts) > 1:
            key = (folder + slash, *parts[::2], dot + extension)
            alike.setdefault(key, []).append(parts)
    found: dict[tuple[str, str, str], list[str]] = {}
    for (folder, *_, extension), names in alike.items():
        place = _number_place(names)
        for parts in names:
            before, after = "".join(parts[:place]), "".join(parts[place + 1 :])
            found.setdefault((folder, before, after + extension), []).append(parts[place])
    groups = [
        FrameGroup(_pattern(folder, prefix, width, suffix), prefix, numbers)
        for (folder, prefix, suffix), digits in found.items()
        for width, numbers in _split_by_width(digits).items()
    ]
    return sorted(groups, key=lambda group: (-len(group.numbers), group.pattern))


def decimal_names(names: Iterable[str]) -> list[str]:
    """Return two names with decimals that cannot be sorted as integers; an empty list if none.

    ``face_0.15.png`` comes before ``face_0.2.png`` as a decimal, and after it by its last number.
    """
    first: tuple[int, str] | None = None
    for name in names:
        match = _DECIMAL.search(name.rpartition(".")[0])
        if match:
            digits = len(match[1])
            if first and first[0] != digits:
                return [first[1], name]
            first = first or (digits, name)
    return []


def say_uneven(numbers: Sequence[int], pattern: str) -> str:
    """Return why frame numbers, ascending, cannot be evenly spaced in time; "" if they may be.

    Numbers such as 125959 and 130000 are clock times: these frames are one second apart, but their
    numbers differ by 4041. Otherwise, up to one number in two may be missing, in units of the most
    frequent step.
    """
    steps = [later - number for number, later in pairwise(numbers)]
    if len(set(steps)) < 2:
        return ""
    if _are_clock_times(numbers, pattern):
        first, then = next(p for p in pairwise(numbers) if p[0] // 100 != p[1] // 100)
        width = _digits(numbers, pattern)
        return f"their numbers are clock times ({first:0{width}d}, then {then:0{width}d})"
    usual, widest = median_low(steps), max(steps)
    if (numbers[-1] - numbers[0]) / usual + 1 <= MAX_SPREAD * len(numbers):
        return ""
    after = numbers[steps.index(widest)]
    return f"most numbers are {usual} apart, but the next one after {after} is {widest} higher"


def _are_clock_times(numbers: Sequence[int], pattern: str) -> bool:
    """Return whether numbers are times, with or without date, over several minutes or hours."""
    digits = _digits(numbers, pattern)
    if digits not in CLOCK_DIGITS or numbers[0] // 100 == numbers[-1] // 100:
        return False
    if digits == CLOCK_DIGITS[0]:  # frame numbers may have four digits too, but 0100 follows 0099
        times = [n // 100 * 60 + n % 100 for n in numbers]
        if len({later - time for time, later in pairwise(times)}) > 1:
            return False
    return all(n % 100 < 60 and n // 100 % 100 < 60 and n // 10**4 % 100 < 24 for n in numbers)


def _digits(numbers: Sequence[int], pattern: str) -> int:
    width = _WIDTH.search(pattern)
    return max(len(str(numbers[-1])), int(width[1]) if width else 0)


def escape_pattern(path: str) -> str:
    """Escape a path, or a part of one, such that a frame pattern keeps its braces."""
    return path.replace("{", "{{").replace("}", "}}")


def _number_place(names: list[list[str]]) -> int:
    """Find the position of the frame number in names that are split at their numbers."""
    places = range(1, len(names[0]), 2)
    differing = [place for place in places if len({parts[place] for parts in names}) > 1]
    return differing[0] if len(differing) == 1 else places[-1]


def _split_by_width(digits: list[str]) -> dict[int, list[int]]:
    # A leading zero determines the width; a number without one fits every smaller width.
    padded = {len(text) for text in digits if text.startswith("0")}
    groups: dict[int, list[int]] = {}
    for text in digits:
        fitting = [width for width in padded if width <= len(text)]
        groups.setdefault(max(fitting, default=1), []).append(int(text))
    return {width: sorted(numbers) for width, numbers in groups.items()}


def _pattern(folder: str, prefix: str, width: int, suffix: str) -> str:
    return f"{escape_pattern(folder + prefix)}{{frame:0{width}d}}{escape_pattern(suffix)}"
