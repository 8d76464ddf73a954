"""Landmark quality of each sequence, without ground truth (rule `measure_quality`)."""

from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.files import tsv
from facemotion.files.tsv import cells_by
from facemotion.landmarks.continuity import ANOTHER_FACE
from facemotion.landmarks.face import RIGID, FrameStatus, eye_distance
from facemotion.landmarks.store import LandmarkRows

NORMAL_MAD = 1.4826  # standard deviation of a normal distribution, in median absolute deviations
SECOND_DIFFERENCE = np.sqrt(6)  # 1 + 4 + 1 independent variances
# A sequence is poor if more than this share of its frames failed, if a face jumped, or if its
# jitter exceeds the dataset's median by this factor.
POOR_FAILED, POOR_JITTER = 0.1, 3.0
COLUMNS = {
    "sequence_id": tsv.NAME,
    "subject": tsv.NAME,
    "frames": tsv.WHOLE,
    "failed": tsv.WHOLE,
    "jumped": tsv.WHOLE,
    "jitter": (rf"({tsv.NUMBER[0]})?", "a number or an empty cell"),
    "poor": ("yes|no", "yes or no"),
    "reason": tsv.TEXT,
}


def measure_quality(faces: LandmarkRows, sequences: pd.DataFrame) -> pd.DataFrame:
    """Describe the landmarks of every sequence of which clips use frames.

    Returns
    -------
    DataFrame
        One row per sequence. `frames`; of these, those that `failed`, i.e. have no landmarks; of
        these, those that `jumped` to another face; `jitter`, the noise of the rigid landmarks in %
        of the inter-ocular distance, empty without three evenly spaced frames; `poor`, with a
        `reason`.
    """
    person = cells_by(sequences, "sequence_id", "subject")
    rows = []
    for name in np.unique(faces.sequence_id.astype(str)):
        of = np.flatnonzero(faces.sequence_id == name)
        ok = of[faces.frame_status[of] == FrameStatus.OK]
        steps = second_differences(faces.landmarks[ok], faces.frame_number[ok])[:, list(RIGID)]
        rows.append(
            {
                "sequence_id": name,
                "subject": person[name],
                "frames": len(of),
                "failed": len(of) - len(ok),
                "jumped": sum(ANOTHER_FACE in reason for reason in faces.reason[of]),
                "jitter": 100 * float(np.median(spread(steps))) if len(steps) else np.nan,
            }
        )
    table = pd.DataFrame(rows, columns=[*COLUMNS][:-2])
    reasons = _say_poor(table)
    table["jitter"] = ["" if np.isnan(jitter) else f"{jitter:.3f}" for jitter in table["jitter"]]
    table["poor"] = np.where(reasons != "", "yes", "no")
    return table.assign(reason=reasons)


def second_differences(points: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Return the second differences of landmarks over time.

    Over three successive frames, evenly spaced in time, expression and head move almost uniformly,
    so what remains of p1 - 2 p2 + p3 is noise; its variance is 6 s² if each frame has independent
    noise of variance s².

    Parameters
    ----------
    points
        (T, 68, 2), in pixels.
    Frame numbers, (T,), ascending.
        (T,), their frame numbers, rising.

    Returns
    -------
    ndarray, shape (n, 68, 2)
        In inter-ocular distances of the first frame; n is 0 if no three frames are evenly spaced.
    """
    if len(points) < 3:
        return np.empty((0, *points.shape[1:]))
    steps = np.diff(numbers)
    middle = 1 + np.flatnonzero(steps[1:] == steps[:-1])
    points = points.astype("float64")
    second = points[middle - 1] - 2 * points[middle] + points[middle + 1]
    return second / eye_distance(points[0])


def spread(second: np.ndarray) -> np.ndarray:
    """Return the standard deviation (68, 2) of the noise behind second differences (n, 68, 2).

    It is estimated by the median absolute deviation, which ignores the onset of movements.
    """
    deviation = np.median(np.abs(second - np.median(second, axis=0)), axis=0)
    return NORMAL_MAD * deviation / SECOND_DIFFERENCE


def read_quality(path: str | Path) -> pd.DataFrame:
    """Read the table written by `measure_quality`; `jitter` is a number, NaN if empty."""
    table = tsv.read_table(path, COLUMNS)
    return table.assign(jitter=pd.to_numeric(table["jitter"]))


def by_subject(quality: pd.DataFrame) -> pd.DataFrame:
    """Sum frames, failures and poor sequences per subject; `jitter` is the median of sequences."""
    groups = quality.assign(poor=quality["poor"] == "yes").groupby("subject", sort=True)
    sums = groups[["frames", "failed", "jumped", "poor"]].sum()
    sums.insert(0, "sequences", groups.size())
    return sums.assign(jitter=groups["jitter"].median()).reset_index()


def poor_in_words(quality: pd.DataFrame) -> str:
    """Name the sequences with poor landmarks; "" if there are none."""
    poor = quality[quality["poor"] == "yes"]
    if poor.empty:
        return ""
    named = "; ".join(f"{row.sequence_id} ({row.reason})" for row in poor.head(5).itertuples())
    more = "; …" if len(poor) > 5 else ""
    return f"the landmarks of {len(poor)} of {len(quality)} sequences are poor: {named}{more}."


def _say_poor(table: pd.DataFrame) -> np.ndarray:
    usual = table["jitter"].median()
    reasons = []
    for row in table.itertuples():
        words = []
        if row.failed > POOR_FAILED * row.frames:
            words.append(f"{row.failed} of {row.frames} frames without landmarks")
        if row.jumped:
            words.append(f"{row.jumped} with another face")
        if row.jitter > POOR_JITTER * usual:
            words.append(f"jitter {row.jitter:.2f}%, {row.jitter / usual:.1f} times the median")
        reasons.append(", ".join(words))
    return np.array(reasons, object)
