"""Normalise landmarks to the form that the networks read (rule `normalize_landmarks`)."""

import numpy as np
import pandas as pd

from facemotion.clips.table import clip_frames
from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import CLIP_TEXTS, Clips, ClipStatus
from facemotion.dataset.contradictions import find_contradictions
from facemotion.errors import InputError
from facemotion.files.tsv import Named, cells_by
from facemotion.landmarks.face import FrameStatus
from facemotion.landmarks.store import LandmarkRows
from facemotion.sequences.dataset import Dataset
from facemotion.sequences.labels import NEUTRAL
from facemotion.sequences.table import parse_aus


def normalize_landmarks(
    clips: pd.DataFrame,
    sequences: pd.DataFrame,
    faces: LandmarkRows,
    dataset: Dataset,
    classes: Classes,
    max_failed_share: float,
) -> tuple[Clips, pd.DataFrame]:
    """Collect the landmarks of each clip's frames, divided by the size of the image.

    Failed frames are interpolated linearly in time between their neighbours (extrapolated as
    constant at the ends) and marked, unless more than `max_failed_share` of the clip's frames
    failed: then the clip is excluded, and keeps NaN. A clip whose images differ in size is also
    excluded.

    Parameters
    ----------
    clips, sequences
        The clip and sequence tables.
    faces
        The landmark file, with all frames that the clips use.
    dataset
        Description of the dataset.
    classes
        The labels that each class comprises; a clip with any other label has no class.
    max_failed_share
        Largest share of failed frames in a usable clip, between 0 and 1.

    Returns
    -------
    Clips
        All clips, including excluded ones, in the order of the clip table.
    DataFrame
        One row per clip: clip_id, subject, emotion, class, failed_frames, status, reason.

    Raises
    ------
    InputError
        A frame of a clip is missing from the landmark file, or there are no clips.
    """
    frames = clip_frames(clips)
    if not frames:
        raise InputError(
            f"dataset {dataset.name}: there are no clips; results/sequences/ has the reasons."
        )
    heads = clips.iloc[::frames]
    numbers = clips["frame_number"].to_numpy(dtype="int32").reshape(-1, frames)
    rows = faces.rows_of(clips["sequence_id"], clips["frame_number"]).reshape(-1, frames)
    size = faces.image_size[rows].max(axis=1)
    points = faces.landmarks[rows] / np.maximum(size, 1)[:, None, None, :].astype("float32")
    status = faces.frame_status[rows]
    failed = status != FrameStatus.OK
    mixed = _sizes_differ(faces.image_size[rows])
    excluded = (failed.mean(axis=1) > max_failed_share) | mixed
    for clip in np.flatnonzero(failed.any(axis=1) & ~excluded):
        points[clip] = _interpolate(points[clip], failed[clip], numbers[clip])
        status[clip, failed[clip]] = FrameStatus.INTERPOLATED
    clip_status = np.where(failed.any(axis=1), ClipStatus.INTERPOLATED, ClipStatus.OK)
    clip_status[excluded] = ClipStatus.EXCLUDED
    aus, au_codes = _action_units(heads, sequences)
    source = cells_by(sequences, "sequence_id", "frame_pattern")
    label = [classes.index_of(emotion) for emotion in heads["emotion"]]
    result = Clips(
        landmarks=points,
        frame_number=numbers,
        frame_status=status,
        content=faces.content[rows],
        source=np.array([source[sequence] for sequence in heads["sequence_id"]], object),
        image_size=size,
        label=np.array(label, dtype="int8"),
        clip_status=clip_status.astype("uint8"),
        **{name: heads[name].to_numpy(dtype=object) for name in CLIP_TEXTS},
        aus=aus,
        au_codes=au_codes,
        dataset=dataset.name,
        classes=classes,
        has_images=dataset.has_images,
        rendered=dataset.rendered,
        backend=faces.backend,
    )
    reasons = _say_reasons(excluded, failed, mixed, max_failed_share, numbers, faces.reason[rows])
    both = zip(reasons, find_contradictions(result), strict=True)
    reasons = ["; ".join(filter(None, pair)) for pair in both]
    return result, _clip_table(heads, classes, failed, clip_status, reasons)


def _interpolate(points: np.ndarray, failed: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Interpolate the failed frames of one clip, (T, 68, 2), linearly over the frame number."""
    flat = points.reshape(len(points), -1).copy()
    for column in range(flat.shape[1]):
        flat[failed, column] = np.interp(numbers[failed], numbers[~failed], flat[~failed, column])
    return flat.reshape(points.shape)


def _action_units(heads: pd.DataFrame, sequences: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return FACS intensities (N, n_au), and the codes (n_au,) of all action units that occur.

    In a neutral clip all are absent, because its source's action units set in after it.
    """
    read = ((row.sequence_id, parse_aus(row.aus)) for row in sequences.itertuples())
    coded = Named(read, "sequence_id")
    codes = sorted({code for aus in coded.values() for code in aus})
    values = np.zeros((len(heads), len(codes)), dtype="int8")
    for clip, head in enumerate(heads.itertuples()):
        aus = coded[head.sequence_id]
        if head.emotion == NEUTRAL:
            continue
        values[clip] = [aus.get(code, 0) for code in codes] if aus else -1
    return values, np.array(codes, dtype="int32")


def _sizes_differ(size: np.ndarray) -> np.ndarray:
    """Return whether the readable images of each clip differ in size, given sizes (N, T, 2)."""
    largest = size.max(axis=1, keepdims=True)
    return ((size != largest) & (size > 0)).any(axis=(1, 2))


def _say_reasons(excluded, failed, mixed, max_share: float, numbers, reasons) -> list[str]:
    """Return why each clip is excluded, and the remark on the first frame that has one."""
    said = []
    for clip in range(len(failed)):
        if mixed[clip]:
            said.append("its images differ in size, so landmarks cannot be normalised by it")
        elif excluded[clip]:
            share = f"{failed[clip].sum()} of {failed.shape[1]} frames failed"
            odd = _say_odd(numbers[clip], reasons[clip], failed[clip])
            said.append(
                "; ".join(filter(None, (f"{share}, at most {max_share:.0%} are allowed", odd)))
            )
        else:
            said.append(_say_odd(numbers[clip], reasons[clip], np.ones_like(failed[clip])))
    return said


def _say_odd(numbers: np.ndarray, reasons: np.ndarray, among: np.ndarray) -> str:
    """Return the first remark on the frames selected by `among`."""
    odd = np.flatnonzero(among & (reasons != ""))
    return f"frame {numbers[odd[0]]}: {reasons[odd[0]]}" if len(odd) else ""


def _clip_table(heads, classes: Classes, failed, clip_status, reasons) -> pd.DataFrame:
    table = heads[["clip_id", "subject", "emotion"]].reset_index(drop=True)
    table["class"] = [classes.name_of(emotion) for emotion in table["emotion"]]
    table["failed_frames"] = failed.sum(axis=1)
    table["status"] = [ClipStatus(value).name.lower() for value in clip_status]
    table["reason"] = reasons
    return table
