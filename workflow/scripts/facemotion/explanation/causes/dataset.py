"""Explain decisions on any landmark dataset in words, with the method chosen by the referee."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.evaluation.bootstrap import mean_by_subject
from facemotion.explanation.causes.asking import Asked, probabilities
from facemotion.explanation.causes.basis import Basis, read_units
from facemotion.explanation.causes.explainers import Case, explainers
from facemotion.explanation.causes.intervals import error_scale, may_be_named
from facemotion.explanation.causes.onset import onsets
from facemotion.explanation.causes.sentences import Evidence, list_units, say, say_class
from facemotion.explanation.causes.tables import SENTENCES
from facemotion.explanation.causes.tracked import pixels
from facemotion.explanation.causes.trial import resting_clips
from facemotion.explanation.causes.units import NAMES, UNITS

LEAST_CLIPS = 3  # fewest clips of a class for a sentence about the class


def explain_dataset(
    clips: Clips,
    networks: Sequence[tuple[Asked, np.ndarray]],
    basis: Basis,
    found: dict,
    settings: dict,
) -> pd.DataFrame:
    """State for every clip and class which units are evidence for and against the decision.

    Parameters
    ----------
    clips
        The dataset.
    networks
        Each network, with the indices (n,) of the clips to explain by it; excluded clips are
        marked.
    basis
        Basis of the action units.
    found
        Content of `results/causes/{model}/referee.json`.
    settings
        `steps` and `seed` of the methods; `confidence`, `draws` and `seed` of the intervals.

    Returns
    -------
    DataFrame
        `tables.SENTENCES`: one row per clip, in the dataset's order, then one per predicted class.
        `units` are the named ones, `coded` those in the clip's FACS codes, and `not_coded` the
        named ones that are absent according to the FACS codes.
    """
    rows = {}
    for asked, chosen in networks:
        usable = chosen[clips.clip_status[chosen] != ClipStatus.EXCLUDED]
        if len(usable):
            told = explain_tracks(
                asked, pixels(clips)[usable], clips.image_size[usable], basis, found, settings,
                clips.frame_number[usable],
            )  # fmt: skip
            rows |= dict(zip(usable.tolist(), told, strict=True))
    told = [_clip_row(clips, row, rows.get(row)) for row in range(len(clips.clip_id))]
    return pd.DataFrame(told + _class_rows(clips, rows, settings), columns=[*SENTENCES])


def explain_tracks(
    asked: Asked,
    landmarks: np.ndarray,
    size: np.ndarray,
    basis: Basis,
    found: dict,
    settings: dict,
    frame_number: np.ndarray | None = None,
) -> list[Evidence]:
    """Explain a network's decisions on any tracks; `sentences.say` puts the result into words.

    Parameters
    ----------
    landmarks : ndarray, shape (N, T, 68, 2)
        In pixels.
    size : ndarray of int, shape (2,) or (N, 2)
        Width and height of the images, in pixels.
    basis, found, settings
        As in `explain_dataset`.
    frame_number : ndarray of int, shape (N, T)
        Frame numbers; None numbers frames from 1.
    """
    if frame_number is None:
        frame_number = np.tile(np.arange(1, landmarks.shape[1] + 1), (len(landmarks), 1))
    logits = asked.answer(landmarks, size)
    target, reading = logits.argmax(axis=1), read_units(basis, landmarks)
    resting = resting_clips(landmarks.shape[1], settings["seed"])
    case = Case(landmarks, size, target, reading)
    says = explainers(asked, case, settings["steps"], resting, settings["seed"])[found["chosen"]]()
    width = found["interval"]["factor"] * error_scale(says.value, reading.largest, reading.error)
    nameable = may_be_named(reading.largest, np.isin(NAMES, found["readable"]))
    likely, begins = probabilities(logits)[np.arange(len(target)), target], onsets(says.course)
    number = np.take_along_axis(frame_number, np.maximum(begins, 0), axis=1)
    number = np.where(begins >= 0, number, -1)
    rows = zip(target, likely, says.value, width, nameable, number, strict=True)
    names = asked.classes.names
    return [Evidence(names[k], float(p), *of_units) for k, p, *of_units in rows]


def _clip_row(clips: Clips, row: int, evidence: Evidence | None) -> tuple:
    status = ClipStatus(clips.clip_status[row]).name.lower()
    label = clips.label[row]
    name = clips.classes.names[label] if label >= 0 else ""
    head = ("clip", clips.clip_id[row], clips.subject[row], name)
    coded, absent = _by_codes(clips, row)
    if evidence is None:
        told = status if status == "excluded" else "not_tested"
        return (*head, told, "", "", "", coded, "", "")
    likely, named = f"{evidence.probability:.6f}", {NAMES[unit] for unit in evidence.named}
    not_coded = " ".join(name for name in absent if name in named)
    told = list_units(evidence), coded, not_coded, say(evidence)
    return (*head, status, evidence.predicted, likely, *told)


def _by_codes(clips: Clips, row: int) -> tuple[str, list[str]]:
    """Return the units that are present by a clip's FACS codes, joined, and those absent."""
    levels = [clips.aus[row][np.isin(clips.au_codes, unit.codes)].max(initial=-1) for unit in UNITS]
    there = [name for name, level in zip(NAMES, levels, strict=True) if level > 0]
    return " ".join(there), [n for n, level in zip(NAMES, levels, strict=True) if level == 0]


def _class_rows(clips: Clips, rows: dict[int, Evidence], settings: dict) -> list[tuple]:
    """Describe each class that is predicted often enough, by mean effects over its clips."""
    interval = settings["confidence"], settings["draws"], settings["seed"]
    told = []
    for name in clips.classes.names:
        chosen = [row for row, evidence in rows.items() if evidence.predicted == name]
        if len(chosen) < LEAST_CLIPS:
            continue
        # A unit that may not be named in a clip does not contribute to the sentence about the
        # class.
        effect = np.stack([rows[row].effect * rows[row].nameable for row in chosen])
        figures = mean_by_subject(effect, clips.subject[chosen], *interval)
        sentence = say_class(name, len(chosen), *figures)
        told.append(("class", "", "", "", "", name, "", "", "", "", sentence))
    return told
