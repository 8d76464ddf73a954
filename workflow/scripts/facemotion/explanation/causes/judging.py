"""Measures of how well the numbers that a method assigns to action units match the true effects.

All measures are computed within a clip, over the units present in it, and averaged over clips, with
bootstrap intervals over people.
"""

import warnings

import numpy as np
from scipy.stats import ConstantInputWarning, spearmanr

from facemotion.evaluation.bootstrap import mean_by_subject
from facemotion.evaluation.paired import holm, subject_test
from facemotion.explanation.causes.tables import Effects, Told

MEASURES = ("rank", "top", "sign_error", "onset_error")
TESTED = ("rank", "top")
CLEAR = 0.1  # log-odds; the sign of weaker effects is ignored
LEAST_RANKED = 3  # fewest units in a clip for a rank correlation


def measure(effects: Effects, told: Told) -> dict[str, np.ndarray]:
    """Compare a method's numbers for N clips with the true effects.

    Returns
    -------
    dict of ndarray (N,), NaN for clips that have no such measure
        rank
            Spearman's correlation over the units of a clip with three or more; 0 for a method that
            assigns the same number to all.
        top
            Whether the unit with the largest number is that with the largest effect, in clips with
            two or more units; a tie of t units counts as 1 / t if it includes that unit.
        sign_error
            Share of the units with an effect of at least `CLEAR` that have the wrong sign.
        onset_error
            Mean distance in frames between the true onset of a unit and that in the explanation.
    """
    measures = {name: np.full(len(effects.effect), np.nan) for name in MEASURES}
    for clip, here in enumerate(effects.present):
        true, said = effects.effect[clip, here], told.value[clip, here]
        if len(true) >= LEAST_RANKED:
            measures["rank"][clip] = spearman(said, true)
        if len(true) > 1:
            first = said == said.max()
            measures["top"][clip] = first[true.argmax()] / first.sum()
        clear = np.abs(true) >= CLEAR
        if clear.any():
            measures["sign_error"][clip] = (np.sign(said) != np.sign(true))[clear].mean()
        timed = told.onset[clip, here] >= 0
        if timed.any():
            off = told.onset[clip, here] - effects.onset[clip, here]
            measures["onset_error"][clip] = np.abs(off)[timed].mean()
    return measures


def overall(effects: Effects, told: Told) -> float:
    """Return Spearman's correlation over all units of all clips."""
    here = effects.present
    return spearman(told.value[here], effects.effect[here])


def judge(
    effects: Effects, told: dict[str, Told], against: dict[str, dict], settings: dict
) -> dict[str, dict]:
    """Score methods, and test whether they exceed baselines.

    Parameters
    ----------
    against
        Measures (`measure`) of the baselines, by name, such as ``motion``.
    settings
        `confidence`, `draws` and `seed` of the intervals.

    Returns
    -------
    dict
        By method: each measure with `value`, `low`, `high`; `overall`; and `beats`, by baseline and
        measure in `TESTED`: `difference`, `p`, and `p_holm`, adjusted for all tests of all methods.
    """
    measured = {name: measure(effects, says) for name, says in told.items()}
    interval = settings["confidence"], settings["draws"], settings["seed"]
    judged = {}
    for name, values in measured.items():
        judged[name] = summarise(values, effects.subject, interval)
        judged[name]["overall"] = round(overall(effects, told[name]), 6)
        judged[name]["beats"] = {
            other: {
                of: _test(values[of] - rival[of], effects.subject, settings["seed"])
                for of in TESTED
            }
            for other, rival in against.items()
            if other != name
        }
    tests = [
        test for row in judged.values() for rival in row["beats"].values()
        for test in rival.values() if test["p"] is not None
    ]  # fmt: skip
    for test, p in zip(tests, holm([test["p"] for test in tests]), strict=True):
        test["p_holm"] = round(p, 6)
    return judged


def summarise(measures: dict[str, np.ndarray], subject: np.ndarray, interval: tuple) -> dict:
    """Average measures over clips, with bootstrap intervals over people.

    Parameters
    ----------
    measures
        Measures of N clips, as returned by `measure`.
    subject : ndarray of str, shape (N,)
        Person in each clip, the unit of the bootstrap.
    interval
        Confidence, number of resamples, and seed.
    """
    table = np.stack([measures[name] for name in MEASURES], axis=1)
    return dict(zip(MEASURES, _figures(table, subject, interval), strict=True))


def rank_by_class(effects: Effects, told: dict[str, Told], interval: tuple) -> dict[str, dict]:
    """Return each method's mean rank correlation in the clips predicted as each class.

    Parameters
    ----------
    effects, told
        True effects, and results by method.
    interval
        Confidence, number of resamples, and seed.

    Returns
    -------
    dict
        By class: `clips`, and `rank`, by method with `value`, `low`, `high`.
    """
    ranks = np.stack([measure(effects, says)["rank"] for says in told.values()], axis=1)
    found = {}
    for name in np.unique(effects.predicted):
        rows = effects.predicted == name
        figures = _figures(ranks[rows], effects.subject[rows], interval)
        found[str(name)] = {
            "clips": int(rows.sum()), "rank": dict(zip(told, figures, strict=True)),
        }  # fmt: skip
    return found


def _figures(values: np.ndarray, subject: np.ndarray, interval: tuple) -> list[dict]:
    """Return the mean of each column of (N, K), with its bootstrap interval over people."""
    figures = zip(*mean_by_subject(values, subject, *interval), strict=True)
    return [dict(zip(("value", "low", "high"), map(_plain, of), strict=True)) for of in figures]


def _test(differences: np.ndarray, subject: np.ndarray, seed: int) -> dict:
    p = subject_test(differences[:, None], subject, seed)[0]
    known = differences[~np.isnan(differences)]
    return {
        "difference": _plain(known.mean()) if len(known) else None,
        "p": _plain(p),
        "p_holm": None,
    }


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConstantInputWarning)
        found = spearmanr(a, b).statistic
    return float(found) if np.isfinite(found) else 0.0


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)
