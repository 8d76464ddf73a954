"""A linear support vector machine, one class against the rest, as one dense layer.

scikit-learn trains it on standardised features; the weights are then written into the layer, with
the standardisation folded in, so that it is stored, run and costed like every other network. Its
softmax is no calibrated probability; the largest output is the prediction.
"""

import numpy as np
import torch
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from torch import nn

INPUTS = ("displacement", "gravity", "fiducial")
SETTINGS = {"regularization": {"type": "number", "exclusiveMinimum": 0}}
MAX_ITERATIONS = 20_000  # of scikit-learn's 1,000, some folds would end before they converged
ABSENT = -1e6  # output of a class without a training clip: never the largest


def build(shape: tuple[int, ...], n_classes: int, settings: dict) -> nn.Module:
    """Make the layer for features of `shape` (F,)."""
    return nn.Sequential(nn.Flatten(), nn.Linear(int(np.prod(shape)), n_classes))


def fit(network: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, settings: dict, seed: int):
    """Train on features (N, F) and labels (N,); `settings` gives `regularization`, C.

    Crammer and Singer's and other multi-class forms are not used: one against the rest is what
    both libsvm's users and the compared papers mean by a linear SVM.
    """
    features = inputs.flatten(1).double().numpy()
    scaler = StandardScaler().fit(features)
    machine = LinearSVC(
        C=settings["regularization"], max_iter=MAX_ITERATIONS, random_state=seed, dual=True
    ).fit(scaler.transform(features), labels.numpy())
    weights, biases = machine.coef_ / scaler.scale_, machine.intercept_
    biases = biases - weights @ scaler.mean_
    if len(machine.classes_) == 2:  # scikit-learn gives one row then
        weights, biases = np.vstack([-weights, weights]), np.hstack([-biases, biases])
    layer = network[1]
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.fill_(ABSENT)
        layer.weight[machine.classes_] = torch.from_numpy(weights).float()
        layer.bias[machine.classes_] = torch.from_numpy(biases).float()
