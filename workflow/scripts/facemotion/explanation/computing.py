"""Compute the maps of test clips (rule `compute_cam`).

Maps are computed batch by batch while they are written, first with the trained network, then with
random ones.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn

from facemotion.dataset.contract import CLIP_TEXTS, Clips
from facemotion.dataset.crop import landmarks_in_frames
from facemotion.errors import InputError
from facemotion.explanation.attribution import attribute, method_names
from facemotion.explanation.maps import Maps
from facemotion.files.hdf5_parts import Parts
from facemotion.landmarks.face import N_LANDMARKS
from facemotion.models.frame_stack import FrameStack
from facemotion.models.inputs import motion_input
from facemotion.models.prediction import BATCH_CLIPS, Inputs, build_network, predict
from facemotion.progress import track


def compute_maps(
    network: nn.Module,
    clips: Clips,
    inputs: Inputs,
    rows: np.ndarray,
    model: dict,
    settings: dict,
    fold: int,
) -> Maps:
    """Map by every method the evidence for the predicted and for the true class.

    Parameters
    ----------
    network
        Trained without the clips in `rows`.
    clips, inputs
        The dataset, and what the network sees of it.
    rows
        Clips to explain. One without a label has the predicted class for its true one.
    model
        Settings of the model.
    settings
        `steps` of integrated gradients; `random_networks`, how many, and `seed` of the first.
    fold
        Kept with the maps.

    Raises
    ------
    InputError
        There is no clip.
    """
    methods = method_names(network, model, tuple(inputs.shape[1:]))
    if not len(rows):
        raise InputError("there is no clip to explain; see the dataset's table for reasons.")
    probabilities = predict(network, inputs, rows).softmax(1).numpy()
    predicted, label = probabilities.argmax(1), clips.label[rows]
    targets = np.stack([predicted, np.where(label < 0, predicted, label)], axis=1)
    explainers = [Explainer(model, m, clips, inputs, settings["steps"]) for m in methods]
    blind = random_networks(model, inputs, len(clips.classes), settings)
    shape, place = (len(rows), len(methods)), (N_LANDMARKS, clips.frames)

    def parts(told: str, shape: tuple, explain: Callable[[np.ndarray], np.ndarray]) -> Parts:
        batches = np.array_split(np.arange(len(rows)), max(1, -(-len(rows) // BATCH_CLIPS)))
        return Parts(shape, lambda: (explain(batch) for batch in track(batches, told, "batches")))

    def trained(on_image: bool) -> Callable[[np.ndarray], np.ndarray]:
        return lambda batch: _of_targets(network, explainers, rows[batch], targets[batch], on_image)

    images = None
    if isinstance(inputs, FrameStack):
        images = parts("maps on images", (*shape, 2, *inputs.shape[2:]), trained(on_image=True))
    chosen = {name: getattr(clips, name)[rows] for name in (*CLIP_TEXTS, "aus")}
    return Maps(
        parts("maps", (*shape, 2, *place), trained(on_image=False)),
        parts(
            "maps of random networks",
            (*shape, len(blind), *place),
            lambda batch: _of_random(blind, explainers, rows[batch], targets[batch, 0]),
        ),
        displacement(clips, rows), probabilities.astype("f4"),
        predicted=targets[:, 0].astype("int8"), label=label,
        fold=np.full(len(rows), fold, "int32"), au_codes=clips.au_codes,
        method=np.array(methods, object), classes=clips.classes, image_maps=images, **chosen,
    )  # fmt: skip


def _of_targets(
    network: nn.Module,
    explainers: Sequence["Explainer"],
    rows: np.ndarray,
    targets: np.ndarray,
    on_image: bool,
) -> np.ndarray:
    """Map clips by every method for two classes each: (n, M, 2, 68, T), or on the image y and x."""
    seen, found = explainers[0].see(rows), []
    wrong = np.flatnonzero(targets[:, 0] != targets[:, 1])
    for explain in explainers:
        show = explain.on_image if on_image else explain.at_landmarks
        raw = explain.raw(network, seen, targets[:, 0])
        both = np.stack([show(raw, rows)] * 2, axis=1)
        if len(wrong):
            true = explain.raw(network, seen[wrong], targets[wrong, 1])
            both[wrong, 1] = show(true, rows[wrong])
        found.append(both)
    return np.stack(found, axis=1)


def _of_random(
    networks: Sequence[nn.Module],
    explainers: Sequence["Explainer"],
    rows: np.ndarray,
    predicted: np.ndarray,
) -> np.ndarray:
    """Map clips by every method and network for their predicted class: (n, M, R, 68, T)."""
    seen = explainers[0].see(rows)
    found = [
        [explain.at_landmarks(explain.raw(random, seen, predicted), rows) for random in networks]
        for explain in explainers
    ]
    return np.moveaxis(np.array(found), 2, 0)


class Explainer:
    """One method of one model, giving maps over landmark × frame whatever the network sees.

    Parameters
    ----------
    model
        Settings of the model.
    method
        One of `facemotion.explanation.attribution.method_names`.
    clips, inputs
        The dataset, and what the network sees of it.
    steps
        Steps of integrated gradients.
    """

    def __init__(self, model: dict, method: str, clips: Clips, inputs: Inputs, steps: int):
        self.model, self.method, self.steps = model, method, steps
        self._clips, self._inputs = clips, inputs

    def see(self, rows: np.ndarray) -> torch.Tensor:
        """Return what a network sees of the dataset's `rows`."""
        return self._inputs[torch.as_tensor(rows)]

    def raw(self, network: nn.Module, seen: torch.Tensor, target: np.ndarray) -> np.ndarray:
        """Map clips as `facemotion.explanation.attribution.attribute` does."""
        device = next(network.parameters()).device
        target = torch.as_tensor(target, dtype=torch.int64, device=device)
        return attribute(
            network, self.model, self.method, seen.to(device), target, self.steps
        ).cpu().numpy()  # fmt: skip

    def at_landmarks(self, raw: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return maps (n, 68, T); of pixels what the image's map holds where each landmark lies."""
        if not isinstance(self._inputs, FrameStack):
            return raw
        points = landmarks_in_frames(self._clips, rows, self._inputs.crop, raw.shape[-1])
        return sample_at_points(raw, points)

    def maps(self, network: nn.Module, rows: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Return maps (n, 68, T) of the dataset's `rows`."""
        return self.at_landmarks(self.raw(network, self.see(rows), target), rows)

    def on_image(self, raw: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return maps of pixels (n, y, x), as `at_landmarks` takes them."""
        return without_time(raw)


def without_time(maps: np.ndarray) -> np.ndarray:
    """Add the frames of maps of pixels (n, T, y, x) up; those without frames stay."""
    return maps.sum(axis=1) if maps.ndim == 4 else maps


def sample_at_points(maps: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Read maps of images at points, linearly between pixels.

    Parameters
    ----------
    maps
        (n, y, x), the same for all frames, or (n, T, y, x).
    points
        (n, T, 68, 2), x and y in pixels; the centre of the first pixel is (0, 0). Outside the
        image the nearest pixel is read.

    Returns
    -------
    ndarray of float32, shape (n, 68, T)
    """
    n, frames = points.shape[:2]
    if maps.ndim == 3:
        maps = np.broadcast_to(maps[:, None], (n, frames, *maps.shape[1:]))
    size = np.array([maps.shape[3], maps.shape[2]])
    grid = torch.from_numpy(((points + 0.5) / size * 2 - 1).astype("f4")).flatten(0, 1)[:, None]
    images = torch.from_numpy(np.ascontiguousarray(maps, "f4")).flatten(0, 1)[:, None]
    read = nn.functional.grid_sample(images, grid, padding_mode="border", align_corners=False)
    return read.reshape(n, frames, -1).numpy().transpose(0, 2, 1)


def random_networks(model: dict, inputs: Inputs, n_classes: int, settings: dict) -> list[nn.Module]:
    """Make the model's network with random weights, several times, in evaluation mode."""
    networks = []
    for k in range(settings["random_networks"]):
        torch.manual_seed(settings["seed"] + k)
        networks.append(build_network(model, inputs, n_classes).eval())
    return networks


def displacement(clips: Clips, rows: np.ndarray) -> np.ndarray:
    """Return each landmark's distance from its first-frame position, in inter-ocular distances.

    Returns
    -------
    ndarray of float32, shape (len(rows), 68, T)
    """
    return np.linalg.norm(motion_input(clips)[rows], axis=1).astype("f4")
