"""Reader of SAMM Long Videos.

    SAMM_LongVideos_V3_Release.xlsx              one row per expression: frames, type, action units
    SAMM_longvideos/006_1/006_1_0001.jpg         200 frames per second, five digits from 10,000 on

Every row of the workbook becomes a row of the sequence table. Macro-expressions are the sequences;
for micro-expressions and unusable rows, `status` and `reason` say so. No image is opened: each
video folder is listed once, and only images of expressions are queried for size and time.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from facemotion.errors import InputError
from facemotion.sequences import table
from facemotion.sequences.samm.cells import parse_filename
from facemotion.sequences.samm.labels import Labeller
from facemotion.sequences.samm.rows import RowReader
from facemotion.sequences.samm.tree import find_data, find_workbooks
from facemotion.sequences.samm.workbook import Record, Workbook, read_workbook

_LOG = logging.getLogger(__name__)


def index_samm(root: str | Path, settings: Mapping) -> pd.DataFrame:
    """List every expression of the workbook, with its frames, label and action units.

    `frame_numbers` are the images from onset to offset, or to the apex if the offset is unknown,
    and `n_frames` is their number; a frame without an image is left out, with a remark. `onset`,
    `apex` and `offset` are the numbers as interpreted. A `Filename` that appears in several rows
    becomes ``006_1_2``, ``006_1_2-2`` and so on; a macro-expression with the onset and apex of an
    earlier one that is ``ok`` is ``repeated``.

    Parameters
    ----------
    root : path
        The folder that contains ``SAMM_longvideos/`` (or the video folders) and the workbook.
    settings : mapping
        ``label_order``, the sources of the emotion in order of precedence (``emotion_column``,
        ``label_table``, ``action_units``); ``label_table``, the path of a TSV with columns
        ``sequence_id`` and ``emotion``, or None.

    Returns
    -------
    pandas.DataFrame
        The sequence table (see `facemotion.sequences.table`).

    Raises
    ------
    InputError
        `root` does not contain SAMM Long Videos, the workbook lacks a column, no video of any row
        exists, or the label table has faulty rows.
    """
    root = str(root)
    path, videos = find_data(root)
    workbook = read_workbook(Path(root, path))
    named = _name(workbook.records)
    _require_videos(root, path, named, videos)
    labeller = Labeller(settings, workbook.emotion_title, set(named))
    reader = RowReader(root, videos, labeller, workbook.records)
    result = table.make_table(reader.read(name, record) for name, record in named.items())
    _log(root, path, workbook, result)
    return result


def _name(records: list[Record]) -> dict[str, Record]:
    seen: Counter[str] = Counter()
    named = {}
    for record in records:
        name = parse_filename(record.filename)
        text = name.id if name else f"row_{record.number}"
        seen[text] += 1
        named[text if seen[text] == 1 else f"{text}-{seen[text]}"] = record
    return named


def _require_videos(root: str, path: str, named: Mapping, videos: Mapping) -> None:
    names = [name for name in map(parse_filename, (r.filename for r in named.values())) if name]
    if not any(name.video in videos for name in names):
        wanted = names[0].video if names else "006_1"
        raise InputError(
            f"{root}: found the video folders {', '.join(sorted(videos)[:4])}, but none listed in "
            f"{path} (such as {wanted}); unpack the frames that belong to the workbook."
        )


def _log(root: str, path: str, workbook: Workbook, result: pd.DataFrame) -> None:
    others = find_workbooks(root)[1:]
    beside = f"; not read: {', '.join(others)}" if others else ""
    _LOG.info("%s: read %s%s", root, path, beside)
    if workbook.remarks:
        _LOG.info("%s rows with remarks skipped", workbook.remarks)
    counts = result["status"].value_counts().to_dict()
    said = ", ".join(f"{counts[s]} {s}" for s in table.STATUSES if s in counts)
    _LOG.info("%s expressions: %s", len(result), said)
    kinds = Counter(" ".join(source.split()[:2]) for source in result["label_source"] if source)
    for source, n in sorted(kinds.items()):
        _LOG.info("%s labelled by %s", n, source)
