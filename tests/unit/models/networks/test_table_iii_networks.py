"""The systems of the paper's Table III: parameters by hand, and what each can and cannot see."""

import pytest
import torch
from torch.nn import functional

from facemotion.models.networks import deep_emotion, fan, scn, time_conv
from facemotion.models.optimizers import make_optimizer
from facemotion.models.training import count_parameters

SHAPE = (20, 32, 32)
CASES = {
    "fan": (fan, {"train_frames": 3, "dropout": 0.5}),
    "deep_emotion": (deep_emotion, {"dropout": 0.5}),
    "time_conv": (time_conv, {"window": 5}),
}


def make(name, shape=SHAPE, seed=0, **changes):
    torch.manual_seed(seed)
    module, settings = CASES[name]
    return module.build(shape, 7, settings | changes)


@pytest.fixture(scope="module")
def clips():
    return torch.rand(3, *SHAPE, generator=torch.Generator().manual_seed(5))


def residual(inputs, outputs):
    shortcut = (inputs + 2) * outputs if inputs != outputs else 0
    return 9 * (inputs + outputs) * outputs + 4 * outputs + shortcut


def separable(inputs, outputs):
    """Depthwise 3 × 3 and pointwise, twice, each with batch norm; and the shortcut with one."""
    return 9 * (inputs + outputs) + (inputs + outputs) * outputs + inputs * outputs + 6 * outputs


BY_HAND = {
    "fan": 9 * 16 + 32 + sum(residual(a, b) + residual(b, b) for a, b in
                             ((16, 16), (16, 32), (32, 64), (64, 128)))
    + 129 + 257 + 7 * 129 + 7 * 257,
    # Ten filters 3 × 3 on one and three times on ten channels; localisation; dense layers.
    "deep_emotion": 100 + 3 * 910 + 80 + 730 + 32 * 91 + 6 * 33 + 50 * 811 + 7 * 51,
    "time_conv": 9 * 5 * 8 + 16 + 9 * 64 + 16
    + sum(separable(a, b) for a, b in ((8, 16), (16, 32), (32, 64), (64, 128))) + 7 * (9 * 128 + 1),
}  # fmt: skip
NAMED = {"fan": 702_976, "deep_emotion": 47_657, "time_conv": 57_239}


@pytest.mark.parametrize("name", CASES)
def test_parameters_are_those_of_the_docstrings(name):
    assert count_parameters(make(name)) == BY_HAND[name] == NAMED[name]
    assert f"{NAMED[name]:,}" in CASES[name][0].__doc__


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("shape", [SHAPE, (7, 16, 16), (2, 50, 40), (20, 64, 64)])
def test_clips_of_any_length_and_frames_of_any_size_have_logits(name, shape):
    network = make(name, shape)
    assert network(torch.rand(3, *shape)).shape == (3, 7)
    assert network.eval()(torch.rand(1, *shape)).shape == (1, 7)


@pytest.mark.parametrize("name", CASES)
def test_the_same_seed_trains_to_the_same_bytes(name, clips):
    def trained():
        network = make(name).train()
        settings = {"learning_rate": 0.01, "decay": 0, "momentum": 0.9}
        optimizer = make_optimizer(network, settings, 3)
        for _ in range(2):
            optimizer.zero_grad()
            functional.cross_entropy(network(clips), torch.tensor([0, 3, 6])).backward()
            optimizer.step()
        return torch.cat([p.flatten() for p in network.parameters()])

    assert torch.equal(trained(), trained())


@pytest.mark.parametrize("name", CASES)
def test_every_parameter_is_trained(name, clips):
    """The localisation's last layer starts at zero, so that those before it wait one step."""
    network = make(name, dropout=0.0) if name != "time_conv" else make(name)
    optimizer = torch.optim.SGD(network.parameters(), 0.1)
    for _ in range(2):
        optimizer.zero_grad()
        functional.cross_entropy(network(clips), torch.tensor([0, 3, 6])).backward()
        optimizer.step()
    still = [key for key, p in network.named_parameters() if not p.grad.abs().sum() > 0]
    assert still == []


def list_refused(result):
    """Name the operations behind a result whose gradient torch refuses on a deterministic GPU."""
    graph, seen = [result.grad_fn], set()
    while graph:
        node = graph.pop()
        seen.add(node)
        graph += {below for below, _ in node.next_functions} - seen - {None}
    names = {node.name() for node in seen}
    assert names & {"ConvolutionBackward0", "UnsafeViewBackward0"}
    refused = ("GridSampler", "Upsample", "AdaptiveAvgPool", "AdaptiveMaxPool", "Cumsum")
    return [name for name in names if name.startswith(refused)]


@pytest.mark.parametrize("name", CASES)
def test_no_gradient_is_of_an_operation_that_a_gpu_does_not_repeat(name, clips):
    """With the bytes that `choose_device` asks for, CUDA refuses these (as torch documents)."""
    assert list_refused(make(name)(clips.clone().requires_grad_())) == []


