"""Turn what the checks measured into verdicts, each a number against a bound and a sentence."""

import numpy as np

from facemotion.evaluation.bootstrap import mean_by_subject
from facemotion.numerals import signed

CHECKS = ("planted", "randomization", "deletion", "insertion")
INSERTS = {"deletion": False, "insertion": True}


def describe_checks(measured: dict, planted: dict, settings: dict, model: str) -> dict:
    """Give the content of `results/cam/{model}/checks.json`: verdicts, and the curves behind them.

    Parameters are those of `judge`, and the model's name.
    """
    return {
        "schema_version": 2,
        "model": model,
        "clips": len(measured["subject"]),
        "settings": settings,
        "methods": judge(measured, planted, settings),
        "curves": {
            side: {name: curve.mean(axis=0).round(6).tolist() for name, curve in curves.items()}
            for side, curves in measured["curves"].items()
        },
    }


def judge(measured: dict, planted: dict, settings: dict) -> dict[str, dict]:
    """Judge every method by every check.

    Parameters
    ----------
    measured
        From `facemotion.explanation.checks.measure_checks`.
    planted
        From `facemotion.explanation.planted.measure_planted`.
    settings
        The bounds `max_correlation` and `min_accuracy`; and
        `confidence`, `draws` and `seed` of the intervals.

    Returns
    -------
    dict
        Method to `passed` (by all checks) and `verdicts`, a dict for each of `CHECKS` with `passed`
        (None if the check could not be run), `sentence` and the numbers.
    """
    methods = {}
    for method in measured["layers"]:
        verdicts = {"planted": _judge_planted(planted, method, settings)}
        if len(set(measured["subject"])) < 2:
            alone = "could not be run: an interval needs at least two subjects"
            verdicts |= {check: {"passed": None, "sentence": alone} for check in CHECKS[1:]}
        else:
            verdicts |= _judge_sample(measured, method, settings)
        passed = all(verdict["passed"] for verdict in verdicts.values())
        methods[method] = {"passed": passed, "verdicts": verdicts}
    return methods


def _judge_sample(measured: dict, method: str, settings: dict) -> dict:
    """Judge what was measured on a sample of the dataset's clips."""
    subject = measured["subject"]
    return {"randomization": _judge_randomization(measured, method, settings)} | {
        side: _judge_removal(side, measured["curves"][side], method, subject, settings)
        for side in INSERTS
    }


def failed_checks(checks: dict, method: str) -> list[str]:
    """Name the checks that a method failed, or that could not be run, for the stamp on its maps."""
    verdicts = checks["methods"][method]["verdicts"]
    return [check for check in CHECKS if not verdicts[check]["passed"]]


def area_under(curves: np.ndarray) -> np.ndarray:
    """Return the area under curves (n, steps + 1), trapezoidal rule, over an axis from 0 to 1."""
    return np.trapezoid(curves, axis=1) / (curves.shape[1] - 1)


def _judge_planted(planted: dict, method: str, settings: dict) -> dict:
    accuracy = planted["accuracy"]
    if accuracy < settings["min_accuracy"]:
        return {
            "passed": None,
            "accuracy": accuracy,
            "sentence": f"could not be run: the network classified {accuracy:.0%} of the planted "
            f"clips correctly, but {settings['min_accuracy']:.0%} are required",
        }
    found, plain = planted["methods"][method], planted["displacement"]
    each = np.arange(len(found["precision"]))  # no subjects here: each clip is independent
    numbers, passed = {"accuracy": accuracy, "chance": planted["chance"]}, True
    for name in ("precision", "recall"):
        numbers |= _interval(name, found[name], each, settings)
        numbers[f"displacement_{name}"] = float(np.mean(plain[name]))
        over = f"{name}_over_displacement"
        numbers |= _interval(over, found[name] - plain[name], each, settings)
        passed &= numbers[f"{over}_low"] > 0
    return numbers | {
        "passed": passed,
        "sentence": f"precision {numbers['precision']:.2f} and recall {numbers['recall']:.2f} on "
        "the planted region in its time window; difference from plain motion "
        f"{_span(numbers, 'precision_over_displacement')} and "
        f"{_span(numbers, 'recall_over_displacement')} (must be above 0; chance "
        f"{numbers['chance']:.2f})",
    }


def _judge_randomization(measured: dict, method: str, settings: dict) -> dict:
    """Judge by networks with fully random weights: their mean correlation, clip by clip."""
    drawn = np.stack(list(measured["random"][method].values()), axis=1)
    numbers = _interval("correlation", drawn.mean(axis=1), measured["subject"], settings)
    each = drawn.mean(axis=0)
    numbers |= {"lowest": float(each.min()), "highest": float(each.max())}
    return numbers | {
        "passed": bool(numbers["correlation_high"] < settings["max_correlation"]),
        "layers": {layer: float(rho.mean()) for layer, rho in measured["layers"][method].items()},
        "sentence": f"rank correlation of the per-landmark evidence with that of {len(each)} "
        f"networks with random weights: {numbers['correlation']:.2f} "
        f"({numbers['correlation_low']:.2f} to {numbers['correlation_high']:.2f}; must be below "
        f"{settings['max_correlation']:.2f}; single networks {numbers['lowest']:.2f} to "
        f"{numbers['highest']:.2f})",
    }


def _judge_removal(
    side: str, curves: dict, method: str, subject: np.ndarray, settings: dict
) -> dict:
    areas = {name: area_under(curves[name]) for name in (method, "random", "displacement")}
    numbers = _interval("difference", areas[method] - areas["random"], subject, settings)
    over = _interval("over_displacement", areas[method] - areas["displacement"], subject, settings)
    better = numbers["difference_low"] > 0 if INSERTS[side] else numbers["difference_high"] < 0
    wanted = "above" if INSERTS[side] else "below"
    return numbers | over | {
        "passed": bool(better),
        "area_map": float(areas[method].mean()),
        "area_random": float(areas["random"].mean()),
        "area_displacement": float(areas["displacement"].mean()),
        "sentence": f"area under the curve {areas[method].mean():.2f} in the map's order, "
        f"{areas['random'].mean():.2f} in random order (difference "
        f"{_span(numbers, 'difference')}; must be {wanted} 0), "
        f"{areas['displacement'].mean():.2f} by plain motion",
    }  # fmt: skip


def _span(numbers: dict, name: str) -> str:
    low, high = numbers[f"{name}_low"], numbers[f"{name}_high"]
    return f"{signed(low, 2)} to {signed(high, 2)}"


def _interval(
    name: str, values: np.ndarray, subjects: np.ndarray, settings: dict
) -> dict[str, float]:
    mean, low, high = mean_by_subject(
        values[:, None], subjects, settings["confidence"], settings["draws"], settings["seed"]
    )
    return {name: float(mean[0]), f"{name}_low": float(low[0]), f"{name}_high": float(high[0])}
