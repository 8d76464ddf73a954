"""The networks and their inputs, against the paper's numbers and hand-made geometry."""

from itertools import permutations, product

import numpy as np
import pytest
import torch

from dataset_builder import make_clips, random_face, similarity
from facemotion.landmarks.face import RIGID
from facemotion.models.inputs import align_similarity, image_input, motion_input
from facemotion.models.layers import describe_layers
from facemotion.models.networks import tcn


def test_tcn_has_the_papers_number_of_parameters():
    network = tcn.build((2, 68, 20), 7, {})
    assert sum(p.numel() for p in network.parameters() if p.requires_grad) == 330_119


def test_tcn_layers_have_the_documented_shapes():
    network, shapes = tcn.build((2, 68, 20), 7, {}), {}
    for name, layer in network.features.named_children():
        layer.register_forward_hook(lambda _, __, y, name=name: shapes.update({name: y.shape[1:]}))
    assert network(torch.zeros(1, 2, 68, 20)).shape == (1, 7)
    assert {name: tuple(shape) for name, shape in shapes.items()} == {
        "conv1": (64, 68, 20),
        "conv2": (128, 68, 20),
        "pool1": (128, 33, 9),
        "conv3": (64, 33, 9),
        "pool2": (64, 16, 4),
    }


def test_even_kernels_pad_right_and_bottom_as_keras_does():
    pad, conv, *_ = tcn.build((2, 68, 20), 7, {}).features.conv2
    with torch.no_grad():
        conv.weight.zero_()
        conv.bias.zero_()
        conv.weight[0, 0, 0, 0] = 1  # copies the input if the padding is at the far ends
    x = torch.arange(64 * 68 * 20, dtype=torch.float32).reshape(1, 64, 68, 20)
    torch.testing.assert_close(conv(pad(x))[0, 0], x[0, 0])


def test_image_input_is_the_dataset_with_axes_landmark_then_frame():
    pixels = np.zeros((1, 20, 68, 2))
    pixels[0, 7, 30] = [320, 120]
    x = image_input(make_clips(pixels))
    assert x.shape == (1, 2, 68, 20)
    assert x[0, :, 30, 7].tolist() == [0.5, 0.25]
    assert np.count_nonzero(x) == 2


def test_motion_input_does_not_see_the_head_move():
    face = random_face()
    moves = [
        similarity(face, 0.02 * k, 1 + 0.01 * k, np.array([3.0 * k, -2.0 * k])) for k in range(20)
    ]
    x = motion_input(make_clips(np.array([moves])))
    assert np.abs(x).max() < 1e-5


def test_motion_input_measures_in_eye_distances():
    face = random_face()
    face[36:42] = [250, 200]
    face[42:48] = [350, 200]  # eyes 100 px apart
    clip = np.tile(face, (20, 1, 1))
    clip[12:, 48] += [-10, 5]  # a mouth corner, which is not rigid
    x = motion_input(make_clips(clip[None]))
    np.testing.assert_allclose(x[0, :, 48, 12], [-0.1, 0.05], atol=1e-5)
    assert np.abs(np.delete(x, 48, axis=2)).max() < 1e-6


def test_motion_input_is_the_same_for_a_larger_face_in_another_place():
    face = random_face()
    clip = np.tile(face, (20, 1, 1))
    clip[5:, 57] += [0, 12]
    nearer = 1.2 * clip - [60, 40]
    a, b = motion_input(make_clips(np.array([clip, nearer])))
    np.testing.assert_allclose(a, b, atol=1e-5)


def test_alignment_recovers_a_known_transform():
    face = random_face(3)
    moved = similarity(face, 0.3, 1.4, np.array([5.0, 7.0]))
    np.testing.assert_allclose(align_similarity(moved, face, RIGID), face, atol=1e-9)


def test_alignment_is_least_squares():
    """Against the closed form for two points, which any similarity fits exactly."""
    fixed = np.array([[0.0, 0.0], [2.0, 0.0], [9.0, 9.0]])
    moving = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])  # turned by 90 degrees, half as large
    aligned = align_similarity(moving, fixed, (0, 1))
    np.testing.assert_allclose(aligned, [[0, 0], [2, 0], [4, 0]], atol=1e-12)


@pytest.mark.parametrize("make", [image_input, motion_input])
def test_inputs_are_contiguous_float32(make):
    x = make(make_clips(np.tile(random_face(), (2, 20, 1, 1))))
    assert x.dtype == np.float32
    assert x.flags.c_contiguous


def test_motion_is_measured_in_eye_distances_of_the_first_frame():
    """A face that comes nearer, and whose eyes open wide unevenly meanwhile."""
    face = random_face()
    face[36:42], face[42:48] = [250, 200], [350, 200]
    clip = np.tile(face, (20, 1, 1))
    clip[10:, [37, 38, 40, 41]] += [-30, 0]  # lids: the centre of an eye moves, no rigid landmark
    clip[10:, 57] += [0, 10]
    x = motion_input(make_clips(clip[None]))
    np.testing.assert_allclose(x[0, :, 57, 15], [0, 0.1], atol=1e-5)


def test_layers_are_described_as_the_paper_has_them():
    layers = describe_layers(tcn.TCN(2, 68, 20, 7), (2, 68, 20))
    assert [(layer["words"], layer["output"], layer["parameters"]) for layer in layers] == [
        ("input", [2, 68, 20], 0),
        ("conv 64 × 3 × 3, batch norm, ReLU", [64, 68, 20], 1_216 + 128),
        ("conv 128 × 2 × 2, batch norm, ReLU", [128, 68, 20], 32_896 + 256),
        ("max-pool 3 × 3, stride 2", [128, 33, 9], 0),
        ("conv 64 × 2 × 2, batch norm, ReLU", [64, 33, 9], 32_832 + 128),
        ("max-pool 3 × 3, stride 2", [64, 16, 4], 0),
        ("dense 64, ReLU", [64], 262_208),
        ("dense 7", [7], 455),
    ]
    assert sum(layer["parameters"] for layer in layers) == 330_119


def test_the_papers_count_fits_36_networks_all_with_a_second_pooling():
    """Kernels of 3, 2 and 2 in any order; each convolution and pooling padded or not."""
    fits = []
    pools = [(size, same) for size in (2, 3) for same in (False, True)]
    for kernels in sorted(set(permutations((3, 2, 2)))):
        for padded in product((False, True), repeat=3):
            for first, second in product([(3, False), (3, True)], [None, *pools]):
                side = [68, 20]
                for kernel, same, pool in zip(kernels, padded, (None, first, second), strict=True):
                    side = [n if same else n - kernel + 1 for n in side]
                    if pool:
                        side = [-(-n // 2) if pool[1] else (n - pool[0]) // 2 + 1 for n in side]
                convolutions = sum(
                    a * b * k**2 + 3 * b
                    for a, b, k in zip((2, 64, 128), (64, 128, 64), kernels, strict=True)
                )
                if convolutions + 64 * side[0] * side[1] * 64 + 64 + 455 == 330_119:
                    fits.append((kernels, second))
    assert len(fits) == 36
    assert {kernels for kernels, _ in fits} == {(3, 2, 2)}
    assert all(second for _, second in fits)
