"""What the sections of the page say, as plain values for its template."""

import base64
from pathlib import Path

import pandas as pd

from facemotion.evaluation.bootstrap import NO_WIDTH
from facemotion.evaluation.input_text import paper_input, seen_input
from facemotion.explanation.truth import RESOURCES, read_au_landmarks
from facemotion.explanation.verdicts import failed_checks
from facemotion.landmarks.quality import POOR_FAILED, POOR_JITTER, by_subject
from facemotion.sequences import table as contract

COORDINATES = "x / width, y / height"  # what the input `image` is
STATUS_WORDS = {
    contract.UNLABELLED: "without an emotion label",
    contract.TOO_SHORT: "too short",
    contract.EXCLUDED_EMOTION: "of an emotion that is in no class",
    contract.UNREADABLE: "unreadable",
    contract.NOT_MACRO: "micro-expressions",
    contract.IMPOSSIBLE_FRAMES: "with impossible frame numbers",
    contract.REPEATED: "repeated",
    "excluded": "clips with too many frames without landmarks",
}


def score_rows(result: dict) -> list[dict]:
    """List accuracy by scheme, with and without the neutral class, and what training shares."""
    return [
        {
            "scheme": name,
            "classes": words,
            "leakage": scheme["leakage"],
            "note": scheme["note"].removesuffix(NO_WIDTH).strip(),
            **scheme[key],
        }
        for name, scheme in result["schemes"].items()
        for key, words in (
            ("all_classes", "all classes"),
            ("without_neutral", "without neutral"),
            ("living_neutral", "living neutral"),
        )
        if key in scheme
    ]


def class_rows(result: dict) -> list[dict]:
    """Put recall, precision and F1 of every class beside the paper's."""
    paper = result["paper"].get("per_class", {})
    tables = {name: s["all_classes"]["per_class"] for name, s in result["schemes"].items()}
    return [
        {
            "class": name,
            "ours": {scheme: table[name] for scheme, table in tables.items()},
            "paper": paper.get(name),
        }
        for name in result["dataset"]["classes"]
        if any(table[name]["clips"] for table in tables.values())
    ]


def why_different(result: dict) -> list[str]:
    """Say in sentences why the paper's figures and these are not one measurement."""
    data, settings = result["dataset"], result["protocol"]["settings"]
    reasons = []
    if data["rendered"]:
        reasons.append(
            "These are rendered stand-ins for CK+: generated people, moved by known action units. "
            "No number here can be compared with the paper's."
        )
    paper = paper_input(settings)
    if paper:
        reasons.append(
            f"The network sees {seen_input(settings)}, not the paper's "
            f"{COORDINATES if paper == 'image' else paper}; config.yaml says how to train on that."
        )
    if "grouped" in result["schemes"] or "loso" in result["schemes"]:
        reasons.append(
            "Grouped splits keep every subject on one side; the paper does not say whether its "
            "splits do, and random ones do not."
        )
    reasons.append("The last epoch is scored here; the paper does not say which.")
    return reasons + result["paper"].get("notes", [])


def exclusions(sequences: pd.DataFrame, clips: pd.DataFrame) -> list[dict]:
    """List what is not used, by reason, with every sequence or clip and why.

    Parameters
    ----------
    sequences
        The filtered sequence table.
    clips
        The table of the stage `dataset`.
    """
    rows = [
        (row["status"], row["sequence_id"], row["emotion"], row["reason"])
        for row in sequences[sequences["status"] != contract.OK].to_dict("records")
    ] + [
        ("excluded", row["clip_id"], row["emotion"], row["reason"])
        for row in clips[clips["status"] == "excluded"].to_dict("records")
    ]
    return [
        {
            "status": words,
            "rows": [
                {"id": name, "emotion": emotion, "reason": reason}
                for found, name, emotion, reason in rows
                if found == status
            ],
        }
        for status, words in STATUS_WORDS.items()
        if any(row[0] == status for row in rows)
    ]


def describe_quality(quality: pd.DataFrame) -> dict:
    """Say how good the landmarks are, and name the sequences and subjects where they are not.

    Parameters
    ----------
    quality
        `facemotion.landmarks.quality.read_quality`.
    """
    known = quality.astype(object).where(quality.notna(), None)
    subjects = by_subject(quality)
    jitter = quality["jitter"].median()
    return {
        "sequences": len(quality),
        **{name: int(quality[name].sum()) for name in ("frames", "failed", "jumped")},
        "jitter": None if pd.isna(jitter) else float(jitter),
        "poor": known[known["poor"] == "yes"].to_dict("records"),
        "subjects": subjects[subjects["failed"] > 0].to_dict("records"),
        "max_failed": POOR_FAILED,
        "max_jitter": POOR_JITTER,
    }


def describe_methods(checks: dict, scores: dict) -> list[dict]:
    """List the methods with verdicts and claims, the most believable first.

    Those that find a planted region come first, since no claim is made of others; of these, those
    that passed most checks, and of equals those with the higher precision on that region.
    """

    def rank(method: dict) -> tuple[bool, int, float]:
        planted = checks["methods"][method["name"]]["verdicts"]["planted"]
        return not planted["passed"], len(method["failed"]), -planted.get("precision", 0.0)

    methods = [
        {
            "name": name,
            "failed": failed_checks(checks, name),
            "verdicts": [
                {"check": check, "passed": verdict["passed"], "sentence": verdict["sentence"]}
                for check, verdict in about["verdicts"].items()
            ],
            "claims": list(scores["methods"].get(name, {}).get("claims", {}).values()),
        }
        for name, about in checks["methods"].items()
    ]
    return sorted(methods, key=rank)


def agreement_rows(scores: dict, method: str) -> list[dict]:
    """Give the scores of a method against action units, over landmarks, by class."""
    return [
        row
        for row in scores["rows"]
        if row["method"] == method and row["axis"] == "landmark" and row["metric"] == "auroc"
    ]


def units_in_words(counts: dict) -> str:
    """Say where the action units come from that maps are held against, of so many clips each."""
    own, prototype = counts["codes"], counts["prototype"]
    if not prototype:
        return "the action units that each clip shows, by its own FACS codes"
    if not own:
        return "the action units that are typical of each clip's emotion, as no clip is FACS-coded"
    return (
        f"the action units assigned to each clip: for {own} clips from their own FACS codes, for "
        f"{prototype}, which are not coded, those typical of their emotion"
    )


def describe_units() -> dict[int, dict]:
    """Give the name of every action unit that landmarks can show, and those landmarks."""
    table = pd.read_csv(RESOURCES / "au_landmarks.tsv", sep="\t", comment="#")
    landmarks = read_au_landmarks()
    return {
        int(code): {"name": name, "landmarks": landmarks[int(code)]}
        for code, name in zip(table["action_unit"], table["name"], strict=True)
    }


def read_picture(path: str | Path) -> str:
    """Give a picture as a data URI."""
    kind = {".svg": "svg+xml", ".png": "png"}[Path(path).suffix]
    data = base64.b64encode(Path(path).read_bytes()).decode("ascii")
    return f"data:image/{kind};base64,{data}"
