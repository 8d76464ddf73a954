"""The checks of maps: randomisation, deletion, insertion, planted regions, verdicts."""

import numpy as np
import pytest
import torch
from torch import nn

from dataset_builder import VALENCE, WITH_CONTEMPT, make_clips, random_face
from facemotion.errors import InputError
from facemotion.explanation import planted as planting
from facemotion.explanation.checks import (
    _curves,
    _with_random_networks,
    choose_clips,
    measure_checks,
)
from facemotion.explanation.computing import compute_maps
from facemotion.explanation.maps import PREDICTED, merge_maps
from facemotion.explanation.planted import (
    LATER,
    REGIONS,
    SQUARES,
    WINDOW,
    measure_planted,
    plant,
    window_frames,
)
from facemotion.explanation.randomization import randomize_cascade, rank_correlation
from facemotion.explanation.removal import place_weights, removal_curves, spread_places
from facemotion.explanation.verdicts import area_under, failed_checks, judge
from facemotion.landmarks.face import RIGID
from facemotion.models.prediction import build_network
from facemotion.sequences.labels import LABELS
from maps_builder import made, make_checks, make_maps

TCN = {"network": "tcn", "input": "motion"}
SMALL = {"clips": 6, "orders": 2, "removal_steps": 4, "steps": 2, "random_networks": 3, "seed": 1}


def test_layers_are_randomised_from_the_output_down():
    torch.manual_seed(0)
    network = build_network(TCN, torch.zeros(1, 2, 68, 20), 7)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    changed = []
    for name, copy in randomize_cascade(network, seed=1):
        now = copy.state_dict()
        changed.append(
            (name, {k for k in before if k.endswith("weight") and (now[k] != before[k]).any()})
        )
    assert [name for name, _ in changed] == [
        "classifier.dense2", "classifier.dense1", "features.conv3.1", "features.conv2.1",
        "features.conv1.1",
    ]  # fmt: skip
    assert changed[0][1] == {"classifier.dense2.weight"}
    assert len(changed[-1][1]) == 5  # batch norms begin with ones, and are set to ones
    assert all((network.state_dict()[k] == before[k]).all() for k in before)


def test_a_batch_norm_is_reset_with_the_layer_before_it():
    network = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(2, 2))
    network[1].weight.data[:] = 5
    steps = [(name, copy[1].weight.tolist()) for name, copy in randomize_cascade(network, 0)]
    assert steps == [("3", [5, 5]), ("0", [1, 1])]


def test_weights_of_a_layer_that_cannot_reset_itself_are_shuffled():
    class Own(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = torch.nn.Parameter(torch.arange(12.0).reshape(3, 4))

    network = torch.nn.Sequential(Own(), torch.nn.Linear(4, 2))
    *_, (name, changed) = randomize_cascade(network, seed=0)
    assert name == "0"
    assert sorted(changed[0].weight.flatten().tolist()) == list(range(12))
    assert not torch.equal(changed[0].weight, network[0].weight)


def test_rank_correlation_by_hand():
    a = np.array([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]])
    b = np.array([[10, 20, 30, 99], [4, 3, 2, 1], [7, 7, 7, 7]])
    assert rank_correlation(a, b) == pytest.approx([1, -1, 0])


