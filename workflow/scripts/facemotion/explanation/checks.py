"""Check the maps of a model, method by method, and give verdicts (rule `check_cam`).

============= ====================================================================================
planted       a network of the same kind, trained on clips in which one region in one time window
              decides, is mapped to that place (`facemotion.explanation.planted`)
randomization networks with random weights give other maps, by what agreement with action units
              is measured on (`facemotion.explanation.randomization`)
deletion      the prediction falls faster when landmarks are frozen in the map's order than in a
              random order (`facemotion.explanation.removal`)
insertion     it rises faster when landmarks get their motion back in the map's order
============= ====================================================================================

A check is passed if the whole interval lies on the better side of its bound.
"""

import numpy as np
import torch
from torch import nn

from facemotion.dataset.contract import Clips
from facemotion.errors import InputError
from facemotion.explanation.agreement import by_landmark, evidence
from facemotion.explanation.attribution import freeze, on_pixels
from facemotion.explanation.computing import Explainer
from facemotion.explanation.maps import PREDICTED, Maps
from facemotion.explanation.randomization import randomize_cascade, rank_correlation
from facemotion.explanation.removal import place_weights, removal_curves
from facemotion.explanation.verdicts import INSERTS
from facemotion.models.frame_stack import FrameStack
from facemotion.models.prediction import Inputs
from facemotion.progress import track


def choose_clips(maps: Maps, count: int, seed: int) -> np.ndarray:
    """Choose `count` clips, of the classes in turn until one has no more; without neutral.

    A neutral clip does not move, so freezing it changes nothing.
    """
    rng = np.random.default_rng(seed)
    expressive = [maps.classes.names.index(name) for name in maps.classes.expressive]
    shuffled = [rng.permutation(np.flatnonzero(maps.label == k)) for k in expressive]
    turns = [(turn, k, clip) for k, of in enumerate(shuffled) for turn, clip in enumerate(of)]
    return np.sort(np.array([clip for *_, clip in sorted(turns)[:count]], int))


def measure_checks(
    networks: dict[int, nn.Module],
    clips: Clips,
    inputs: Inputs,
    maps: Maps,
    model: dict,
    settings: dict,
) -> dict:
    """Measure randomisation, deletion and insertion on a sample of the clips.

    Parameters
    ----------
    networks
        The trained network of each fold.
    clips, inputs
        The dataset, and what the network sees of it.
    maps
        Out-of-fold maps of all clips.
    model
        Settings of the model.
    settings
        `clips`, `orders` (random orders a clip), `removal_steps`, `steps`, `seed`.

    Returns
    -------
    dict
        subject
            Subject of each sampled clip.
        layers
            Method to layer to ndarray (n,): rank correlation of the evidence by landmark with the
            trained network's, one layer more being random each time.
        random
            Method to network to ndarray (n,): the same with each random network of the maps file.
        curves
            deletion, insertion: to methods, `displacement` and `random`: ndarray (n, steps + 1).
    """
    sample = choose_clips(maps, settings["clips"], settings["seed"])
    if not len(sample):
        raise InputError("only neutral clips have maps, so the maps cannot be checked.")
    maps = maps.of_clips(sample)
    parts = []
    for fold, network in track(networks.items(), "checks", "folds", len(networks)):
        chosen = np.flatnonzero(maps.fold == fold)
        if len(chosen):
            rows = clips.rows_of(maps.clip_id[chosen], "the maps file")
            context = (network, clips, inputs, maps, model, settings)
            parts.append(
                (chosen, _correlations(*context, rows, chosen), _curves(*context, rows, chosen))
            )
    order = np.argsort(np.concatenate([chosen for chosen, _, _ in parts]))

    def joined(pick):
        first = pick(parts[0])
        return {
            a: {b: np.concatenate([pick(part)[a][b] for part in parts])[order] for b in first[a]}
            for a in first
        }

    return {
        "subject": maps.subject,
        "layers": joined(lambda part: part[1]),
        "random": _with_random_networks(maps),
        "curves": joined(lambda part: part[2]),
    }


def _correlations(network, clips, inputs, maps, model, settings, rows, chosen) -> dict:
    correlation = {method: {} for method in maps.method}
    for layer, changed in randomize_cascade(network, settings["seed"]):
        for m, method in enumerate(maps.method):
            explainer = Explainer(model, method, clips, inputs, settings["steps"])
            found = explainer.maps(changed, rows, maps.predicted[chosen])
            trained = maps.maps[chosen, m, PREDICTED]
            correlation[method][layer] = _correlate(found, trained)
    return correlation


def _with_random_networks(maps: Maps) -> dict:
    """Correlate the evidence with that of each network with random weights."""
    return {
        method: {
            network: _correlate(maps.random_maps[:, m, network], maps.of_method(m, PREDICTED))
            for network in range(maps.random_maps.shape[2])
        }
        for m, method in enumerate(maps.method)
    }


def _correlate(found: np.ndarray, trained: np.ndarray) -> np.ndarray:
    """Correlate what the scores are made of: evidence for the class, by landmark."""
    return rank_correlation(by_landmark(evidence(found)), by_landmark(evidence(trained)))


def _curves(network, clips, inputs, maps, model, settings, rows, chosen) -> dict:
    x = inputs[torch.as_tensor(rows)]
    target = maps.predicted[chosen].astype(int)
    weights = _weights(x, inputs, maps, chosen)
    places = next(iter(weights.values())).shape[1]
    rng = np.random.default_rng([settings["seed"], *rows.tolist()])
    # Places with equal evidence come in a random order, not in that of their numbers.
    ties = rng.permutation(places)
    orders = {n: ties[np.argsort(-w[:, ties], axis=1, kind="stable")] for n, w in weights.items()}
    shuffled = [rng.permuted(np.tile(np.arange(places), (len(rows), 1)), axis=1)
                for _ in range(settings["orders"])]  # fmt: skip
    curves = {}
    for side, insert in INSERTS.items():

        def watch(order, insert=insert):
            steps, pixels = settings["removal_steps"], on_pixels(model)
            return removal_curves(network, x, target, order, steps, insert, pixels)

        curves[side] = {name: watch(order) for name, order in orders.items()}
        curves[side]["random"] = np.mean([watch(order) for order in shuffled], axis=0)
    return curves


def _weights(
    x: torch.Tensor, inputs: Inputs, maps: Maps, chosen: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the evidence of each method, and plain motion, by place: landmark or patch."""
    if isinstance(inputs, FrameStack):
        moved = (x - freeze(x, True)).abs().mean(1).numpy()
        found = evidence(maps.image_maps[chosen, :, PREDICTED])
        return {m: place_weights(found[:, k], True) for k, m in enumerate(maps.method)} | {
            "displacement": place_weights(moved, True)
        }
    found = evidence(maps.maps[chosen, :, PREDICTED])
    return {m: place_weights(found[:, k], False) for k, m in enumerate(maps.method)} | {
        "displacement": place_weights(maps.displacement[chosen], False)
    }
