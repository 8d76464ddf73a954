"""A multi-layer perceptron with one hidden layer, trained by scikit-learn (Adam, its defaults).

The weights are written into dense layers, with the standardisation of the features folded into
the first, so that it is stored, run and costed like every other network.
"""

import warnings

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from torch import nn

INPUTS = ("displacement", "gravity", "fiducial")
SETTINGS = {
    "hidden": {"type": "integer", "minimum": 1},
    "batch_size": {"type": "integer", "minimum": 1},
    "epochs": {"type": "integer", "minimum": 1},
}
ABSENT = -1e6  # output of a class without a training clip: never the largest


def build(shape: tuple[int, ...], n_classes: int, settings: dict) -> nn.Module:
    """Make the layers for features of `shape` (F,); `settings` gives `hidden`, units."""
    hidden = settings["hidden"]
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(int(np.prod(shape)), hidden),
        nn.ReLU(),
        nn.Linear(hidden, n_classes),
    )


def fit(network: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, settings: dict, seed: int):
    """Train on features (N, F) and labels (N,) for at most `epochs`."""
    features = inputs.flatten(1).double().numpy()
    scaler = StandardScaler().fit(features)
    machine = MLPClassifier(
        settings["hidden"],
        max_iter=settings["epochs"],
        batch_size=min(settings["batch_size"], len(features)),
        random_state=seed,
    )
    with warnings.catch_warnings():
        # The number of epochs is a setting; that more would lower the loss is no fault.
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(scaler.transform(features), labels.numpy())
    (first, second), (first_bias, second_bias) = machine.coefs_, machine.intercepts_
    first = first / scaler.scale_[:, None]
    if len(machine.classes_) == 2:  # scikit-learn gives one output then, the log odds
        second, second_bias = np.hstack([0 * second, second]), np.hstack([0, second_bias])
    with torch.no_grad():
        network[1].weight.copy_(torch.from_numpy(first.T))
        network[1].bias.copy_(torch.from_numpy(first_bias - scaler.mean_ @ first))
        network[3].weight.zero_()
        network[3].bias.fill_(ABSENT)
        network[3].weight[machine.classes_] = torch.from_numpy(second.T).float()
        network[3].bias[machine.classes_] = torch.from_numpy(second_bias).float()
