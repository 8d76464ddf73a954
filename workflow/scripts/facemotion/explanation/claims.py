"""What the scores allow to be said, in words (rule `score_cam`)."""

from facemotion.evaluation.paired import holm
from facemotion.explanation.scoring import REFERENCES
from facemotion.explanation.verdicts import CHECKS, failed_checks

CLAIMED = ("landmark", "auroc")  # axis and metric
COMPARED = {
    "permuted": "on other emotions' units",
    "displacement": "plain displacement",
    "class_mean": "the class mean",
    "random_network": "random networks",
}
SHARES = {"chance": "chance"} | COMPARED
NO_CHEEKS = (
    "None of the 68 landmarks lies on the cheeks: AU6 is scored on the lower eyelids, AU9 on the "
    "nose and the upper lip. workflow/resources/au_landmarks.tsv lists the landmarks of each "
    "action unit."
)


def describe_scores(
    rows: list[dict], counts: dict, checks: dict, about: dict, settings: dict
) -> dict:
    """Return the content of `results/cam/{model}/scores.json`.

    Parameters
    ----------
    rows, counts
        From `facemotion.explanation.scoring.score_maps`.
    checks
        Verdicts on the methods (`facemotion.explanation.verdicts.describe_checks`).
    about
        `model`, `dataset`, `scheme`; kept with the scores.
    settings
        Settings of the scoring.
    """
    failed = {row["method"]: failed_checks(checks, row["method"]) for row in rows}
    tests = adjust(rows)
    return {
        "schema_version": 3,
        **about,
        "confidence": settings["confidence"],
        "tests": tests,
        "action_units_from": counts,
        "methods": {
            method: {
                "failed_checks": of_method,
                "claims": {
                    row["class"]: claim(row, rows, of_method, 1 - settings["confidence"])
                    for row in _claimed(rows)
                    if row["method"] == method
                },
            }
            for method, of_method in failed.items()
        },
        "rows": rows,
        "note": NO_CHEEKS,
    }


def _claimed(rows: list[dict]) -> list[dict]:
    return [row for row in rows if (row["axis"], row["metric"]) == CLAIMED]


def adjust(rows: list[dict]) -> int:
    """Adjust the p of all that is claimed, of all methods and classes together, by Holm.

    Each row gets `minus_…_p_holm`, None where there is nothing to test.

    Returns
    -------
    int
        Number of tests.
    """
    tests = [(row, f"minus_{name}_p") for row in _claimed(rows) for name in REFERENCES]
    known = [(row, key) for row, key in tests if row[key] is not None]
    for row, key in tests:
        row[f"{key}_holm"] = None
    for (row, key), p in zip(known, holm([row[key] for row, key in known]), strict=True):
        row[f"{key}_holm"] = round(p, 6)
    return len(known)


def claim(row: dict, rows: list[dict], failed: list[str], level: float) -> str:
    """State what the AUROC over landmarks supports for one class and method.

    The check `planted` is required: without it, only the numbers are reported.
    """
    if row["value"] is None:
        return f"{row['class']}: no clip could be scored."
    mass = next(
        r for r in rows
        if all(r[k] == row[k] for k in ("method", "class", "axis")) and r["metric"] == "mass"
    )  # fmt: skip
    numbers = (
        f"AUROC {_number(row['value'])} ({_number(row['low'])} to {_number(row['high'])}), "
        + ", ".join(f"{label} {_number(row[name])}" for name, label in COMPARED.items())
        + f" ({_number(row['random_lowest'])} to {_number(row['random_highest'])})"
        + f"; {_percent(mass['value'])} of the evidence lies on the landmarks of the action units, "
        + ", ".join(f"{label} {_percent(mass[name])}" for name, label in SHARES.items())
    )
    subject = f"{row['class']} ({row['clips']} clips)"
    if "planted" in failed:
        return f"{subject}: no claim, because the method did not pass the check planted; {numbers}."
    return f"{subject}: the map {_compared(row, level)}; {numbers}."


def _compared(row: dict, level: float) -> str:
    """Return whether the map finds the units' landmarks, and how it compares with the baselines.

    It finds them if it scores above chance, and higher on them than on the landmarks of other
    emotions' action units.
    """
    finds = all(_verb(row, name, level) == "beats" for name in ("chance", "permuted"))
    words = f"{'finds' if finds else 'does not find'} the landmarks of the action units"
    against: dict[str, list[str]] = {}
    for name, label in COMPARED.items():
        if name != "permuted" and row[f"minus_{name}"] is not None:
            against.setdefault(_verb(row, name, level), []).append(label)
    for verb, labels in against.items():
        words += f", {verb} " + (" or " if "not" in verb else " and ").join(labels)
    return words


def _verb(row: dict, name: str, level: float) -> str:
    """Say how a map compares, by the adjusted p."""
    p, difference = row[f"minus_{name}_p_holm"], row[f"minus_{name}"]
    if p is None or p >= level:
        return "does not beat"
    return "beats" if difference > 0 else "falls short of"


def format_scores(scores: dict) -> str:
    """Lay the scores out as text: for each method its verdict, a table, and claims."""
    counts = scores["action_units_from"]
    data = scores["dataset"]
    demo = " (rendered demo faces)" if data["rendered"] else ""
    lines = [
        f"Maps of {scores['model']} on {data['name']}: {data['path']}{demo}, {scores['scheme']}, "
        "against facial action units",
        f"action units: {counts['codes']} clips from their own FACS codes, {counts['prototype']} "
        f"from the emotion's prototype; {counts['nothing']} clips show none",
        scores["note"],
        f"{scores['tests']} permutation tests over subjects, Holm-adjusted together; level "
        f"{1 - scores['confidence']:.2f}",
    ]
    for method, about in scores["methods"].items():
        failed = about["failed_checks"]
        verdict = "passed all checks" if not failed else f"not passed: {', '.join(failed)}"
        lines += [
            "",
            f"{method}: {verdict} (of {', '.join(CHECKS)})",
            *_table(scores["rows"], method),
        ]
        lines += [f"- {sentence}" for sentence in about["claims"].values()]
    return "\n".join(lines) + "\n"


def _table(rows: list[dict], method: str) -> list[str]:
    """Lay out the scores over all classes; per-class scores are in the claims and the table."""
    head = f"{'over':10}{'metric':8}{'clips':>6}{'degenerate':>12}   {'map':18}"
    lines = [(head + "".join(f"{name:>15}" for name in REFERENCES)).rstrip()]
    for row in rows:
        if row["method"] == method and row["class"] == "all" and row["metric"] in ("auroc", "mass"):
            value = f"{_number(row['value'])} ({_number(row['low'])}-{_number(row['high'])})"
            line = f"{row['axis']:10}{row['metric']:8}{row['clips']:6}{row['degenerate']:12}   "
            line += f"{value:18}"
            lines.append(line + "".join(f"{_number(row[name]):>15}" for name in REFERENCES))
    return lines


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
