"""Estimate how much of each action unit clips show, from landmarks alone, without a network."""

import numpy as np
import pandas as pd

from facemotion.dataset.contract import Clips, ClipStatus
from facemotion.explanation.causes.basis import Basis, read_units
from facemotion.explanation.causes.onset import onsets
from facemotion.explanation.causes.tracked import pixels
from facemotion.explanation.causes.units import NAMES


def list_amounts(clips: Clips, basis: Basis) -> pd.DataFrame:
    """List the amounts of units, one row per clip and unit.

    Returns
    -------
    DataFrame
        `clip_id`, `subject`, `class`, `status`, `unit`; `amount`, the largest change from the first
        frame (1 is FACS level E); `amount_error`, its expected error; `onset`, the number of the
        frame in which the unit sets in. The last three are empty for excluded clips.
    """
    used = np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
    count, units = len(clips.clip_id), len(NAMES)
    amount, error = np.full((2, count, units), np.nan)
    onset = np.full((count, units), -1)
    if len(used):
        reading = read_units(basis, pixels(clips)[used])
        amount[used], error[used] = reading.largest, reading.error
        begins = onsets(reading.courses)
        onset[used] = np.take_along_axis(clips.frame_number[used], begins, axis=1)
    names = np.array([*clips.classes.names, ""], object)
    table = {
        "clip_id": clips.clip_id,
        "subject": clips.subject,
        "class": names[clips.label],  # -1 indexes the last name, of clips without a class
        "status": [ClipStatus(status).name.lower() for status in clips.clip_status],
    }
    return pd.DataFrame(
        {name: np.repeat(np.asarray(of, object), units) for name, of in table.items()}
        | {
            "unit": [*NAMES] * count,
            "amount": amount.ravel(),
            "amount_error": error.ravel(),
            "onset": ["" if frame < 0 else frame for frame in onset.ravel()],
        }
    )
