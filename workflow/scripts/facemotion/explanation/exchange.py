"""What another landmark backend would change of a model's classes and maps.

The networks of the folds were trained on the dataset's own landmarks. Here each sees its test clips
as a second backend has them: a change of backend after training, the worst case. A model that is
retrained on those landmarks is another question, answered by `landmarks.backend` in the config.
"""

from pathlib import Path

import numpy as np
from sklearn.metrics import cohen_kappa_score
from torch import nn

from facemotion.dataset.contract import Clips
from facemotion.errors import InputError
from facemotion.evaluation.bootstrap import mean_by_subject
from facemotion.evaluation.paired import subject_test
from facemotion.explanation.attribution import STEP_BATCH, method_names
from facemotion.explanation.computing import Explainer
from facemotion.models.prediction import build_network, load_network, predict, read_inputs

SCHEMA_VERSION = 1
NOTE = (
    "The folds' networks, trained on the first backend's landmarks, are tested on the same "
    "held-out clips with both. Intervals are bootstrapped over subjects; p is from a permutation "
    "test over subjects. Maps are for the class predicted from the first landmarks; they are "
    "correlated over landmarks and frames, clip by clip."
)


def exchange_landmarks(
    first: Clips,
    second: Clips,
    weights: list[Path],
    split: dict,
    name: str,
    model: dict,
    steps: int,
    intervals: dict,
) -> dict:
    """Predict and explain held-out clips by the landmarks of two backends.

    Parameters
    ----------
    first, second
        The dataset with its own landmarks, used for training, and with others.
    weights, split
        Weights of each fold, and the frozen folds.
    name, model
        Name and settings of the model.
    steps
        Steps of integrated gradients.
    intervals
        `confidence`, `draws` and `seed`.

    Returns
    -------
    dict
        As `workflow/schemas/exchange.schema.yaml` describes.

    Raises
    ------
    InputError
        No held-out clip has enough landmarks by both.
    """
    both = Exchange(first, second, model, steps)
    chosen, said, alike, skipped = [], [], [], 0
    for file, fold in zip(weights, split["folds"], strict=True):
        rows = first.rows_of(fold["test"], "the split")
        usable = second.usable[second.rows_of(fold["test"], "the split")]
        skipped += int((~usable).sum())
        if usable.any():
            chosen.append(rows[usable])
            network = load_network(file, model, both.inputs[0], first)
            said.append(both.predict(network, chosen[-1]))
            alike.append(both.compare_maps(network, chosen[-1], said[-1][:, 0]))
    if not chosen:
        raise InputError(
            f"{second.backend}: no held-out clip of {first.dataset} has enough landmarks from it; "
            f"results/dataset/{first.dataset}.second.tsv has the reasons."
        )
    about = {"model": name, "scheme": split["scheme"], "dataset": first.describe()}
    about |= {"first": first.backend, "second": second.backend, "skipped": skipped}
    rows, said, alike = map(np.concatenate, (chosen, said, alike))
    return about | _describe(first, rows, said, alike, both.methods, intervals)


