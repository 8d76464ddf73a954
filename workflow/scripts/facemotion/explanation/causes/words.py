"""Check sentences about generated clips against the ground truth."""

import numpy as np

from facemotion.explanation.causes.intervals import error_scale, may_be_named
from facemotion.explanation.causes.sentences import Evidence, say
from facemotion.explanation.causes.tables import Effects, Told
from facemotion.explanation.causes.units import NAMES, PRESENT

EXAMPLES = 10


def check_words(effects: Effects, told: Told, factor: float, readable: np.ndarray) -> dict:
    """Generate sentences for N clips from a method's result, and check every named unit.

    A unit is named wrongly if it is not present (by more than `PRESENT` above the first frame), or
    its true effect has the other sign.

    Parameters
    ----------
    effects, told
        True effects in the N clips, and the method's result.
    factor
        Factor on the expected errors, from `intervals.calibrate`.
    readable : ndarray of bool, shape (U,)
        Units that may be named, from `intervals.are_readable`.

    Returns
    -------
    dict
        sentences, none
            Number of sentences, and of those in which no unit stands out.
        named
            Mean number of units per sentence.
        wrong_units, wrong_sentences
            Shares of the named units that are wrong, and of the sentences that contain any.
        interval
            `coverage`, the share of true effects within the intervals; `median_width` for present
            units.
        examples
            For some clips: the `sentence`, the `true` effects, and the `wrong` units.
    """
    width = factor * expected_errors(effects, told)
    nameable = may_be_named(effects.amount, readable)
    clear = nameable & (np.abs(told.value) > width)
    wrong = clear & (effects.strength < PRESENT)
    wrong |= clear & (np.sign(told.value) != np.sign(effects.effect))
    inside = np.abs(told.value - effects.effect) <= width
    some = np.random.default_rng(0).permutation(len(clear))[:EXAMPLES]
    return {
        "sentences": len(clear),
        "none": int((~clear.any(axis=1)).sum()),
        "named": round(float(clear.sum(axis=1).mean()), 6),
        "wrong_units": round(float(wrong.sum() / max(clear.sum(), 1)), 6),
        "wrong_sentences": round(float(wrong.any(axis=1).mean()), 6),
        "interval": {
            "coverage": round(float(inside.mean()), 6),
            "coverage_present": round(float(inside[effects.present].mean()), 6),
            "median_width": round(float(np.median(width[effects.present])), 6),
        },
        "examples": [
            {
                "sentence": say(evidence_of(effects, told, width, nameable, clip)),
                "true": [
                    {
                        "unit": NAMES[u],
                        "strength": round(float(effects.strength[clip, u]), 6),
                        "effect": round(float(effects.effect[clip, u]), 6),
                    }
                    for u in np.argsort(-effects.effect[clip], kind="stable")
                    if effects.present[clip, u]
                ],
                "wrong": [NAMES[u] for u in np.flatnonzero(wrong[clip])],
            }
            for clip in np.sort(some)
        ],
    }


def evidence_of(
    effects: Effects, told: Told, width: np.ndarray, nameable: np.ndarray, clip: int
) -> Evidence:
    """Return the evidence for a generated clip; frames are numbered from 1."""
    onset = told.onset[clip]
    return Evidence(
        predicted=str(effects.predicted[clip]),
        probability=float(effects.probability[clip]),
        effect=told.value[clip],
        width=width[clip],
        nameable=nameable[clip],
        onset=np.where(onset >= 0, onset + 1, -1),
    )


def expected_errors(effects: Effects, told: Told) -> np.ndarray:
    """Return the expected errors of a method's numbers for generated clips, up to a factor."""
    return error_scale(told.value, effects.amount, effects.amount_error)