class HeedsLandmarkFive(nn.Module):
    """Probability of class 1 grows with the motion of landmark 5 alone."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(3.0))

    def forward(self, x):
        motion = self.scale * x[:, :, 5].abs().sum((1, 2))
        return torch.stack([torch.zeros_like(motion), motion], dim=1)


def test_deletion_falls_as_soon_as_the_landmark_is_frozen():
    clip = torch.zeros(1, 2, 68, 20)
    clip[:, :, :, 10:] = 1
    order = np.array([[5, *[n for n in range(68) if n != 5]]])
    first = removal_curves(
        HeedsLandmarkFive(), clip, np.array([1]), order, 68, insert=False, pixels=False
    )
    assert first[0, 0] == pytest.approx(1)
    assert first[0, 1:] == pytest.approx(0.5)
    last = removal_curves(
        HeedsLandmarkFive(), clip, np.array([1]), order[:, ::-1].copy(), 68, False, False
    )
    assert last[0, :-1] == pytest.approx(1)
    back = removal_curves(
        HeedsLandmarkFive(), clip, np.array([1]), order, 68, insert=True, pixels=False
    )
    assert back[0, 0] == pytest.approx(0.5)
    assert back[0, 1:] == pytest.approx(1)


def test_the_area_under_a_curve_by_hand():
    assert area_under(np.array([[1.0, 0.5, 0.0], [1, 1, 1]])) == pytest.approx([0.5, 1])


def test_patches_of_an_image_are_its_eighths():
    maps = np.zeros((1, 16, 16))
    maps[0, 0:2, 2:4] = 1  # the second patch of the first row
    weights = place_weights(maps, pixels=True)
    assert weights[0].nonzero()[0].tolist() == [1]
    assert weights[0, 1] == 4
    mask = spread_places(weights > 0, (1, 20, 16, 16), True)
    assert mask.shape == (1, 1, 16, 16)
    assert (mask[0, 0] == (maps[0] > 0)).all()


def test_planted_regions_move_no_landmark_that_holds_the_head():
    points = [n for region in REGIONS for n in region]
    assert not set(points) & set(RIGID)
    assert len(points) == len(set(points))  # of one region only
    assert len(REGIONS) == len(SQUARES) == len(LABELS)  # as many classes as there can be


def test_a_planted_clip_moves_its_region_in_its_window():
    clips = make_clips(np.tile(random_face(), (2, 20, 1, 1)))
    x, label, cells = plant(clips, TCN, side=20, count=3, seed=0)
    assert x.shape == (21, 2, 68, 20)
    assert label.tolist() == [0, 1, 2, 3, 4, 5, 6] * 3
    moved = np.linalg.norm(x.numpy(), axis=1) > 0.05
    for clip, k in enumerate(label):
        assert cells[clip].any(axis=1).nonzero()[0].tolist() == sorted(REGIONS[k])
        assert moved[clip][cells[clip]].all()
        assert moved[clip][:, 4:9].sum() == cells[clip].sum()  # nothing else moves meanwhile
        later = {int(n) for n in moved[clip][:, 12:17].any(axis=1).nonzero()[0]}
        assert later in [set(region) for region in REGIONS]


@pytest.mark.parametrize(
    ("frames", "early", "late"),
    [(20, (4, 9), (12, 17)), (7, (1, 3), (4, 5)), (32, (6, 14), (19, 27)), (2, (0, 1), (1, 2))],
)
def test_windows_grow_with_the_clip(frames, early, late):
    assert window_frames(WINDOW, frames) == slice(*early)
    assert window_frames(LATER, frames) == slice(*late)


@pytest.mark.parametrize("classes", [VALENCE, WITH_CONTEMPT], ids=["three", "eight"])
def test_as_many_regions_are_planted_as_there_are_classes(classes):
    clips = make_clips(np.tile(random_face(), (2, 32, 1, 1)), classes=classes)
    x, label, cells = plant(clips, TCN, side=20, count=2, seed=0)
    assert x.shape == (2 * len(classes), 2, 68, 32)
    assert label.tolist() == [*range(len(classes))] * 2
    for clip, k in enumerate(label):
        assert cells[clip].any(axis=1).nonzero()[0].tolist() == sorted(REGIONS[k])
    x, _, cells = plant(clips, {"input": "frames"}, side=16, count=1, seed=0)
    assert x.shape == (len(classes), 32, 16, 16)
    assert not (cells.sum(axis=0) > 1).any()


def test_a_face_seen_from_the_front_shows_the_planted_region_in_its_window():
    clips = make_clips(np.tile(random_face(), (2, 20, 1, 1)))
    _, label, cells = plant(clips, TCN | {"input": "frontal"}, side=20, count=2, seed=0)
    for clip, k in enumerate(label):
        assert cells[clip].any(axis=0).nonzero()[0].tolist() == [4, 5, 6, 7, 8]
        assert cells[clip].any(axis=1).nonzero()[0].tolist() == sorted(REGIONS[k])


def test_steps_between_frames_show_a_planted_region_where_it_begins_and_ends():
    clips = make_clips(np.tile(random_face(), (2, 20, 1, 1)))
    _, _, cells = plant(clips, TCN | {"input": "differences"}, side=20, count=1, seed=0)
    assert cells[0].any(axis=0).nonzero()[0].tolist() == [4, 9]
    assert cells[0].any(axis=1).nonzero()[0].tolist() == sorted(REGIONS[0])


def test_planted_pixels_light_up_in_their_square():
    clips = make_clips(np.tile(random_face(), (1, 20, 1, 1)))
    x, label, cells = plant(clips, {"input": "frames"}, side=16, count=1, seed=0)
    assert x.shape == (7, 20, 16, 16)
    for clip in range(len(label)):
        assert cells[clip].sum() == 16
        assert x[clip, 4:9][:, cells[clip]].mean() > x[clip, :4].mean() + 0.15


def test_clips_are_chosen_by_emotion_and_without_neutral():
    maps = make_maps(["happy"] * 9 + ["sad"] * 2 + ["neutral"] * 9)
    chosen = choose_clips(maps, 8, seed=0)
    assert [np.sum(maps.label[chosen] == k) for k in (3, 4, 6)] == [6, 2, 0]
    few = choose_clips(maps, 3, seed=0)
    assert [np.sum(maps.label[few] == k) for k in (3, 4, 6)] == [2, 1, 0]
    assert (chosen == choose_clips(maps, 8, seed=0)).all()


def test_checks_of_a_real_network():
    rng = np.random.default_rng(0)
    clips = make_clips(random_face() + rng.normal(0, 3, (6, 20, 68, 2)))
    clips.label[:] = [0, 1, 2, 3, 4, 5]
    torch.manual_seed(0)
    network = build_network(TCN, torch.zeros(1, 2, 68, 20), 7).eval()
    x = torch.randn(6, 2, 68, 20)
    settings = SMALL
    maps = made(compute_maps(network, clips, x, np.arange(6), TCN, settings, fold=0))
    assert (maps.fold == 0).all()
    # A network that no layer of which was touched is its own best match.
    measured = measure_checks({0: network}, clips, x, maps, TCN, settings)
    assert set(measured["layers"]) == set(measured["random"]) == set(maps.method)
    assert list(measured["layers"]["hirescam_conv2"])[-1] == "features.conv1.1"
    assert [*measured["random"]["hirescam_conv2"]] == [0, 1, 2]
    for curves in measured["curves"].values():
        assert set(curves) == {*maps.method, "displacement", "random"}
        assert all(curve.shape == (6, 5) for curve in curves.values())
    whole, frozen = (measured["curves"][side]["random"][:, 0] for side in ("deletion", "insertion"))
    assert measured["curves"]["insertion"]["random"][:, -1] == pytest.approx(whole, abs=1e-6)
    assert measured["curves"]["deletion"]["random"][:, -1] == pytest.approx(frozen, abs=1e-6)


BOUNDS = {"max_correlation": 0.5, "min_accuracy": 0.9, "confidence": 0.95, "draws": 100, "seed": 1}


def measured(correlation, first, second):
    subject = np.array(["a", "b", "c"])
    high, low = (np.tile(curve, (3, 1)) for curve in (first, second))
    return {
        "subject": subject,
        "layers": {"m": {"dense": np.ones(3), "conv": np.full(3, correlation)}},
        "random": {"m": {0: np.full(3, correlation - 0.1), 1: np.full(3, correlation + 0.1)}},
        "curves": {
            "deletion": {"m": low, "random": high, "displacement": low},
            "insertion": {"m": high, "random": low, "displacement": high},
        },
    }


def planted(precision, accuracy=1.0):
    return {
        "accuracy": accuracy,
        "chance": 0.02,
        "methods": {"m": {"precision": np.full(4, precision), "recall": np.full(4, 0.8)}},
        "displacement": {"precision": np.full(4, 0.2), "recall": np.full(4, 0.5)},
    }


def verdicts(*args):
    return judge(*args, BOUNDS)["m"]["verdicts"]


def test_what_is_clearly_better_passes():
    found = verdicts(measured(0.2, [1, 1], [1, 0]), planted(0.7))
    assert all(verdict["passed"] is True for verdict in found.values())
    randomization = found["randomization"]
    assert randomization["correlation"] == pytest.approx(0.2)
    assert (randomization["lowest"], randomization["highest"]) == pytest.approx((0.1, 0.3))
    assert found["deletion"]["difference"] == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("given", "failed"),
    [
        ((measured(0.9, [1, 1], [1, 0]), planted(0.7)), "randomization"),
        ((measured(0.1, [1, 1], [1, 0]), planted(0.2)), "planted"),
        ((measured(0.1, [1, 0], [1, 0]), planted(0.7)), "deletion"),
    ],
)
def test_what_is_no_better_fails(given, failed):
    assert verdicts(*given)[failed]["passed"] is False


def test_maps_that_agree_in_what_is_scored_fail_though_their_signs_differ():
    """Evidence in the same places, and noise where nothing is scored."""
    rng = np.random.default_rng(0)
    maps = make_maps(["happy", "sad", "fear"] * 4)
    shape = rng.random((12, 1, 68, 1))
    maps.maps[:, :, PREDICTED] = shape * rng.random((12, 2, 68, 20))
    maps.random_maps[:, :, :] = shape[:, :, None] * rng.random((12, 2, 2, 68, 20))
    negative = rng.random(maps.maps.shape) < 0.5
    maps.maps[negative] = -rng.random(negative.sum())
    negative = rng.random(maps.random_maps.shape) < 0.5
    maps.random_maps[negative] = -rng.random(negative.sum())
    found = _with_random_networks(maps)
    for network in found["hirescam_conv2"].values():
        assert network.mean() > 0.6
    signed = rank_correlation(maps.maps[:, 0, PREDICTED], maps.random_maps[:, 0, 0])
    assert signed.mean() < 0.2  # what the check used to look at


def test_one_subject_gives_no_interval_and_no_verdict():
    given = measured(0.1, [1, 1], [1, 0])
    given["subject"] = np.array(["a", "a", "a"])
    found = verdicts(given, planted(0.7))
    assert [found[name]["passed"] for name in found] == [True, None, None, None]


def test_without_an_emotion_nothing_is_checked():
    with pytest.raises(InputError, match="only neutral clips have maps"):
        measure_checks({}, None, None, make_maps(["neutral"]), TCN, {"clips": 6, "seed": 1})


def test_unlabelled_clips_are_mapped_for_the_predicted_class():
    clips = make_clips(np.tile(random_face(), (2, 20, 1, 1)))
    clips.label[:] = [-1, 3]
    network = build_network(TCN, torch.zeros(1, 2, 68, 20), 7).eval()
    inputs = torch.randn(2, 2, 68, 20)
    settings = {"steps": 2, "random_networks": 1, "seed": 1}
    maps = made(compute_maps(network, clips, inputs, np.arange(2), TCN, settings, -1))
    assert maps.label.tolist() == [-1, 3]
    assert (maps.maps[0, :, 0] == maps.maps[0, :, 1]).all()


def test_a_check_that_could_not_be_made_is_not_passed():
    found = verdicts(measured(0.1, [1, 1], [1, 0]), planted(0.7, accuracy=0.5))
    assert found["planted"]["passed"] is None
    assert (
        "50% of the planted clips correctly, but 90% are required" in found["planted"]["sentence"]
    )
    checks = make_checks({}, ["m"])
    checks["methods"]["m"]["verdicts"]["planted"]["passed"] = None
    assert failed_checks(checks, "m") == ["planted"]


@pytest.mark.parametrize(("asked", "tested"), [(40, 10), (3, 1)])
def test_the_planted_network_is_trained_on_as_many_clips_as_the_config_says(
    monkeypatch, asked, tested
):
    clips, seen = make_clips(np.tile(random_face(), (2, 20, 1, 1))), {}

    def fit(x, labels, n_classes, train, model, seed):
        seen.update(trained=np.bincount(labels[train]), all=len(x))
        raise InterruptedError

    monkeypatch.setattr(planting, "fit_network", fit)
    settings = {"planted_clips": asked, "steps": 2, "seed": 0}
    with pytest.raises(InterruptedError):
        measure_planted(clips, torch.zeros(2, 2, 68, 20), TCN, settings)
    assert seen["trained"].tolist() == [asked] * 7
    assert seen["all"] == 7 * (asked + tested)


def test_each_clip_is_checked_by_the_network_of_its_fold():
    """The curves of a clip begin at the probability that its own network gave it."""
    rng = np.random.default_rng(0)
    clips = make_clips(random_face() + rng.normal(0, 3, (6, 20, 68, 2)))
    clips.label[:] = [0, 1, 2, 3, 4, 5]
    x, settings = torch.randn(6, 2, 68, 20), SMALL | {"random_networks": 1}
    networks, parts = {}, []
    for fold, rows in enumerate((np.arange(3), np.arange(3, 6))):
        torch.manual_seed(fold)
        networks[fold] = build_network(TCN, x, 7).eval()
        parts.append(made(compute_maps(networks[fold], clips, x, rows, TCN, settings, fold)))
    maps = made(merge_maps(parts))
    measured = measure_checks(networks, clips, x, maps, TCN, settings)
    for curve in measured["curves"]["deletion"].values():
        np.testing.assert_allclose(curve[:, 0], maps.probabilities.max(1), atol=1e-6)


class HeedsOneLandmark(nn.Module):
    """Logits by the last place of landmark 5 alone."""

    def __init__(self):
        super().__init__()
        self.unused = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return 9 * torch.stack([x[:, 0, 5, -1], -x[:, 0, 5, -1]], dim=1)


def test_what_the_map_has_most_evidence_for_is_deleted_and_inserted_first():
    """Of 68 landmarks one decides; a quarter of them are taken in the first of four steps."""
    maps = make_maps(["happy", "sad"])
    maps.predicted[:] = 0
    maps.maps[:, 0, PREDICTED, 5] = 1
    maps.maps[:, 1, PREDICTED] = 1
    maps.maps[:, 1, PREDICTED, 5] = 0  # the second method has it last
    x = torch.zeros(2, 2, 68, 20)
    x[..., 1:] = 1
    rows = np.arange(2)
    curves = _curves(HeedsOneLandmark(), None, x, maps, TCN, SMALL, rows, rows)
    high, low = pytest.approx([1, 1], abs=1e-3), pytest.approx([0.5, 0.5])
    first, last = maps.method
    assert curves["deletion"][first][:, 1] == low
    assert curves["deletion"][last][:, 3] == high
    assert curves["insertion"][first][:, 1] == high
    assert curves["insertion"][last][:, 3] == low
