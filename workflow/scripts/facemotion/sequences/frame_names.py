"""From the names of images in a folder to a name pattern and its frame numbers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low

CLOCK_DIGITS = (4, 6, 12, 14)  # mmss or hhmm, hhmmss, this after yymmdd or yyyymmdd
_WIDTH = re.compile(r"{frame:0([0-9]+)d}")
MAX_SPREAD = 2  # frames that even numbers would span, by frames that are there
_NUMBERS = re.compile(r"([0-9]+)")
_DECIMAL = re.compile(r"[0-9]+[.,]([0-9]+)")


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
    """Group image paths whose names differ in one number alone; largest group first.

    The frame number is what differs, wherever it stands; where several numbers differ, or none, it
    is the last one before the extension, and names that differ otherwise are other groups. Numbers
    are compared as numbers: ``9.jpg`` comes before ``10.jpg``, and ``0001.jpg`` and
    ``10000.jpg`` are one group, because four digits are the least, not the most. Names without a
    number belong to no group. Groups of one size are in the order of their patterns.
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
    """Return two names whose decimals cannot be put in order as whole numbers can; else none.

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
    """Say why the frame numbers of a pattern, rising, cannot be even in time; "" if they may be.

    Numbers such as 125959 and 130000 are clock times, whose frames, one second apart, would be 4041
    apart. Else one number in two may be missing, counted in the steps that most of them have.
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
    """Return whether numbers are times, with or without a date, of several minutes or hours."""
    digits = _digits(numbers, pattern)
    if digits not in CLOCK_DIGITS or numbers[0] // 100 == numbers[-1] // 100:
        return False
    if digits == CLOCK_DIGITS[0]:  # frame numbers have four digits too, but then 0100 follows 0099
        times = [n // 100 * 60 + n % 100 for n in numbers]
        if len({later - time for time, later in pairwise(times)}) > 1:
            return False
    return all(n % 100 < 60 and n // 100 % 100 < 60 and n // 10**4 % 100 < 24 for n in numbers)


def _digits(numbers: Sequence[int], pattern: str) -> int:
    width = _WIDTH.search(pattern)
    return max(len(str(numbers[-1])), int(width[1]) if width else 0)


def escape_pattern(path: str) -> str:
    """Write a path, or a part of one, so that a frame pattern means its braces as they stand."""
    return path.replace("{", "{{").replace("}", "}}")


def _number_place(names: list[list[str]]) -> int:
    """Find where the frame number stands in names that are split at their numbers."""
    places = range(1, len(names[0]), 2)
    differing = [place for place in places if len({parts[place] for parts in names}) > 1]
    return differing[0] if len(differing) == 1 else places[-1]


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
