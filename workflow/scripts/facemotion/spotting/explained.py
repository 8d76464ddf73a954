"""Which action units moved in each interval, and on which landmarks its emotion is based.

Units are estimated from the landmarks from onset to apex (`facemotion.explanation.causes.basis`).
The evidence is a map over landmark × frame by integrated gradients, with the clip frozen at its
onset as the baseline: this method applies to every network on landmark sequences, and of all maps,
its are closest to the true causes (docs/causes.md).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import nn

from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.explanation.attribution import INTEGRATED_GRADIENTS, attribute
from facemotion.explanation.causes.basis import Basis, read_units
from facemotion.explanation.causes.tracked import pixels
from facemotion.explanation.causes.units import NAMES, PRESENT
from facemotion.files import hdf5
from facemotion.files.hdf5_checks import check_size
from facemotion.files.hdf5_layout import TEXT, Array
from facemotion.landmarks.face import N_LANDMARKS
from facemotion.models.inputs import OVER_TIME
from facemotion.models.prediction import BATCH_CLIPS, predict
from facemotion.progress import track as progress

ERRORS = 2  # standard errors that an amount must exceed for its unit to count as moved
_NONE = "; NaN for an interval without a clip"
LAYOUT = hdf5.Layout(
    version=1,
    arrays={
        "evidence": Array(
            ("interval", "landmark", "frame"), "f4", "each landmark's contribution to the logit of "
            f"the predicted class{_NONE}, or for a network without maps", may_be_nan=True,
        ),
        "amount": Array(
            ("interval", "unit"), "f8", "largest change of a unit since the onset, 1 is the full "
            f"strength of generated people{_NONE}", may_be_nan=True,
        ),
        "error": Array(
            ("interval", "unit"), "f8", f"standard error of the amount{_NONE}", may_be_nan=True,
            low=0,
        ),
    },
    sizes={"landmark": N_LANDMARKS},
    scales={"unit": TEXT},
    attributes=("model",),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Explained:
    """The arrays of a file of explained intervals; see `LAYOUT`."""

    evidence: np.ndarray
    amount: np.ndarray
    error: np.ndarray

    def moved(self, interval: int) -> list[tuple[int, float]]:
        """Return the units that moved in an interval with their amounts, the largest first."""
        amount = np.nan_to_num(self.amount[interval])
        clear = amount > np.maximum(PRESENT, ERRORS * np.nan_to_num(self.error[interval]))
        order = np.argsort(-amount, kind="stable")
        return [(int(unit), float(amount[unit])) for unit in order if clear[unit]]

    def is_read(self, interval: int) -> bool:
        """Return whether the units of an interval could be estimated."""
        return bool(np.isfinite(self.amount[interval]).all())

    def has_evidence(self, interval: int) -> bool:
        """Return whether an interval has a map."""
        return bool(np.isfinite(self.evidence[interval]).all())


def list_units(moved: list[tuple[int, float]]) -> str:
    """List units for a table: ``AU12 0.54; AU6 0.31``."""
    return "; ".join(f"{NAMES[unit]} {amount:.2f}" for unit, amount in moved)


def shown_intervals(intervals: pd.DataFrame, spotter: str) -> pd.DataFrame:
    """Return the intervals of one spotter, sorted by video and time, and numbered from 0."""
    shown = intervals[intervals["spotter"] == spotter]
    return shown.sort_values(["video", "first", "type"], ignore_index=True)


def explain_intervals(
    network: nn.Module, clips: Clips, inputs: torch.Tensor, model: dict, basis: Basis, steps: int
) -> Explained:
    """Explain the clips of intervals; excluded clips have NaN.

    Parameters
    ----------
    network
        Network that classifies the clips.
    clips, inputs
        One clip per interval, and the network's inputs made from them.
    model
        Settings of the network.
    basis
        Basis of the action units.
    steps
        Steps of integrated gradients.
    """
    count, usable = len(clips.clip_id), np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
    evidence = np.full((count, N_LANDMARKS, clips.frames), np.nan, "float32")
    amount, error = (np.full((count, len(NAMES)), np.nan) for _ in range(2))
    parts = np.split(usable, range(BATCH_CLIPS, len(usable), BATCH_CLIPS)) if len(usable) else []
    for rows in progress(parts, "explanations", "batches"):
        reading = read_units(basis, pixels(clips)[rows])
        amount[rows], error[rows] = reading.largest, reading.error
        if model["input"] in OVER_TIME:
            target = predict(network, inputs, rows).argmax(1)
            seen = inputs[torch.as_tensor(rows)]
            device = next(network.parameters()).device
            maps = attribute(
                network, model, INTEGRATED_GRADIENTS, seen.to(device), target.to(device), steps
            )
            evidence[rows] = maps.cpu().numpy()
    return Explained(evidence, amount, error)


def unexplained(frames: int) -> Explained:
    """Return the arrays for zero intervals."""
    nothing = np.empty((0, len(NAMES)))
    return Explained(np.empty((0, N_LANDMARKS, frames), "float32"), nothing, nothing)


def write_explained(explained: Explained, model: str, out: Path) -> None:
    """Write a file of explained intervals."""
    hdf5.write(out, LAYOUT, vars(explained), {"unit": np.array(NAMES, object)}, model=model)


def read_explained(path: str | Path, intervals: int) -> Explained:
    """Read a file of explained intervals.

    Raises
    ------
    DamagedFileError
        The file violates the contract, or has other units or another number of intervals.
    """
    arrays, _ = hdf5.read(path, LAYOUT)
    check_size(path, "unit", len(arrays.pop("unit")), len(NAMES), "one per unit")
    check_size(path, "amount", len(arrays["amount"]), intervals, "one per interval")
    return Explained(**arrays)
