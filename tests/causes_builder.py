"""A network whose causes are known on paper, and tables of effects made to order."""

import numpy as np
import torch
from torch import nn

from dataset_builder import CLASSES
from facemotion.explanation.causes.asking import Asked
from facemotion.explanation.causes.tables import Effects, Told
from facemotion.explanation.causes.units import NAMES

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
    return Asked(Smile().eval(), {"input": "frontal"}, CLASSES)


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
