"""Score maps against action units, compared with baselines (rule `score_cam`)."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from facemotion.errors import InputError
from facemotion.evaluation.bootstrap import mean_by_subject
from facemotion.evaluation.paired import subject_test
from facemotion.explanation.agreement import Evidence, by_landmark, chance_agreement, evidence
from facemotion.explanation.maps import PREDICTED, Maps
from facemotion.explanation.truth import SOURCES, expected_units, moving_cells, unit_mask

# What evidence is compared with: which landmarks, which frames, and which landmarks when.
AXES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "landmark": by_landmark,
    "frame": lambda cells: cells.sum(axis=1),
    "cell": lambda cells: cells.reshape(len(cells), -1),
}
REFERENCES = ("chance", "permuted", "displacement", "class_mean", "random_network")


def score_maps(
    maps: Maps, frame_number: np.ndarray, timing: pd.DataFrame | None, settings: dict
) -> tuple[list[dict], dict]:
    """Score every method for every class, on the map for the predicted class.

    Expected are the landmarks of the clip's own FACS codes, else of its emotion's prototype; and
    where `timing` knows the clip, the frames in which a unit moved, and the landmarks of each unit
    in its own frames. Neutral shows no action unit and is not scored.

    Beside each score stand those of `REFERENCES`: evidence put anywhere (`chance`); the same map
    compared with the action units of clips of other emotions (`permuted`); plain motion, the
    distance of each landmark from its first place (`displacement`); the mean map of the emotion's
    other subjects (`class_mean`); and networks with random weights (`random_network`, their mean).

    Parameters
    ----------
    maps
        N clips.
    frame_number
        (N, T), source frames of the clips.
    timing
        `facemotion.explanation.timing.read_timing`, or None.
    settings
        `permutations`; `confidence`, `draws` and `seed` of the intervals.

    Returns
    -------
    rows
        One for each method, class (and `all`), axis and metric: clips, degenerate, value, low,
        high, the references, and how much higher than each of them the map's own score
        is, with its interval and the p of a permutation test by subject (`minus_displacement`,
        `…_low`, `…_high`, `…_p`); `random_lowest` and `random_highest` of the random networks. Maps
        without time, those of an image at a layer, have the axis `landmark` alone.
    counts
        Clips by where their action units come from: codes, prototype, nothing.

    Raises
    ------
    InputError
        No clip shows an action unit that landmarks can show.
    """
    units, sources = expected_units(maps)
    if not any(units):
        raise InputError(
            f"none of the {len(units)} clips has action units that landmarks can show, "
            "so nothing can be scored; label the clips, or use the maps without scores."
        )
    expected = {"landmark": np.stack([unit_mask(u) for u in units])}
    if timing is not None:
        cells = moving_cells(maps, units, frame_number, timing)
        expected |= {"frame": cells.any(axis=1), "cell": cells.reshape(len(cells), -1)}
    plain = _measure_all(maps.displacement, expected)
    rows = []
    for m, method in enumerate(maps.method):
        weights = evidence(maps.of_method(m, PREDICTED))
        measures = {
            "value": _measure_all(weights, expected),
            "chance": {axis: chance_agreement(mask) for axis, mask in expected.items()},
            "permuted": _measure_permuted(weights, expected, maps.label, settings),
            "displacement": plain,
            "class_mean": _measure_all(mean_of_others(weights, maps.label, maps.subject), expected),
        }
        random = [_measure_all(evidence(drawn), expected) for drawn in _networks(maps, m)]
        measures["random_network"] = _average(random)
        degenerate = weights.reshape(len(weights), -1).sum(1) == 0
        rows += _rows(method, measures, random, degenerate, maps, settings)
    return rows, {source: sources.count(source) for source in SOURCES}


def mean_of_others(weights: np.ndarray, label: np.ndarray, subject: np.ndarray) -> np.ndarray:
    """Give, for each clip, the mean evidence of its class over the clips of other subjects.

    Each clip's evidence is scaled to a sum of 1 first, so that none outweighs the others. Zero
    where the class has no other subject.
    """
    total = weights.reshape(len(weights), -1).sum(1)[:, None, None]
    shares = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    means = np.zeros_like(shares)
    for k in range(len(weights)):
        others = (label == label[k]) & (subject != subject[k])
        if others.any():
            means[k] = shares[others].mean(axis=0)
    return means


def _measure_all(weights: np.ndarray, expected: dict) -> dict[str, dict[str, np.ndarray]]:
    return {axis: ev.agreement(expected[axis]) for axis, ev in _by_axis(weights, expected).items()}


def _by_axis(weights: np.ndarray, expected: dict) -> dict[str, Evidence]:
    return {axis: Evidence(AXES[axis](weights)) for axis in expected}


def _measure_permuted(weights, expected: dict, label, settings: dict) -> dict:
    """Average the measures over draws in which each clip gets the places of another emotion's."""
    return {
        axis: _average_swapped(found, expected[axis], label, settings)
        for axis, found in _by_axis(weights, expected).items()
    }


