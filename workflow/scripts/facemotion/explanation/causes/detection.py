"""Evaluate the estimates of action units against exact ground truth and against FACS codes."""

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.explanation.causes.basis import Basis, read_units
from facemotion.explanation.causes.intervals import LEAST_CLIPS, auroc
from facemotion.explanation.causes.tables import UNITS_READ, Effects, Told
from facemotion.explanation.causes.tracked import pixels
from facemotion.explanation.causes.units import NAMES, PRESENT, UNITS

PEOPLE = "generated people"  # name of the source
# FACS levels A to E; 9 is present without intensity.
LEVELS = {0: 0.0, 1: 0.15, 2: 0.35, 3: 0.6, 4: 0.85, 5: 1.0}


def of_people(effects: Effects, told: Told) -> list[dict]:
    """Score the estimates for generated people, one row per unit.

    `effect` is the mean absolute true effect of the unit where it is present, `effect_rank` its
    rank correlation with the estimated effect.
    """
    rows = []
    for unit, name in enumerate(NAMES):
        here = effects.strength[:, unit] >= PRESENT
        true, said = effects.effect[here, unit], told.value[here, unit]
        rank = spearmanr(said, true).statistic if here.sum() >= LEAST_CLIPS else np.nan
        rows.append(
            _score(PEOPLE, name, here, effects.strength[:, unit], effects.amount[:, unit])
            | {"effect": np.abs(true).mean() if len(true) else np.nan, "effect_rank": rank}
        )
    return rows


def of_coded(clips: Clips, basis: Basis) -> list[dict]:
    """Score the estimates against a dataset's FACS codes, one row per coded unit."""
    used = np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
    amount = read_units(basis, pixels(clips)[used]).largest
    rows = []
    for column, unit in enumerate(UNITS):
        codes = clips.aus[used][:, np.isin(clips.au_codes, unit.codes)].max(axis=1, initial=-1)
        known = codes >= 0
        if known.any():
            level = np.array([LEVELS.get(int(code), np.nan) for code in codes[known]])
            rows.append(
                _score(clips.dataset, unit.name, codes[known] > 0, level, amount[known, column])
            )
    return rows


def tabulate(rows: list[dict]) -> pd.DataFrame:
    """Return scores as a table."""
    return pd.DataFrame(rows, columns=[*UNITS_READ])


def _score(source: str, name: str, here: np.ndarray, level: np.ndarray, amount: np.ndarray) -> dict:
    graded = np.isfinite(level)
    return {
        "source": source,
        "unit": name,
        "clips": len(here),
        "present": int(here.sum()),
        "auroc": auroc(amount, here),
        "intensities": int(graded.sum()),
        "icc": icc(level[graded], amount[graded]) if here.sum() >= LEAST_CLIPS else np.nan,
    }


def icc(first: np.ndarray, second: np.ndarray) -> float:
    """Return ICC(3,1), the consistency of two raters (Shrout and Fleiss 1979); NaN if constant."""
    pairs = np.stack([first, second], axis=1)
    if len(pairs) < LEAST_CLIPS:
        return float("nan")
    rows = pairs.mean(axis=1, keepdims=True)
    between = 2 * ((rows - pairs.mean()) ** 2).sum() / (len(pairs) - 1)
    off = pairs - rows - pairs.mean(axis=0) + pairs.mean()
    within = (off**2).sum() / (len(pairs) - 1)
    return float((between - within) / (between + within)) if between + within > 0 else float("nan")
