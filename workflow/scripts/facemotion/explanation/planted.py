"""Does a map find what is known to decide? Clips in which one region moves in one time window.

As many classes as the dataset has; in a clip of class k, region k moves early, in frames 4 to 8 of
20. Later, in frames 12 to 16, a region chosen at random moves: it says nothing about the class.
Everything jitters. A
network that tells the classes apart can only rely on the region in its window, so that is where
its map must lie. The map of plain motion finds the second region just as well, so it is what a map
must beat. Maps of pixels are compared with the region only, not with its window.
"""

from dataclasses import replace

import numpy as np
import torch

from facemotion.dataset.contract import Clips
from facemotion.explanation.agreement import Evidence, evidence
from facemotion.explanation.attribution import attribute, freeze, method_names, on_pixels
from facemotion.explanation.computing import without_time
from facemotion.explanation.planted_maps import TRUTH
from facemotion.landmarks.face import N_LANDMARKS, eye_distance
from facemotion.models.inputs import INPUTS
from facemotion.models.prediction import Inputs, predict
from facemotion.models.training import fit_network

# Shares of the clip, in twentieths.
WINDOW, LATER = (4, 9), (12, 17)
# Without the landmarks that hold the head's motion (`facemotion.landmarks.face.RIGID`): if they
# moved, all others would seem to.
REGIONS = (
    (17, 18, 19, 20, 21),  # right brow
    (22, 23, 24, 25, 26),  # left brow
    (37, 38, 40, 41),  # right eyelids
    (43, 44, 46, 47),  # left eyelids
    (48, 49, 50, 51, 52, 53, 54),  # upper lip
    (55, 56, 57, 58, 59, 65, 66, 67),  # lower lip
    (5, 6, 7, 8, 9, 10, 11),  # chin
    (0, 1, 2, 14, 15, 16),  # jaw joints
)
MOTION, JITTER = 0.1, 0.005  # in inter-ocular distances
# Of an image cut into 8 x 8 squares: row and column of the first of 2 x 2 that light up.
SQUARES = ((0, 0), (0, 3), (0, 6), (3, 0), (3, 6), (6, 0), (6, 6), (6, 3))
TESTED = 4  # training clips per test clip
BRIGHTER, GRAIN = 0.25, 0.02  # of the range from black to white


def plant(
    clips: Clips, model: dict, side: int, count: int, seed: int
) -> tuple[torch.Tensor, np.ndarray, np.ndarray]:
    """Make clips with a planted region, as a model sees them.

    Parameters
    ----------
    clips
        The dataset, for a face to move: the median first frame.
    model
        Settings of the model; its `input` decides what is made.
    side
        Side of an image in pixels, for pixel networks.
    count
        Clips per class.
    seed
        Seed of everything random.

    Returns
    -------
    x
        As the network sees it.
    label
        int64 (K count,), of K classes.
    cells
        bool (K count, 68, T), or of pixels (K count, y, x): where the planted region is, and when.
    """
    rng = np.random.default_rng(seed)
    label = np.tile(np.arange(len(clips.classes)), count)
    other = rng.integers(len(clips.classes), size=len(label))
    if on_pixels(model):
        x, cells = _plant_pixels(label, other, clips.frames, side, rng)
    else:
        x, cells = _plant_landmarks(clips, model["input"], label, other, rng)
    return x, label, cells


def _plant_landmarks(clips: Clips, kind: str, label, other, rng):
    usable = np.flatnonzero(clips.usable)
    size = np.median(clips.image_size[usable], axis=0)
    face = np.median(clips.landmarks[usable, 0], axis=0) * size
    eyes = eye_distance(face)
    moved = rng.normal(0, JITTER, (len(label), clips.frames, N_LANDMARKS, 2))
    window, later = (window_frames(share, clips.frames) for share in (WINDOW, LATER))
    clean = np.zeros_like(moved)
    for clip, (k, j) in enumerate(zip(label, other, strict=True)):
        clean[clip, window, REGIONS[k], 1] = MOTION * rng.uniform(0.75, 1.25)
        moved[clip, later, REGIONS[j], 1] += MOTION * rng.uniform(0.75, 1.25)

    def see(offset: np.ndarray) -> torch.Tensor:
        # Of a dataset the inputs look at landmarks and image sizes alone.
        made = replace(
            clips,
            landmarks=((face + offset * eyes) / size).astype("f4"),
            image_size=np.tile(size, (len(label), 1)),
        )
        return torch.from_numpy(INPUTS[kind](made))

    # Where an input shows the region's motion by itself: steps from frame to frame only where it
    # begins and ends.
    alone = see(clean)
    shown = (alone - freeze(alone, False)).abs().amax(1)
    return see(moved + clean), (shown > shown.max() / 2).numpy()


