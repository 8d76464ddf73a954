"""A network whose causes are known on paper, and tables of effects made to order."""

from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import nn

from dataset_builder import CLASSES
from facemotion.explanation.causes.asking import Asked
from facemotion.explanation.causes.tables import SENTENCES, UNITS_READ, Effects, Told
from facemotion.explanation.causes.units import NAMES
from facemotion.files.tsv import write_table

HAPPY = CLASSES.names.index("happy")


class Smile(nn.Module):
    """Says happy by how far the lip corners (48 and 54) rise in the last frame, ten to one."""

    def __init__(self):
        super().__init__()
        self.slope = nn.Parameter(torch.tensor(10.0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        logits = torch.zeros(len(x), len(CLASSES))
        logits[:, HAPPY] = -self.slope * x[:, 1, [48, 54], -1].mean(1)
        return logits


def smile() -> Asked:
    return Asked(Smile().eval(), {"input": "motion"}, CLASSES, frames=8)


def make_effects(effect, present=None, subject=None, **changes) -> Effects:
    """Make effects of clips that show the first units, as many as each row of `effect` has."""
    rows, count = len(effect), len(NAMES)
    full, here = np.zeros((rows, count)), np.zeros((rows, count), bool)
    for row, values in enumerate(effect):
        full[row, : len(values)], here[row, : len(values)] = values, True
    made = {
        "clip_id": np.array([f"clip{k}" for k in range(rows)], object),
        "subject": np.array(subject or [f"P{k}" for k in range(rows)], object),
        "predicted": np.array(["happy"] * rows, object),
        "probability": np.full(rows, 0.9),
        "present": here if present is None else present,
        "strength": here * 0.8,
        "onset": np.where(here, 5, -1),
        "amount": here * 0.8,
        "amount_error": np.full((rows, count), 0.01),
        "effect": full,
    }
    return Effects(**made | changes)


def told(values, onset=5) -> Told:
    """Say numbers of the first units of clips; 0 of all others."""
    full = np.zeros((len(values), len(NAMES)))
    for row, of in enumerate(values):
        full[row, : len(of)] = of
    return Told(full, np.full(full.shape, onset))


def figure(value):
    return {"value": value, "low": value - 0.1, "high": value + 0.1}


def make_referee(**changes) -> dict:
    """Give what the page and figures read of a referee's verdict, on made-up methods."""

    def row(rank):
        return {of: figure(rank) for of in ("rank", "top", "sign_error", "onset_error")}

    ranks = {"unit_removal": 0.9, "gradcam_conv2": 0.1, "integrated_gradients": 0.5, "motion": 0.2}
    return {
        "chosen": "unit_removal",
        "methods": {name: row(rank) for name, rank in ranks.items()},
        "references": {"exact_amounts": row(0.95)},
        "by_class": {
            "happy": {
                "clips": 30,
                "rank": {"gradcam_conv2": figure(0.3), "motion": figure(-0.2)},
            }
        },
        "words": {"sentences": 180, "none": 47, "wrong_sentences": 0.011},
        "clips": {"choice": 120, "verdict": 180},
        "readable": ["AU12", "AU1"],
        "confidence": 0.95,
    } | changes


def write_causes(folder: Path, clip_ids) -> tuple[str, str]:
    """Write sentences of clips, the k-th about `AU1` or `AU12` by k/10 log-odds, and units."""
    rows = []
    for k, name in enumerate(clip_ids):
        unit = ("AU12", "AU1")[k % 2]
        sentence = f"Clip {k}, because of {unit}, +{k / 10:.1f} log-odds."
        listed = f"{unit} +{k / 10:.2f} (+0.10 to +9.00)"
        rows.append(("clip", name, "S", "", "ok", "happy", "0.9", listed, "", "", sentence))
    # The last clip is one of those that nothing is said of.
    rows[-1] = ("clip", clip_ids[-1], "S", "", "excluded", *[""] * 6)
    rows.append(("class", *[""] * 4, "happy", *[""] * 4, "Across 5 clips called happy: AU12."))
    write_table(pd.DataFrame(rows, columns=[*SENTENCES]), folder / "sentences.tsv")
    read = [
        ("generated people", "AU12", 180, 60, "0.970000", 180, "0.810000", "", ""),
        ("ckplus", "AU12", 35, 7, "0.880000", 3, "", "", ""),
        ("ckplus", "AU1", 35, 2, "", 0, "", "", ""),
    ]
    write_table(pd.DataFrame(read, columns=[*UNITS_READ]), folder / "units.tsv")
    return str(folder / "sentences.tsv"), str(folder / "units.tsv")
