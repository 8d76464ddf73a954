"""The referee: the chosen explanation, the scores of every method, and those of the sentences."""

import numpy as np

from facemotion.explanation.causes.intervals import are_readable, calibrate, may_be_named
from facemotion.explanation.causes.judging import TESTED, judge, measure, rank_by_class, summarise
from facemotion.explanation.causes.method_names import CLASS_MEAN, FLOORS, MOTION, REFERENCES
from facemotion.explanation.causes.references import chance, halves, mean_of_others
from facemotion.explanation.causes.tables import Effects, Told
from facemotion.explanation.causes.units import NAMES, PRESENT
from facemotion.explanation.causes.words import check_words, expected_errors

TARGETS = {"rank": 0.85, "top": 0.8}
HALVES = 100


def choose(effects: Effects, told: dict[str, Told]) -> str:
    """Choose the method that ranks units best on the choice people; floors are not eligible."""
    ranks = {
        name: float(np.nanmean(measure(effects, says)["rank"]))
        for name, says in told.items()
        if name not in FLOORS
    }
    return max(ranks, key=ranks.get)


def referee(
    choice: tuple[Effects, dict[str, Told]],
    verdict: tuple[Effects, dict[str, Told]],
    about: dict,
    settings: dict,
) -> dict:
    """Return the content of `results/causes/{model}/referee.json`.

    Parameters
    ----------
    choice, verdict
        For each group of people, the true effects and the results of each method; for the verdict
        people, including `trial.REFERENCES`.
    about
        `model`, and how the networks were trained: `choice_network`, `verdict_network`.
    settings
        `confidence`, `draws` and `seed` of the intervals.
    """
    method = choose(*choice)
    readable = are_readable(choice[0].amount, choice[0].strength, PRESENT)
    factor = calibrate(
        choice[0].effect,
        choice[1][method].value,
        expected_errors(choice[0], choice[1][method]),
        may_be_named(choice[0].amount, readable),
        settings["confidence"],
    )
    effects, told = verdict[0], dict(verdict[1])
    references = {name: told.pop(name) for name in REFERENCES if name in told}
    references[CLASS_MEAN] = Told(mean_of_others(effects), np.full(effects.effect.shape, -1))
    rivals = {"chance": chance(effects)}
    rivals |= {MOTION: measure(effects, told[MOTION])} if MOTION in told else {}
    interval = settings["confidence"], settings["draws"], settings["seed"]
    judged = judge(effects, told, rivals, settings)
    on_choice = judge(*choice, {}, settings)
    for name, row in judged.items():
        row["choice"] = {of: on_choice[name][of]["value"] for of in TESTED}
        row["sentence"] = _verdict(name, row, 1 - settings["confidence"])
    spread = halves(effects, HALVES, settings["seed"])
    words = check_words(effects, told[method], factor, readable)
    return {
        "schema_version": 2,
        **about,
        "confidence": settings["confidence"],
        "clips": {"choice": len(choice[0].effect), "verdict": len(effects.effect)},
        "units_per_clip": round(float(effects.present.sum(axis=1).mean()), 6),
        "chosen": method,
        "readable": [name for name, is_read in zip(NAMES, readable, strict=True) if is_read],
        "target": {
            of: {"wanted": wanted, "reached": judged[method][of]["value"] >= wanted}
            for of, wanted in TARGETS.items()
        },
        "interval": {"factor": round(factor, 6), **words.pop("interval")},
        "methods": judged,
        "references": {
            "chance": summarise(chance(effects), effects.subject, interval),
            **{
                name: summarise(measure(effects, says), effects.subject, interval)
                for name, says in references.items()
            },
        },
        "by_class": rank_by_class(effects, told | references, interval),
        "halves": {
            "value": round(float(np.nanmean(spread)), 6),
            "low": round(float(np.nanquantile(spread, 0.025)), 6),
            "high": round(float(np.nanquantile(spread, 0.975)), 6),
        },
        "words": words,
    }


def _verdict(name: str, row: dict, level: float) -> str:
    """Compare a method with baselines that know nothing about the network, in words."""
    words = {"rank": "in ranking units", "top": "in the first unit"}
    parts = []
    for other, tests in row["beats"].items():
        told = {of: t for of, t in tests.items() if t["p_holm"] is not None and t["p_holm"] < level}
        won = [words[of] for of, test in told.items() if test["difference"] > 0]
        lost = [words[of] for of, test in told.items() if test["difference"] < 0]
        parts.append(f"beats {other} {' and '.join(won)}" if won else f"does not beat {other}")
        if lost:
            parts.append(f"falls short of it {' and '.join(lost)}")
    return f"{name} {', '.join(parts)}."
