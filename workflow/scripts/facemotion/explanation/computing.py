"""Compute the maps of test clips (rule `compute_cam`)."""

import numpy as np
import torch
from torch import nn

from facemotion.dataset.contract import CLIP_TEXTS, Clips
from facemotion.dataset.crop import landmarks_in_frames
from facemotion.errors import InputError
from facemotion.explanation.attribution import attribute, method_names
from facemotion.explanation.maps import Maps
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
    blind = random_networks(model, inputs, len(clips.classes), settings)
    shape = (len(rows), len(methods), 2, N_LANDMARKS, clips.frames)
    maps, random_maps = np.empty(shape, "f4"), np.empty((*shape[:2], len(blind), *shape[3:]), "f4")
    images = None
    if isinstance(inputs, FrameStack):
        images = np.empty((*shape[:3], *inputs.shape[2:]), "f4")
    batches = np.array_split(np.arange(len(rows)), max(1, -(-len(rows) // BATCH_CLIPS)))
    for batch in track(batches, "maps", "batches"):
        seen = inputs[torch.as_tensor(rows[batch])]
        for m, method in enumerate(methods):
            explain = Explainer(model, method, clips, inputs, settings["steps"])
            raw = explain.raw(network, seen, targets[batch, 0])
            maps[batch, m, 0] = maps[batch, m, 1] = explain.at_landmarks(raw, rows[batch])
            if images is not None:
                images[batch, m, 0] = images[batch, m, 1] = without_time(raw)
            wrong = np.flatnonzero(targets[batch, 0] != targets[batch, 1])
            if len(wrong):
                true = explain.raw(network, seen[wrong], targets[batch[wrong], 1])
                maps[batch[wrong], m, 1] = explain.at_landmarks(true, rows[batch[wrong]])
                if images is not None:
                    images[batch[wrong], m, 1] = without_time(true)
            for r, random in enumerate(blind):
                raw = explain.raw(random, seen, targets[batch, 0])
                random_maps[batch, m, r] = explain.at_landmarks(raw, rows[batch])
    chosen = {name: getattr(clips, name)[rows] for name in (*CLIP_TEXTS, "aus")}
    return Maps(
        maps, random_maps, displacement(clips, rows), probabilities.astype("f4"),
        predicted=targets[:, 0].astype("int8"), label=label,
        fold=np.full(len(rows), fold, "int32"), au_codes=clips.au_codes,
        method=np.array(methods, object), classes=clips.classes, image_maps=images,
        on_pixels=images is not None, **chosen,
    )  # fmt: skip


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
        seen = self._inputs[torch.as_tensor(rows)]
        return self.at_landmarks(self.raw(network, seen, target), rows)


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
