"""How far the landmarks of two backends differ, by region of the face (rule `compare_backends`)."""

import numpy as np
import pandas as pd

from facemotion.errors import InputError
from facemotion.evaluation.bootstrap import mean_by_subject
from facemotion.files.tsv import cells_by
from facemotion.landmarks.alignment import align_similarity
from facemotion.landmarks.face import N_LANDMARKS, RIGID, FrameStatus, eye_distance
from facemotion.landmarks.skeleton import PARTS
from facemotion.landmarks.store import LandmarkRows

SCHEMA_VERSION = 1
REGIONS = {**{name: [*points] for name, (points, _) in PARTS.items()}, "all": [*range(N_LANDMARKS)]}
# Means over the frames of a sequence, in % of the inter-ocular distance.
FIGURES = ("position_difference", "motion_difference", "first_motion", "second_motion")
NOTE = (
    "Distances are in % of the inter-ocular distance in the first frame, averaged over frames and "
    "landmarks, then over sequences; intervals are bootstrapped over subjects. Motion is the "
    "displacement from the first frame, with head motion removed by a similarity transform of the "
    "rigid landmarks. `followed` is the share of the second backend's motion that the first shows: "
    "their product, summed over frames, divided by the square of the second's; 1 is all of it."
)


def compare_backends(
    first: LandmarkRows, second: LandmarkRows, sequences: pd.DataFrame, settings: dict
) -> dict:
    """Compare two landmark files of the same frames.

    Parameters
    ----------
    The landmark files of the dataset's own backend, and of the one that it is compared with.
        The dataset's own landmarks, and those that they are compared with.
    The sequence table, which names each sequence's subject.
        The sequence table, for whose they are.
    `confidence` (of the intervals), and `draws` and `seed` of their bootstrap.
        `confidence`, `draws` and `seed` of the intervals.

    Returns
    -------
    dict
        As `workflow/schemas/agreement.schema.yaml` describes.

    Raises
    ------
    InputError
        The files contain different frames, or no sequence has two frames with landmarks from both.
    """
    rows = second.rows_of(first.sequence_id, first.frame_number)
    found = np.stack([first.frame_status, second.frame_status[rows]]) == FrameStatus.OK
    person = cells_by(sequences, "sequence_id", "subject")
    subjects, values, sums = [], [], []
    for name in np.unique(first.sequence_id.astype(str)):
        own = np.flatnonzero((first.sequence_id == name) & found.all(axis=0))
        if len(own) < 2:
            continue
        figures, products = _compare(first.landmarks[own], second.landmarks[rows[own]])
        subjects.append(person[name])
        values.append(figures)
        sums.append(products)
    if not values:
        raise InputError(
            f"{first.backend} and {second.backend}: no sequence has two frames with landmarks from "
            "both, so they cannot be compared; see the reasons in their landmark files."
        )
    flat = np.array(values).reshape(len(values), -1)
    shape = (3, len(REGIONS), len(FIGURES))
    bounds = np.array(mean_by_subject(flat, np.array(subjects), **settings)).reshape(shape)
    shared, square = np.sum(sums, axis=0)
    return {
        "schema_version": SCHEMA_VERSION,
        "first": first.backend,
        "second": second.backend,
        "frames": _count(found),
        "sequences": len(values),
        "subjects": len(set(subjects)),
        "confidence": settings["confidence"],
        "note": NOTE,
        "regions": [
            {
                "region": region,
                "landmarks": points,
                **{name: _with_bounds(bounds[:, r, k]) for k, name in enumerate(FIGURES)},
                "followed": float(shared[r] / square[r]) if square[r] else None,
            }
            for r, (region, points) in enumerate(REGIONS.items())
        ],
    }


def agreement_in_words(agreement: dict) -> str:
    """Summarise a comparison in one sentence."""
    whole = next(row for row in agreement["regions"] if row["region"] == "all")
    frames = agreement["frames"]
    both = f"{frames['both']} of {sum(frames.values())} frames"
    followed = "" if whole["followed"] is None else (
        f"; {whole['followed']:.0%} of its motion is reproduced"
    )  # fmt: skip
    return (
        f"{agreement['first']} against {agreement['second']}, {both}: landmarks differ by "
        f"{whole['position_difference']['mean']:.1f}%, motion by "
        f"{whole['motion_difference']['mean']:.1f}% of the inter-ocular distance{followed}."
    )


def _compare(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return one sequence's figures (regions, `FIGURES`), and the sums behind `followed` (2, R).

    Parameters
    ----------
    first, second
        Landmarks of the frames that both backends found, (T, 68, 2), in pixels.
    """
    first, second = first.astype("float64"), second.astype("float64")
    unit = 100 / np.mean([eye_distance(first[0]), eye_distance(second[0])])
    motions = [unit * (align_similarity(p, p[:1], RIGID) - p[:1])[1:] for p in (first, second)]
    arrays = [
        np.linalg.norm(unit * (first - second), axis=-1),
        np.linalg.norm(motions[0] - motions[1], axis=-1),
        *(np.linalg.norm(motion, axis=-1) for motion in motions),
    ]
    figures = [[values[:, of].mean() for values in arrays] for of in REGIONS.values()]
    products = [(motions[k] * motions[1]).sum(axis=(0, 2)) for k in (0, 1)]
    sums = [[product[of].sum() for of in REGIONS.values()] for product in products]
    return np.array(figures), np.array(sums)


def _count(found: np.ndarray) -> dict[str, int]:
    names = {"both": (1, 1), "first_only": (1, 0), "second_only": (0, 1), "neither": (0, 0)}
    return {
        name: int((found == np.array(pair, bool)[:, None]).all(axis=0).sum())
        for name, pair in names.items()
    }


def _with_bounds(values: np.ndarray) -> dict[str, float]:
    return dict(zip(("mean", "low", "high"), map(float, values), strict=True))
