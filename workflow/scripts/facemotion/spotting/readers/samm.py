"""SAMM Long Videos: the workbook's macro- and micro-expressions, and the folders of images."""

from collections.abc import Mapping
from pathlib import Path

from facemotion.errors import InputError
from facemotion.sequences.fingerprint import digest_files
from facemotion.sequences.samm.action_units import parse_action_units
from facemotion.sequences.samm.cells import parse_filename
from facemotion.sequences.samm.labels import Labeller, UnknownEmotionError
from facemotion.sequences.samm.tree import find_data, find_videos, find_workbooks, list_frames
from facemotion.sequences.samm.workbook import Record, read_workbook
from facemotion.spotting.intervals import TYPES
from facemotion.spotting.truth import Annotation
from facemotion.spotting.videos import VideoRow

FPS = 200.0
RESOURCES = ("resources/au_emotions.tsv", "resources/emotion_prototypes.tsv")


def read_truth(path: str | Path, settings: Mapping) -> list[Annotation]:
    """Read every row of the workbook: `path` itself, or the newest in that folder.

    Raises
    ------
    InputError
        There is no workbook, or it cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        workbooks = find_workbooks(str(path))
        if not workbooks:
            raise InputError(
                f"{path}: found no workbook, expected SAMM_LongVideos_V3_Release.xlsx (or V1, V2) "
                "here or one folder below; put it there."
            )
        path = path / workbooks[0]
    workbook = read_workbook(path)
    known = {
        name.id for name in map(parse_filename, (r.filename for r in workbook.records)) if name
    }
    labeller = Labeller(settings, workbook.emotion_title, known)
    return [_annotate(record, labeller) for record in workbook.records]


def raw_files(path: Path) -> list[Path]:
    """List workbooks and video folders, but not the images: there are a million."""
    if path.is_file():
        return [path]
    found = [*find_workbooks(str(path)), *find_videos(str(path)).values()]
    return [path / name for name in found]


def list_videos(path: str | Path, fps: float | None) -> list[VideoRow]:
    """List the video folders; no image is opened."""
    root = str(path)
    rows = []
    for video, folder in find_data(root)[1].items():
        frames = list_frames(root, folder)
        count = len(frames.numbers) if frames else 0
        digest = digest_files([(f"{folder}/", count, Path(root, folder).stat().st_mtime_ns)])
        rows.append(
            VideoRow(
                video, video.split("_")[0], frames.pattern if frames else "",
                frames.numbers if frames else [], fps or FPS, digest,
                unreadable="" if frames else f"no image in {folder}",
            )
        )  # fmt: skip
    return rows


def _annotate(record: Record, labeller: Labeller) -> Annotation:
    name = parse_filename(record.filename)
    place = f"row {record.number}"
    cells = (record.onset, record.apex, record.offset)
    kind = next((t for t in TYPES if record.type.lower().startswith(t)), "")
    problem = "" if kind else f"type {record.type or 'empty'}, expected Macro or Micro - 1/2"
    if not name:
        found = record.filename or "empty"
        problem = f"found Filename {found}, expected one such as 006_1_2"
        return Annotation("", record.subject, kind, *cells, place, problem=problem)
    notes = []
    try:
        units, said = parse_action_units(record.action_units)
        notes += said
    except ValueError as error:
        units = {}
        notes.append(f"action units not used: {error}")
    try:
        label = labeller.label(name.id, record.emotion, units)
        emotion, source = label.emotion, label.source
    except UnknownEmotionError as error:
        emotion = source = ""
        notes.append(str(error))
    return Annotation(
        name.video, name.subject, kind, *cells, place, emotion, source if emotion else "",
        "; ".join(notes), problem,
    )  # fmt: skip
