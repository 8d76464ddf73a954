"""Intervals from other programs, in the formats of the Micro-Expression Grand Challenges.

================= ==================================================================================
MEGC 2020, 2021   a line ``1`` (SAMM) or ``2`` (CAS(ME)²), then video, true onset and offset,
                  predicted onset and offset, TP/FP/FN, separated by blanks; ``-`` for absent
MEGC 2022         header ``vid,pred_onset,pred_offset,type``, type ``mae`` or ``me``
MEGC 2023         header ``vid,onset,offset,type``
spot, recognise   header ``subject,video,onset,offset,emotion``, micro-expressions only
================= ==================================================================================

Also a table with ``video``, ``onset``, ``offset``, ``type`` (macro, micro) and optionally
``emotion``.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from facemotion.errors import InputError
from facemotion.files.user_table import read_table
from facemotion.sequences.labels import find_label
from facemotion.spotting.intervals import MACRO, MICRO, Interval, check_intervals

KINDS = {"mae": MACRO, "macro": MACRO, "me": MICRO, "micro": MICRO}
# The log has no types; this is the longest micro-expression of MDMD, which produced the log.
LONGEST_MICRO = {"1": 105, "2": 16}
_ALIASES = {"vid": "video", "pred_onset": "onset", "pred_offset": "offset"}


@dataclass
class Submission:
    """Predicted intervals, and remarks on how the file was interpreted.

    `notes` are sentences; the emotions in `intervals` are labels (`facemotion.sequences.labels`).
    """

    intervals: list[Interval]
    notes: list[str] = field(default_factory=list)


def read_submission(path: str | Path) -> Submission:
    """Read a file of intervals in any of the supported formats.

    Raises
    ------
    InputError
        The format is not supported, or a row cannot be read.
    """
    path = Path(path)
    try:
        words = path.read_text(encoding="utf-8-sig").split(maxsplit=1)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as text ({error}).") from error
    if words and words[0] in LONGEST_MICRO:
        submission = _read_log(path, words[0])
    else:
        submission = _read_rows(path)
    check_intervals(submission.intervals, str(path))
    return submission


def video_name(text: str) -> str:
    """Rename a video as in the ground truth: ``s15_0101`` becomes ``15_0101``."""
    return re.sub(r"^s(?=[0-9])", "", text.strip())


def _read_log(path: Path, dataset: str) -> Submission:
    longest, intervals = LONGEST_MICRO[dataset], []
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    for number, line in enumerate(lines, start=1):
        cells = line.split()
        if len(cells) <= 1:
            continue
        if len(cells) < 5:
            raise InputError(
                f"{path}, line {number}: found {len(cells)} cells, expected video, true onset and "
                "offset, predicted onset and offset, TP/FP/FN."
            )
        if cells[3] != "-":
            first, last = (_frame(path, number, cell) for cell in cells[3:5])
            kind = MICRO if last - first + 1 <= longest else MACRO
            intervals.append(Interval(video_name(cells[0]), kind, first, last))
    note = f"the log gives no types: predictions of up to {longest} frames count as micro"
    return Submission(intervals, [note])


def _read_rows(path: Path) -> Submission:
    lines = read_table(path)
    titles = [_ALIASES.get(t.lower(), t.lower()) for t in lines[0][1]] if lines else []
    missing = [name for name in ("video", "onset", "offset") if name not in titles]
    if missing:
        raise InputError(
            f"{path}: found the header {', '.join(titles) or 'empty'}, expected vid, onset, offset "
            "and type, or a log whose first line is 1 or 2."
        )
    intervals, notes = [], []
    if "type" not in titles:
        notes.append("the file gives no types: all predictions count as micro")
    for number, cells in lines[1:]:
        row = dict.fromkeys(titles, "") | dict(zip(titles, cells, strict=False))
        kind = KINDS.get(row.get("type", "me").lower())
        if kind is None:
            raise InputError(
                f"{path}, line {number}: found type {row['type'] or 'empty'!r}, expected mae or me."
            )
        first, last = (_frame(path, number, row[name]) for name in ("onset", "offset"))
        emotion = find_label(row.get("emotion", "")) or ""
        intervals.append(Interval(_video(row), kind, first, last, emotion))
    before = sum(interval.first < 0 for interval in intervals)
    if before:
        notes.append(f"{before} predictions begin before frame 0 and are used as they are")
    return Submission(intervals, notes)


def _video(row: dict) -> str:
    video, subject = video_name(row["video"]), video_name(row.get("subject", ""))
    return video if not subject or video.startswith(f"{subject}_") else f"{subject}_{video}"


def _frame(path: Path, line: int, cell: str) -> int:
    if not re.fullmatch(r"-?[0-9]+(\.0*)?", cell):
        raise InputError(f"{path}, line {line}: found frame {cell!r}, expected a whole number.")
    return int(float(cell))
