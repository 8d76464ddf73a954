"""What the scores allow to be said, in words (rule `score_cam`)."""

from facemotion.explanation.scoring import REFERENCES
from facemotion.explanation.verdicts import CHECKS, failed_checks

NO_CHEEKS = (
    "68 landmarks have none on the cheeks: AU6 is scored on the lower eyelids, AU9 on the nose and "
    "the upper lip; workflow/resources/au_landmarks.tsv says which landmarks show an action unit."
)


def describe_scores(
    rows: list[dict], counts: dict, checks: dict, about: dict, settings: dict
) -> dict:
    """Give the content of `results/cam/{model}/scores.json`.

    Parameters
    ----------
    rows, counts
        What `facemotion.explanation.scoring.score_maps` gives.
    checks
        Verdicts on the methods (`facemotion.explanation.verdicts.describe_checks`).
    about
        `model`, `dataset`, `scheme`; kept with the scores.
    settings
        Of the scoring.
    """
    methods = list(dict.fromkeys(row["method"] for row in rows))
    return {
        "schema_version": 1,
        **about,
        "confidence": settings["confidence"],
        "action_units_from": counts,
        "methods": {
            method: {
                "failed_checks": failed_checks(checks, method),
                "claims": {
                    row["emotion"]: claim(row, rows, failed_checks(checks, method))
                    for row in rows
                    if (row["method"], row["axis"], row["metric"]) == (method, "landmark", "auroc")
                },
            }
            for method in methods
        },
        "rows": rows,
        "note": NO_CHEEKS,
    }


def claim(row: dict, rows: list[dict], failed: list[str]) -> str:
    """Say what the AUROC over landmarks carries for one emotion and method.

    The check `planted` is required: without it only the numbers are told.
    """
    if row["value"] is None:
        return f"{row['emotion']}: no clip can be scored."
    mass = next(
        r for r in rows
        if all(r[k] == row[k] for k in ("method", "emotion", "axis")) and r["metric"] == "mass"
    )  # fmt: skip
    numbers = (
        f"AUROC {row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f}), plain displacement "
        f"{row['displacement']:.2f}, class mean {row['class_mean']:.2f}, random network "
        f"{_number(row['random_network'])}; {mass['value']:.0%} of the evidence lies on the "
        f"landmarks of the action units, where chance has {mass['chance']:.0%} and displacement "
        f"{mass['displacement']:.0%}{_difference(mass)}"
    )
    subject = f"{row['emotion']} ({row['clips']} clips)"
    if "planted" in failed:
        return f"{subject}: no claim, since the method has not passed the check planted; {numbers}."
    return f"{subject}: the map {_compared(row)}; {numbers}."


def _compared(row: dict) -> str:
    """Say whether the map finds the units' landmarks, and what it adds to motion and class mean."""
    words = "finds" if row["low"] > 0.5 else "does not find"
    words += " the landmarks of the action units"
    parts = [
        f"{_verb(row, name)} {label}"
        for name, label in (
            ("displacement", "plain displacement"),
            ("class_mean", "the class mean"),
        )
        if row[f"minus_{name}"] is not None
    ]
    return f"{words}, and {' and '.join(parts)}" if parts else words


def _difference(mass: dict) -> str:
    """Put the interval of what the map's share is above displacement's into words."""
    if mass["minus_displacement"] is None:
        return ""
    low, high = mass["minus_displacement_low"], mass["minus_displacement_high"]
    return f" (difference {100 * low:+.0f} to {100 * high:+.0f} points)"


def _verb(row: dict, name: str) -> str:
    if row[f"minus_{name}_low"] > 0:
        return f"beats (by {row[f'minus_{name}']:.2f})"
    if row[f"minus_{name}_high"] < 0:
        return f"falls short (by {-row[f'minus_{name}']:.2f}) of"
    return "does not beat"


def format_scores(scores: dict) -> str:
    """Lay the scores out for people: for each method its verdict, a table, and claims."""
    counts = scores["action_units_from"]
    data = scores["dataset"]
    demo = " (rendered demo faces)" if data["rendered"] else ""
    lines = [
        f"Maps of {scores['model']} on {data['name']}: {data['path']}{demo}, {scores['scheme']}, "
        "against facial action units",
        f"action units of {counts['codes']} clips from their own FACS codes, of "
        f"{counts['prototype']} from the emotion's prototype; {counts['nothing']} clips show none",
        scores["note"],
    ]
    for method, about in scores["methods"].items():
        failed = about["failed_checks"]
        verdict = "passed all checks" if not failed else f"NOT PASSED: {', '.join(failed)}"
        lines += [
            "",
            f"{method}: {verdict} (of {', '.join(CHECKS)})",
            *_table(scores["rows"], method),
        ]
        lines += [f"- {sentence}" for sentence in about["claims"].values()]
    return "\n".join(lines) + "\n"


def _table(rows: list[dict], method: str) -> list[str]:
    """Give the scores over all emotions; those of each are in the claims, and in the table."""
    head = f"{'over':10}{'metric':8}{'clips':>6}{'degenerate':>12}   {'map':18}"
    lines = [(head + "".join(f"{name:>15}" for name in REFERENCES)).rstrip()]
    for row in rows:
        if (
            row["method"] == method
            and row["emotion"] == "all"
            and row["metric"] in ("auroc", "mass")
        ):
            value = f"{_number(row['value'])} ({_number(row['low'])}-{_number(row['high'])})"
            line = f"{row['axis']:10}{row['metric']:8}{row['clips']:6}{row['degenerate']:12}   "
            line += f"{value:18}"
            lines.append(line + "".join(f"{_number(row[name]):>15}" for name in REFERENCES))
    return lines


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