def _plant_pixels(label, other, frames: int, side: int, rng):
    x = 0.5 + rng.normal(0, GRAIN, (len(label), frames, side, side))
    window, later = (window_frames(share, frames) for share in (WINDOW, LATER))
    cells = np.zeros((len(label), side, side), bool)
    for clip, (k, j) in enumerate(zip(label, other, strict=True)):
        for region, when in ((k, window), (j, later)):
            x[clip, when, *_square(region, side)] += BRIGHTER * rng.uniform(0.75, 1.25)
        cells[clip, *_square(k, side)] = True
    return torch.from_numpy(x.astype("f4")), cells


def window_frames(share: tuple[int, int], frames: int) -> slice:
    """Return the frames of a share of the clip, in twentieths; at least one."""
    first, last = (part * frames // 20 for part in share)
    return slice(first, max(last, first + 1))


def _square(region: int, side: int) -> tuple[slice, slice]:
    """Return rows and columns of a region of an image."""
    return tuple(slice(at * side // 8, (at + 2) * side // 8) for at in SQUARES[region])


def measure_planted(clips: Clips, inputs: Inputs, model: dict, settings: dict) -> dict:
    """Train a network on planted clips, and see where its maps lie.

    Parameters
    ----------
    clips, inputs
        The dataset, and what the network sees of it (for the size of an image).
    model
        Settings of the model; the network is trained as they say.
    settings
        `planted_clips` a class to train on (a quarter as many more are tested), `steps`, `seed`.

    Returns
    -------
    dict
        accuracy
            Accuracy of the network on planted test clips.
        chance
            Share of cells that are planted.
        methods
            Method to `precision` and `recall`, each an ndarray over the test clips: the share of
            the evidence that lies on planted cells, and the share of planted cells among as many
            highest ones.
        displacement
            The same for plain motion.
        maps
            Method to the mean map of each class (K, …); and `truth`, the planted cells.
    """
    side = inputs.shape[-1]
    each = settings["planted_clips"]
    x, label, cells = plant(clips, model, side, each + -(-each // TESTED), settings["seed"])
    labels = torch.from_numpy(label)
    train, test = np.split(np.arange(len(label)), [each * len(clips.classes)])
    network, _ = fit_network(x, labels, len(clips.classes), train, model, settings["seed"])
    network = network.eval()
    predicted = predict(network, x, test).argmax(1).numpy()
    expected = cells[test].reshape(len(test), -1)

    def measure(weights):
        found = Evidence(weights.reshape(len(test), -1)).agreement(expected)
        # A map without evidence finds nothing.
        return {"precision": np.nan_to_num(found["mass"]), "recall": np.nan_to_num(found["rank"])}

    result = {
        "accuracy": float((predicted == label[test]).mean()),
        "chance": float(expected.mean()),
        "methods": {},
        "maps": {TRUTH: cells[: len(clips.classes)]},
    }
    device = next(network.parameters()).device
    target = labels[test].to(device)
    for method in method_names(network, model, tuple(x.shape[1:])):
        maps = attribute(network, model, method, x[test].to(device), target, settings["steps"])
        maps = without_time(maps.cpu().numpy())
        result["methods"][method] = measure(evidence(maps))
        result["maps"][method] = np.stack(
            [maps[label[test] == k].mean(axis=0) for k in range(len(clips.classes))]
        )
    moved = (x[test] - freeze(x[test], on_pixels(model))).numpy()
    plain = np.abs(moved).mean(1) if on_pixels(model) else np.linalg.norm(moved, axis=1)
    result["displacement"] = measure(plain)
    return result
