"""The models beside the TCN: parameters by hand, and scikit-learn's answers from torch's layers."""

import numpy as np
import pytest
import torch
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from dataset_builder import make_clips, random_face, similarity
from facemotion.models.cost import count_multiply_adds
from facemotion.models.inputs import (
    difference_input,
    displacement_input,
    fiducial_input,
    gravity_input,
)
from facemotion.models.networks import cnn_lstm, linear_svm, lstm, mlp, scn
from facemotion.models.training import count_parameters


@pytest.mark.parametrize(
    ("network", "shape", "settings", "expected"),
    [
        # 48,768 + 221,952 + 886,272 in the blocks, 256 (8 8 256 + 1) and 7 (256 + 1) after them.
        (scn, (20, 224, 224), {"pooling_px": 8}, 5_353_351),
        (scn, (20, 224, 224), {"pooling_px": None}, 52_539_271),
        (scn, (20, 32, 32), {"pooling_px": 8}, 2_207_623),
        (lstm, (2, 68, 20), {"hidden": 64}, 4 * 64 * (136 + 64 + 2) + 7 * 65),
        (cnn_lstm, (2, 68, 20), {"hidden": 64}, 32 * 7 + 64 + 4 * 64 * (544 + 64 + 2) + 7 * 65),
        (mlp, (102,), {"hidden": 100}, 100 * 103 + 7 * 101),
        (linear_svm, (136,), {}, 7 * 137),
    ],
)
def test_parameters_are_those_of_the_docstrings(network, shape, settings, expected):
    made = network.build(shape, 7, settings)
    assert count_parameters(made) == expected
    assert made.eval()(torch.zeros(2, *shape)).shape == (2, 7)


def test_multiply_adds_by_hand():
    dense = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(136, 7))
    assert count_multiply_adds(dense, (136,)) == 136 * 7
    conv = torch.nn.Conv2d(2, 64, 3, padding=1)
    assert count_multiply_adds(conv, (2, 68, 20)) == 68 * 20 * 64 * 2 * 9
    recurrent = lstm.build((2, 68, 20), 7, {"hidden": 64})
    assert count_multiply_adds(recurrent, (2, 68, 20)) == 20 * 4 * 64 * (136 + 64) + 64 * 7


@pytest.fixture
def samples():
    """Sixty samples of 5 features, of three of seven classes, with features of unlike scale."""
    rng = np.random.default_rng(0)
    labels = np.repeat([1, 3, 6], 20)
    features = rng.normal(0, 1, (60, 5)) + np.eye(5)[labels % 5] * 2
    return torch.from_numpy(features * [1, 10, 0.1, 1, 5] + 3).float(), torch.from_numpy(labels)


def test_the_svm_answers_as_scikit_learn_does(samples):
    inputs, labels = samples
    network = linear_svm.build((5,), 7, {})
    linear_svm.fit(network, inputs, labels, {"regularization": 0.5}, 1)
    scaler = StandardScaler().fit(inputs)
    machine = LinearSVC(C=0.5, random_state=1, max_iter=20_000)
    machine.fit(scaler.transform(inputs), labels)
    margins = network(inputs).detach().numpy()
    expected = machine.decision_function(scaler.transform(inputs))
    np.testing.assert_allclose(margins[:, [1, 3, 6]], expected, atol=1e-4)
    assert (margins.argmax(1) == machine.predict(scaler.transform(inputs))).all()


@pytest.mark.parametrize("classes", [[1, 3, 6], [1, 3]])
def test_the_mlp_answers_as_scikit_learn_does(samples, classes):
    inputs, labels = samples
    chosen = np.isin(labels, classes)
    inputs, labels = inputs[chosen], labels[chosen]
    settings = {"hidden": 4, "epochs": 30, "batch_size": 16}
    network = mlp.build((5,), 7, settings)
    mlp.fit(network, inputs, labels, settings, 1)
    scaler = StandardScaler().fit(inputs)
    machine = MLPClassifier(4, max_iter=30, batch_size=16, random_state=1)
    machine.fit(scaler.transform(inputs), labels)
    probabilities = network(inputs).softmax(1).detach().numpy()[:, classes]
    expected = machine.predict_proba(scaler.transform(inputs))
    np.testing.assert_allclose(probabilities, expected, atol=1e-4)


def test_two_classes_are_kept_apart_by_an_svm(samples):
    inputs, labels = samples[0][:40], samples[1][:40]
    network = linear_svm.build((5,), 7, {})
    linear_svm.fit(network, inputs, labels, {"regularization": 1.0}, 1)
    predicted = network(inputs).argmax(1)
    assert set(predicted.tolist()) == {1, 3}
    assert (predicted == labels).float().mean() > 0.9


def test_differences_are_steps_from_frame_to_frame():
    pixels = np.tile(random_face(), (1, 20, 1, 1))
    pixels[0, 5:, 30, 0] += 64  # a tenth of the width, in one step
    x = difference_input(make_clips(pixels))
    assert x[0, 0, 30, 5] == pytest.approx(0.1, abs=1e-6)
    assert np.count_nonzero(x) == 1


def test_displacement_is_last_minus_first():
    pixels = np.tile(random_face(), (1, 20, 1, 1))
    pixels[0, :, 36:42], pixels[0, :, 42:48] = [250, 200], [350, 200]
    pixels[0, 10, 8], pixels[0, -1, 8] = [0, 0], pixels[0, 0, 8] + [0, 50]
    x = displacement_input(make_clips(pixels)).reshape(2, 68)
    assert x[1, 8] == pytest.approx(0.5, abs=1e-5)
    x[1, 8] = 0
    assert np.abs(x).max() < 1e-5


@pytest.mark.parametrize("features", [gravity_input, fiducial_input])
def test_static_features_see_the_shape_of_the_last_frame_only(features):
    face = random_face()
    pixels = np.tile(face, (2, 20, 1, 1))
    pixels[1, :19] = random_face(1)
    pixels[1, 19] = similarity(face, 0.0, 1.5, np.array([5.0, -20.0]))
    a, b = features(make_clips(pixels))
    np.testing.assert_allclose(a, b, atol=1e-4)


def test_gravity_features_by_hand():
    face = np.zeros((68, 2))
    face[36:42], face[42:48] = [-50, 0], [50, 0]  # eyes 100 px apart, mean at the origin
    face[0], face[1] = [0, 30], [0, -30]
    x = gravity_input(make_clips(np.tile(face, (1, 20, 1, 1)) + 200)).reshape(4, 68)
    np.testing.assert_allclose(x[:, 0], [0, 0.3, 0.3, np.pi / 2], atol=1e-4)
    np.testing.assert_allclose(x[:, 1], [0, -0.3, 0.3, -np.pi / 2], atol=1e-4)
