"""Tables of causes: true effects of units in generated clips, and the results of explanations.

Numbers are written with six decimals, so that files are reproducible to the byte.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.errors import DamagedFileError
from facemotion.explanation.causes.units import NAMES
from facemotion.files import tsv

_UNIT = ("|".join(NAMES), "an action unit such as AU12")
_MAYBE = (rf"({tsv.NUMBER[0]})?", "a finite number or an empty cell")
EFFECTS = {
    "clip_id": tsv.NAME,
    "subject": tsv.NAME,
    "predicted": tsv.NAME,
    "probability": tsv.PROBABILITY,
    "unit": _UNIT,
    "present": ("yes|no", "yes or no"),
    "strength": tsv.NUMBER,
    "onset": tsv.WHOLE,
    "amount": tsv.NUMBER,
    "amount_error": tsv.NUMBER,
    "effect": tsv.NUMBER,
    "half": _MAYBE,
    "later": _MAYBE,
    "alone": _MAYBE,
    "shapley": _MAYBE,
}
EXPLANATIONS = {
    "method": tsv.NAME,
    "clip_id": tsv.NAME,
    "unit": _UNIT,
    "value": tsv.NUMBER,
    "onset": tsv.WHOLE,
}
SENTENCES = {
    "scope": ("clip|class", "clip or class"),
    "clip_id": tsv.TEXT,
    "subject": tsv.TEXT,
    "class": tsv.TEXT,
    "status": tsv.TEXT,
    "predicted": tsv.TEXT,
    "probability": tsv.MAYBE_PROBABILITY,
    "units": tsv.TEXT,
    "coded": tsv.TEXT,
    "not_coded": tsv.TEXT,
    "sentence": tsv.TEXT,
}
UNITS_READ = {
    "source": tsv.NAME,
    "unit": _UNIT,
    "clips": tsv.WHOLE,
    "present": tsv.WHOLE,
    "auroc": _MAYBE,
    "intensities": tsv.WHOLE,
    "icc": _MAYBE,
    "effect": _MAYBE,
    "effect_rank": _MAYBE,
}


@dataclass(frozen=True, eq=False)
class Effects:
    """True effects in N clips of U units, as arrays.

    Attributes
    ----------
    clip_id, subject, predicted, probability : ndarray, shape (N,)
    present, effect : ndarray, shape (N, U)
        Whether a unit moves, in either direction; its true effect in log-odds.
    strength, onset : ndarray, shape (N, U)
        Its true change from the first frame where it is largest, signed; the frame in which it sets
        in.
    amount, amount_error : ndarray, shape (N, U)
        Estimate of `strength` with the basis, and the expected error of this estimate.
    """

    clip_id: np.ndarray
    subject: np.ndarray
    predicted: np.ndarray
    probability: np.ndarray
    present: np.ndarray
    strength: np.ndarray
    onset: np.ndarray
    amount: np.ndarray
    amount_error: np.ndarray
    effect: np.ndarray


@dataclass(frozen=True, eq=False)
class Told:
    """The result of a method for N clips: `value` and `onset`, arrays of shape (N, U)."""

    value: np.ndarray
    onset: np.ndarray


def write_numbers(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table with six decimals; NaN becomes an empty cell."""
    whole = table.copy()
    for name in whole.select_dtypes("float"):
        # Adding 0 turns -0.000000 into 0.000000.
        rounded = whole[name].round(6) + 0.0
        whole[name] = [f"{value:.6f}" if np.isfinite(value) else "" for value in rounded]
    tsv.write_table(whole, path)


def write_trial(
    effects: pd.DataFrame, told: dict[str, Told], of_effects: str | Path, of_told: str | Path
) -> None:
    """Write the two tables of a trial."""
    write_numbers(effects, of_effects)
    clips = effects["clip_id"].to_numpy()[:: len(NAMES)]
    write_numbers(explanation_table(clips, told), of_told)


def read_trial(of_effects: str | Path, of_told: str | Path) -> tuple[Effects, dict[str, Told]]:
    """Read the two tables of a trial.

    Raises
    ------
    DamagedFileError
        One file is not such a table, or they contain different clips.
    """
    effects = read_effects(of_effects)
    return effects, read_explanations(of_told, effects)


def read_effects(path: str | Path) -> Effects:
    """Read a table of effects.

    Raises
    ------
    DamagedFileError
        The file is not such a table, or a unit is missing from a clip.
    """
    return effects_of(tsv.read_table(path, EFFECTS), path)


def effects_of(table: pd.DataFrame, path: str | Path = "the table of effects") -> Effects:
    """Convert a table of effects to arrays."""
    _check_units(table, path)
    by_clip = table.iloc[:: len(NAMES)]
    numbers = ("strength", "onset", "amount", "amount_error", "effect")
    arrays = {name: _grid(table[name]) for name in numbers}
    texts = {name: by_clip[name].to_numpy() for name in ("clip_id", "subject", "predicted")}
    likely = by_clip["probability"].to_numpy(float)
    return Effects(**texts, probability=likely, present=_grid(table["present"] == "yes"), **arrays)


def read_explanations(path: str | Path, effects: Effects) -> dict[str, Told]:
    """Read the results of each method for the clips of `effects`.

    Raises
    ------
    DamagedFileError
        The file is not such a table, or contains other clips.
    """
    table, told = tsv.read_table(path, EXPLANATIONS), {}
    for method, rows in table.groupby("method", sort=False):
        _check_units(rows, path)
        if rows["clip_id"].iloc[:: len(NAMES)].tolist() != effects.clip_id.tolist():
            raise DamagedFileError(
                path, f"method {method}", "different clips", "those of the effects"
            )
        told[str(method)] = Told(_grid(rows["value"]), _grid(rows["onset"]))
    return told


def explanation_table(clip_id: np.ndarray, told: dict[str, Told]) -> pd.DataFrame:
    """Tabulate the results of methods: one row per method, clip and unit."""
    count = len(clip_id)
    parts = [
        pd.DataFrame(
            {
                "method": method,
                "clip_id": np.repeat(clip_id, len(NAMES)),
                "unit": list(NAMES) * count,
                "value": says.value.ravel().astype(float),
                "onset": says.onset.ravel(),
            }
        )
        for method, says in told.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _check_units(table: pd.DataFrame, path: str | Path) -> None:
    units = table["unit"].tolist()
    if not units or units != list(NAMES) * (len(units) // len(NAMES)):
        raise DamagedFileError(
            path, "column unit", "different units", f"{', '.join(NAMES)} per clip"
        )


def _grid(column: pd.Series) -> np.ndarray:
    return column.to_numpy().reshape(-1, len(NAMES))
