"""Convert rows of the SAMM workbook to rows of the sequence table."""

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from facemotion.sequences import table
from facemotion.sequences.fingerprint import digest_files
from facemotion.sequences.frame_names import FrameGroup
from facemotion.sequences.samm.action_units import parse_action_units
from facemotion.sequences.samm.cells import (
    ImpossibleFramesError,
    Interval,
    parse_filename,
    parse_interval,
)
from facemotion.sequences.samm.labels import Labeller, UnknownEmotionError
from facemotion.sequences.samm.tree import list_frames
from facemotion.sequences.samm.workbook import Record

STILL_FRAMES = 100  # kept before the onset, for neutral clips

# Precedence of the statuses, if there are several reasons not to use a row.
_FIRST = (
    table.NOT_MACRO,
    table.REPEATED,
    table.UNREADABLE,
    table.IMPOSSIBLE_FRAMES,
    table.UNLABELLED,
)


class _NotUsedError(Exception):
    """The row cannot be used; carries a status and a reason."""


class RowReader:
    """Converts rows of a workbook to rows of the sequence table; lists each video once.

    Parameters
    ----------
    root
        The dataset's folder.
    videos
        Folder below `root` of each video.
    labeller
        Determines the emotions.
    records
        All rows of the workbook.
    """

    def __init__(self, root: str, videos: Mapping, labeller: Labeller, records: list[Record]):
        self._root = root
        self._videos = videos
        self._labeller = labeller
        self._used: dict[tuple, tuple[Record, str]] = {}
        self._frames: dict[str, FrameGroup | None] = {}
        self._rows_of = Counter(record.filename for record in records)

    def read(self, sequence_id: str, record: Record) -> dict:
        """Return the row of an expression; call it in the order of the workbook's rows."""
        row = {"sequence_id": sequence_id, "status": table.OK}
        problems: list[tuple[str, str]] = []
        notes = []
        for fill in (
            self._fill_type,
            self._fill_subject,
            self._fill_frames,
            self._fill_aus,
            self._fill_label,
            self._claim_frames,  # last, because it depends on what the others found
        ):
            try:
                notes += fill(record, row)
            except _NotUsedError as problem:
                problems.append(problem.args)
                problems.sort(key=lambda found: _FIRST.index(found[0]))
                row["status"] = problems[0][0]
        row["fingerprint"] = self._fingerprint(record, row)
        return row | {"reason": "; ".join([reason for _, reason in problems] + notes)}

    def _fill_type(self, record: Record, row: dict) -> list[str]:
        if not record.type.lower().startswith("macro"):
            kind = f"type {record.type}" if record.type else "type empty"
            raise _NotUsedError(table.NOT_MACRO, f"{kind}, expected Macro")
        return []

    def _fill_subject(self, record: Record, row: dict) -> list[str]:
        name = parse_filename(record.filename)
        if not name:
            found = f"found Filename {record.filename or 'empty'} in row {record.number}"
            raise _NotUsedError(table.UNREADABLE, f"{found}, expected one such as 006_1_2")
        row["subject"] = name.subject
        said = record.subject.zfill(3)
        if record.subject and said != name.subject:
            return [
                f"Subject is {record.subject}, but {name.subject} in the Filename, which is used"
            ]
        return []

    def _fill_frames(self, record: Record, row: dict) -> list[str]:
        name = parse_filename(record.filename)
        if not name:
            return []
        if name.video not in self._frames:
            folder = self._videos.get(name.video)
            self._frames[name.video] = list_frames(self._root, folder) if folder else None
        frames = self._frames[name.video]
        try:
            last = frames.numbers[-1] if frames else None
            interval = parse_interval(record.onset, record.apex, record.offset, last)
        except ImpossibleFramesError as error:
            raise _NotUsedError(table.IMPOSSIBLE_FRAMES, str(error)) from error
        row |= {"onset": interval.onset, "apex": interval.apex, "offset": interval.offset}
        if not frames:
            found = "no image in" if name.video in self._videos else "no folder"
            raise _NotUsedError(table.UNREADABLE, f"{found} {name.video}")
        return interval.notes + _fill_numbers(frames, interval, row)

    def _fill_aus(self, record: Record, row: dict) -> list[str]:
        try:
            aus, notes = parse_action_units(record.action_units)
        except ValueError as error:
            return [f"action units not used: {error}"]
        row["aus"] = table.format_aus(aus)
        return notes

    def _fill_label(self, record: Record, row: dict) -> list[str]:
        units = table.parse_aus(row.get("aus", ""))
        try:
            label = self._labeller.label(row["sequence_id"], record.emotion, units)
        except UnknownEmotionError as error:
            raise _NotUsedError(table.UNREADABLE, str(error)) from error
        if not label.emotion:
            raise _NotUsedError(table.UNLABELLED, label.reason)
        row |= {"emotion": label.emotion, "label_source": label.source}
        return []

    def _claim_frames(self, record: Record, row: dict) -> list[str]:
        if row["status"] == table.NOT_MACRO:
            return []
        name = parse_filename(record.filename)
        if name and "apex" in row:
            # If one clip (onset to apex) occurred twice, it could end up in training and in test. A
            # row that cannot be used leaves its frames to a later one that can.
            frames = (name.video, row["onset"], row["apex"])
            if frames in self._used:
                reason = _say_repeated(record, row, *self._used[frames])
                raise _NotUsedError(table.REPEATED, reason)
            if row["status"] == table.OK:
                self._used[frames] = (record, row["emotion"])
        if self._rows_of[record.filename] > 1:
            return [f"Filename {record.filename} is in several rows, this is row {record.number}"]
        return []

    def _fingerprint(self, record: Record, row: dict) -> str:
        # The row's text, not the workbook's time, so that edits elsewhere in it change nothing
        # here.
        entries = [(json.dumps(record[1:]), 0, 0)]
        shown = (row.get(column, "") for column in ("before_onset", "frame_numbers"))
        for number in chain.from_iterable(map(table.parse_ranges, shown)):
            path = table.frame_path(row, number)
            stat = Path(self._root, path).stat()
            entries.append((path, stat.st_size, stat.st_mtime_ns))
        return digest_files(entries)


def _say_repeated(record: Record, row: dict, first: Record, emotion: str) -> str:
    said = (
        f"row {record.number} repeats the onset and apex of row {first.number} ({first.filename})"
    )
    if row.get("emotion", emotion) == emotion:
        return said
    return f"{said}, but they disagree on the emotion: {row['emotion']} here, {emotion} there"


def _fill_numbers(frames: FrameGroup, interval: Interval, row: dict) -> list[str]:
    first, last = interval.onset, interval.offset or interval.apex
    numbers = frames.numbers[
        bisect_left(frames.numbers, first) : bisect_right(frames.numbers, last)
    ]
    if not numbers:
        reason = f"no image of frames {first} to {last}, expected {frames.pattern}"
        raise _NotUsedError(table.UNREADABLE, reason)
    row |= {"n_frames": len(numbers), "frame_pattern": frames.pattern}
    row["frame_numbers"] = table.format_ranges(numbers)
    before = slice(
        bisect_left(frames.numbers, first - STILL_FRAMES), bisect_left(frames.numbers, first)
    )
    row["before_onset"] = table.format_ranges(frames.numbers[before])
    missing = last - first + 1 - len(numbers)
    if not missing:
        return []
    apex = "" if interval.apex in numbers else ", including the apex"
    return [f"{missing} of {last - first + 1} frames have no image{apex}"]