def test_scn_pools_as_torch_does_by_operations_that_a_gpu_repeats():
    """28 cells become 8, of 4 or 5 each, as at 224 pixels; 4 stay as they are, as at 32."""
    maps = torch.rand(2, 3, 28, 36, requires_grad=True)
    pooled = scn.AveragePool((28, 36), (8, 5))(maps)
    torch.testing.assert_close(pooled, functional.adaptive_avg_pool2d(maps, (8, 5)))
    assert list_refused(pooled) == []
    assert scn.AveragePool((4, 4), (4, 4))(maps) is maps
    network = scn.build((2, 72, 72), 7, {"pooling_px": 8})
    assert list_refused(network(torch.rand(2, 2, 72, 72))) == []


def test_fans_weights_add_up_to_one_and_are_those_of_its_formulas(clips):
    network = make("fan").eval()
    features = network.embed(clips)
    found = network.attend(features)
    assert found.weights.shape == found.self_weights.shape == (3, 20)
    for weights in (found.weights, found.self_weights):
        torch.testing.assert_close(weights.sum(1), torch.ones(3))
        assert (weights > 0).all()
    alpha = torch.sigmoid(features @ network.alpha.weight[0] + network.alpha.bias)
    clip = (alpha[..., None] * features).sum(1) / alpha.sum(1, keepdim=True)
    pairs = torch.cat([features, clip[:, None].repeat(1, 20, 1)], 2)
    both = alpha * torch.sigmoid(pairs @ network.beta.weight[0] + network.beta.bias)
    expected = (both[..., None] * pairs).sum(1) / both.sum(1, keepdim=True)
    torch.testing.assert_close(found.both, expected)
    torch.testing.assert_close(found.clip, clip)
    assert found.weights.std() > 0  # relation and self-attention do tell frames apart


def test_fan_draws_a_frame_of_each_third_in_training():
    network = make("fan")
    numbered = torch.arange(20.0)[None, :, None, None].expand(200, 20, 32, 32)
    drawn = network.draw_frames(numbered)[..., 0, 0]
    assert drawn.shape == (200, 3)
    for k, (first, last) in enumerate([(0, 6), (6, 13), (13, 19)]):  # parts of 6.67 frames
        assert (drawn[:, k].min(), drawn[:, k].max()) == (first, last)
    assert network.draw_frames(numbered[:, :2]).shape[1] == 2


def test_fan_does_not_see_the_order_of_frames(clips):
    network = make("fan").eval()
    torch.testing.assert_close(network(clips), network(clips.flip(1)))
    assert not torch.allclose(network(clips), network(clips[:, :19]), atol=1e-6)


def test_deep_emotion_sees_the_last_frame_alone(clips):
    network = make("deep_emotion").eval()
    other = clips.clone()
    other[:, :-1] = 0
    assert torch.equal(network(clips), network(other))
    assert not torch.allclose(network(clips), network(clips[:, :19]))


def test_a_time_window_sees_the_order_of_its_frames_alone(clips):
    network = make("time_conv").eval()
    windows = clips.unflatten(1, (4, 5))
    assert not torch.allclose(network(clips), network(windows.flip(2).flatten(1, 2)), atol=1e-4)
    torch.testing.assert_close(network(clips), network(windows.flip(1).flatten(1, 2)))
    cut = clips[:, 3:]  # 17 frames: three windows that end with the clip
    torch.testing.assert_close(network(cut), network(clips[:, 5:]))


def test_the_spatial_transformer_starts_as_the_identity(clips):
    network = make("deep_emotion").eval()
    picture = 2 * functional.interpolate(clips[:, -1:], 48, mode="bilinear") - 1
    features = network.features(picture)
    assert features.shape == (3, 10, 9, 9)
    torch.testing.assert_close(network(clips), network.classifier(features), atol=1e-5, rtol=1e-4)


def test_sampling_is_that_of_torch():
    maps = torch.rand(4, 3, 9, 7)
    transform = torch.randn(4, 2, 3)
    grid = functional.affine_grid(transform, maps.shape, align_corners=True)
    expected = functional.grid_sample(maps, grid, align_corners=True)
    torch.testing.assert_close(deep_emotion.sample(maps, transform), expected, atol=1e-5, rtol=1e-4)


def test_a_moved_grid_moves_the_map():
    maps = torch.zeros(1, 1, 9, 9)
    maps[0, 0, 4, 6] = 1
    right = torch.tensor([[[1, 0, 0.5], [0, 1, 0]]])  # 0.5 of half the width: two cells
    sampled = deep_emotion.sample(maps, right)
    assert sampled[0, 0, 4, 4] == 1
    assert sampled.sum() == 1
