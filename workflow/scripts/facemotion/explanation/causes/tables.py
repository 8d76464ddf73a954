"""The tables of causes: effects of units in generated clips, and what explanations say of them.

Numbers are texts of six decimals in the files, so that the same run has the same bytes.
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
    """True effects in N clips of U units; arrays of a table of effects.

    Attributes
    ----------
    clip_id, subject, predicted, probability : ndarray, shape (N,)
    present, effect : ndarray, shape (N, U)
        Whether a unit moves, either way; its true effect.
    strength, onset : ndarray, shape (N, U)
        Its true change since the first frame where that is largest, with its sign; the frame in
        which it begins.
    amount, amount_error : ndarray, shape (N, U)
        What the basis reads of it, as `strength`, and by how much that may err.
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
    """What a method says of N clips: `value` and `onset`, ndarray of shape (N, U)."""

    value: np.ndarray
    onset: np.ndarray


def write_numbers(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table whose numbers have six decimals; what is no number is an empty cell."""
    whole = table.copy()
    for name in whole.select_dtypes("float"):
        # Adding 0 makes -0.000000 plain.
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
        One is no such table, or they are of different clips.
    """
    effects = read_effects(of_effects)
    return effects, read_explanations(of_told, effects)


def read_effects(path: str | Path) -> Effects:
    """Read a table of effects.

    Raises
    ------
    DamagedFileError
        The file is no such table, or lacks a unit of a clip.
    """
    return effects_of(tsv.read_table(path, EFFECTS), path)


def effects_of(table: pd.DataFrame, path: str | Path = "the table of effects") -> Effects:
    """Give the arrays of a table of effects."""
    _check_units(table, path)
    by_clip = table.iloc[:: len(NAMES)]
    numbers = ("strength", "onset", "amount", "amount_error", "effect")
    arrays = {name: _grid(table[name]) for name in numbers}
    texts = {name: by_clip[name].to_numpy() for name in ("clip_id", "subject", "predicted")}
    likely = by_clip["probability"].to_numpy(float)
    return Effects(**texts, probability=likely, present=_grid(table["present"] == "yes"), **arrays)


def read_explanations(path: str | Path, effects: Effects) -> dict[str, Told]:
    """Read what each method says of the clips of `effects`.

    Raises
    ------
    DamagedFileError
        The file is no such table, or of other clips.
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
    """Tabulate what methods say: a row a method, clip and unit."""
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