def _average_swapped(found: Evidence, mask: np.ndarray, label, settings: dict) -> dict:
    """Average over draws; NaN for a clip that is not scored itself, or without another emotion."""
    rng = np.random.default_rng(settings["seed"])
    scored = mask.any(axis=1) & ~mask.all(axis=1)
    others = {k: np.flatnonzero((label != k) & scored) for k in set(label.tolist())}
    sums = {}
    for _ in range(settings["permutations"]):
        swap = [rng.choice(others[of]) if len(others[of]) else k for k, of in enumerate(label)]
        for name, values in found.agreement(mask[swap]).items():
            sums[name] = sums.get(name, 0) + values
    valid = scored & np.array([len(others[of]) > 0 for of in label])
    return {
        n: np.where(valid, total / settings["permutations"], np.nan) for n, total in sums.items()
    }


def _networks(maps: Maps, method: int) -> Iterator[np.ndarray]:
    """Give the maps of each random network, (n, 68, T)."""
    return (maps.random_maps[:, method, k] for k in range(maps.random_maps.shape[2]))


def _average(measured: list[dict]) -> dict[str, dict[str, np.ndarray]]:
    """Average measures over random networks; one whose map is degenerate is left out."""

    def mean(axis: str, metric: str) -> np.ndarray:
        values = np.stack([found[axis][metric] for found in measured])
        known = ~np.isnan(values)
        return np.where(
            known.any(axis=0), np.nansum(values, axis=0) / np.maximum(known.sum(axis=0), 1), np.nan
        )

    return {axis: {metric: mean(axis, metric) for metric in metrics}
            for axis, metrics in measured[0].items()}  # fmt: skip


def _rows(
    method: str,
    measures: dict,
    random: list[dict],
    degenerate: np.ndarray,
    maps: Maps,
    settings: dict,
):
    """Average the measures of one method by class, with intervals over the subjects."""
    interval = settings["confidence"], settings["draws"], settings["seed"]
    rows = []
    expressive = maps.classes.expressive
    for name in (*expressive, "all"):
        wanted = [maps.classes.names.index(n) for n in expressive if name in (n, "all")]
        chosen = np.isin(maps.label, wanted)
        if not chosen.any():
            continue
        for axis, metrics in measures["value"].items():
            if not maps.times(method) and axis != "landmark":
                continue
            for metric, values in metrics.items():
                other = {name: measures[name][axis][metric][chosen] for name in REFERENCES}
                row = {
                    "method": method, "class": name, "axis": axis, "metric": metric,
                    "clips": int((~np.isnan(values[chosen])).sum()),
                    "degenerate": int(degenerate[chosen].sum()),
                }  # fmt: skip
                row |= _compare(values[chosen], other, maps.subject[chosen], interval)
                row |= _spread([found[axis][metric][chosen] for found in random])
                rows.append(row)
    return rows


def _compare(own: np.ndarray, other: dict[str, np.ndarray], subject, interval: tuple) -> dict:
    """Give the mean of a map's scores and of its references, and how much higher the map's are."""
    differences = {f"minus_{name}": own - other[name] for name in REFERENCES}
    tested = subject_test(np.stack(list(differences.values()), axis=1), subject, interval[-1])
    figures = {"": own} | differences | other
    mean, low, high = mean_by_subject(np.stack(list(figures.values()), axis=1), subject, *interval)
    row = {}
    for k, name in enumerate(figures):
        row[name or "value"] = mean[k]
        if name not in REFERENCES:
            row |= {f"{name}_low".strip("_"): low[k], f"{name}_high".strip("_"): high[k]}
    row |= {f"{name}_p": p for name, p in zip(differences, tested, strict=True)}
    return {name: _plain(value) for name, value in row.items()}


def _spread(random: list[np.ndarray]) -> dict[str, float | None]:
    """Return the least and the greatest mean score of the random networks."""
    means = [values[~np.isnan(values)].mean() for values in random if not np.isnan(values).all()]
    return {
        "random_lowest": _plain(min(means, default=np.nan)),
        "random_highest": _plain(max(means, default=np.nan)),
    }


def _plain(value):
    """Make numbers such as JSON has: six decimals, null for NaN."""
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else round(float(value), 6)
    return value
