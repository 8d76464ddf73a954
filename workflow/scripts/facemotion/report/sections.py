"""Content of the page's sections, as plain values for the template."""

import base64
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

from facemotion.errors import DamagedFileError
from facemotion.evaluation.bootstrap import NO_WIDTH
from facemotion.evaluation.input_text import paper_input, seen_input
from facemotion.explanation.truth import RESOURCES, read_au_landmarks
from facemotion.explanation.verdicts import failed_checks
from facemotion.landmarks.quality import POOR_FAILED, POOR_JITTER, by_subject
from facemotion.sequences import table as contract

COORDINATES = "x / width, y / height"  # the input `image`
STATUS_WORDS = {
    contract.UNLABELLED: "without an emotion label",
    contract.TOO_SHORT: "too short",
    contract.EXCLUDED_EMOTION: "with an emotion in none of the classes",
    contract.UNREADABLE: "unreadable",
    contract.NOT_MACRO: "micro-expressions",
    contract.IMPOSSIBLE_FRAMES: "with impossible frame numbers",
    contract.REPEATED: "repeated",
    "excluded": "clips with too many frames without landmarks",
}


def score_rows(result: dict) -> list[dict]:
    """List accuracy by scheme, with and without the neutral class, and leakage into training."""
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
    """List per-class precision, recall and F1 with the paper's."""
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
    """Explain why the paper's figures and these are not comparable."""
    data, settings = result["dataset"], result["protocol"]["settings"]
    reasons = []
    if data["rendered"]:
        reasons.append(
            "These are rendered stand-ins for CK+: generated people, animated by known action "
            "units. No number here is comparable with the paper's."
        )
    paper = paper_input(settings)
    if paper:
        reasons.append(
            f"The network's input is {seen_input(settings)}, not the paper's "
            f"{COORDINATES if paper == 'image' else paper}; config.yaml explains how to change it."
        )
    if "grouped" in result["schemes"] or "loso" in result["schemes"]:
        reasons.append(
            "Grouped splits keep every subject in either training or test; random splits do not, "
            "and the paper does not say which it uses."
        )
    reasons.append("The last epoch is scored here; the paper does not say which epoch it scores.")
    return reasons + result["paper"].get("notes", [])


def exclusions(sequences: pd.DataFrame, clips: pd.DataFrame) -> list[dict]:
    """List excluded sequences and clips by status, each with its reason.

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
    """Summarise landmark quality, and list the poor sequences and affected subjects.

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
    """List the methods with verdicts and claims, the most trustworthy first.

    Methods that recover a planted region come first, because no claims are made for others; then
    those that passed more checks; ties are broken by precision on the planted region.
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
    """Return the scores of a method against action units, over landmarks, by class."""
    return [
        row
        for row in scores["rows"]
        if row["method"] == method and row["axis"] == "landmark" and row["metric"] == "auroc"
    ]


def units_in_words(counts: dict) -> str:
    """Describe the source of the action units that maps are scored against."""
    own, prototype = counts["codes"], counts["prototype"]
    if not prototype:
        return "the action units in each clip's own FACS codes"
    if not own:
        return "the prototypical action units of each clip's emotion, because no clip is FACS-coded"
    return (
        f"the action units of each clip: for {own} clips from their own FACS codes, for "
        f"{prototype} uncoded clips the prototypical ones of their emotion"
    )


def describe_units() -> dict[int, dict]:
    """Return the name and landmarks of every action unit that landmarks can show."""
    table = pd.read_csv(RESOURCES / "au_landmarks.tsv", sep="\t", comment="#")
    landmarks = read_au_landmarks()
    return {
        int(code): {"name": name, "landmarks": landmarks[int(code)]}
        for code, name in zip(table["action_unit"], table["name"], strict=True)
    }


def read_picture(path: str | Path) -> str:
    """Return an SVG figure as a data URI.

    Raises
    ------
    DamagedFileError
        The file is missing or truncated, or holds something else.
    """
    try:
        data = Path(path).read_bytes()
        root = ElementTree.fromstring(data)
    except OSError as error:
        found = (error.strerror or "no file").lower()
        raise DamagedFileError(path, "", found, "an SVG picture") from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        found = f"invalid XML ({error})"
        raise DamagedFileError(path, "", found, "a complete SVG picture") from error
    if not root.tag.endswith("svg"):
        raise DamagedFileError(path, "", f"XML of a {root.tag}", "an SVG picture")
    return f"data:image/svg+xml;base64,{base64.b64encode(data).decode('ascii')}"