class Exchange:
    """A dataset by the landmarks of two backends, and what a model sees of each."""

    def __init__(self, first: Clips, second: Clips, model: dict, steps: int):
        self.clips = first, second
        self.inputs = [read_inputs(clips, None, model) for clips in self.clips]
        fresh = build_network(model, self.inputs[0], len(first.classes))
        self.methods = method_names(fresh, model, tuple(self.inputs[0].shape[1:]))
        self._explainers = {
            method: [
                Explainer(model, method, clips, seen, steps)
                for clips, seen in zip(self.clips, self.inputs, strict=True)
            ]
            for method in self.methods
        }

    def predict(self, network: nn.Module, rows: np.ndarray) -> np.ndarray:
        """Return the class (n, 2) that each landmarks' `rows` of the first dataset are given."""
        pairs = zip(self.inputs, self._rows(rows), strict=True)
        return np.stack([predict(network, *pair).numpy().argmax(1) for pair in pairs], axis=1)

    def compare_maps(self, network: nn.Module, rows: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Return the correlation (n, methods) of the two maps of each clip."""
        batches = np.array_split(np.arange(len(rows)), -(-len(rows) // STEP_BATCH))
        return np.concatenate([self._compare(network, rows[b], target[b]) for b in batches])

    def _compare(self, network: nn.Module, rows: np.ndarray, target: np.ndarray) -> np.ndarray:
        pairs = self._rows(rows)
        found = []
        for explainers in self._explainers.values():
            maps = [e.maps(network, of, target) for e, of in zip(explainers, pairs, strict=True)]
            found.append(_correlations(*maps))
        return np.stack(found, axis=1)

    def _rows(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        first, second = self.clips
        return rows, second.rows_of(first.clip_id[rows], "the split")


def exchange_in_words(result: dict) -> str:
    """Say in two sentences what came out."""
    first, second = (result[f"{key}_accuracy"] for key in ("first", "second"))
    best = max(result["maps"], key=lambda row: row["correlation"]["mean"])
    return (
        f"{result['model']}, trained on landmarks from {result['first']}, {result['clips']} "
        f"held-out clips: accuracy {_percent(first)} with these, {_percent(second)} with "
        f"{result['second']} (p = {result['p']:.3f}); same predicted class for "
        f"{_percent(result['same_class'])} (kappa {result['kappa']:.2f}).\n"
        f"The maps of {best['method']} agree most between the two: correlation "
        f"{best['correlation']['mean']:.2f}.\n"
    )


def _describe(clips: Clips, rows, said, alike, methods: list[str], intervals: dict) -> dict:
    right = said == clips.label[rows, None]
    same = said[:, 0] == said[:, 1]
    subjects = clips.subject[rows]
    values = np.column_stack([right, same, alike]).astype("float64")
    found = np.array(mean_by_subject(values, subjects, **intervals))
    bounds = [dict(zip(("mean", "low", "high"), map(float, column), strict=True))
              if np.isfinite(column).all() else None for column in found.T]  # fmt: skip
    difference = (right[:, 1].astype(float) - right[:, 0])[:, None]
    return {
        "schema_version": SCHEMA_VERSION,
        "clips": len(rows),
        "subjects": len(set(subjects)),
        "confidence": intervals["confidence"],
        "note": NOTE,
        "first_accuracy": bounds[0],
        "second_accuracy": bounds[1],
        "p": float(subject_test(difference, subjects, intervals["seed"])[0]),
        "same_class": bounds[2],
        "kappa": _kappa(said),
        "classes": [
            {
                "class": name,
                "clips": int(of.sum()),
                "first_right": int(right[of, 0].sum()),
                "second_right": int(right[of, 1].sum()),
                "same": int(same[of].sum()),
            }
            for k, name in enumerate(clips.classes.names)
            if (of := clips.label[rows] == k).any()
        ],
        "maps": [
            {"method": method, "correlation": bound}
            for method, bound in zip(methods, bounds[3:], strict=True)
            if bound
        ],
    }


def _correlations(maps: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Correlate the maps (n, 68, T) of each clip; NaN where one is the same everywhere."""
    flat = [m.reshape(len(m), -1).astype("float64") for m in (maps, others)]
    centred = [m - m.mean(axis=1, keepdims=True) for m in flat]
    size = np.linalg.norm(centred[0], axis=1) * np.linalg.norm(centred[1], axis=1)
    dot = (centred[0] * centred[1]).sum(axis=1)
    return np.where(size > 0, dot / np.where(size > 0, size, 1), np.nan)


def _kappa(said: np.ndarray) -> float:
    if len(np.unique(said)) == 1:  # nothing else was ever said
        return 1.0
    return float(cohen_kappa_score(said[:, 0], said[:, 1]))


def _percent(bounds: dict) -> str:
    return f"{bounds['mean']:.1%} ({100 * bounds['low']:.1f}–{100 * bounds['high']:.1f})"
