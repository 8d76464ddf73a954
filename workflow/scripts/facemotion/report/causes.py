"""Content of the page's section on causes: sentences, recovery of action units, verdicts."""

import re
from collections.abc import Sequence

import pandas as pd

from facemotion.explanation.causes.detection import PEOPLE
from facemotion.explanation.causes.tables import SENTENCES, UNITS_READ
from facemotion.explanation.causes.units import NAMES
from facemotion.explanation.causes.verdict_lines import method_words, verdict_line
from facemotion.files.tsv import read_table

UNIT = re.compile("|".join(map(re.escape, sorted(NAMES, key=len, reverse=True))))
UNTOLD = {
    "excluded": "Not available: the clip is excluded.",
    "not_tested": "Not available: the clip is in no test fold.",
}


def read_causes(sentences: str, units: str, found: dict) -> dict:
    """Gather what the page shows about the causes of a model's decisions.

    Parameters
    ----------
    sentences, units
        Paths of `sentences.tsv` and `units.tsv`.
    found
        `referee.json`.

    Returns
    -------
    dict
        `clips`: by clip, the `sentence` and the `units` that it names; `classes`: one sentence
        each; `readings`: by unit, how well it is recovered from landmarks; `verdicts`: one line per
        method, the best first; `chosen`; and `words`, the shares of wrong sentences.
    """
    told = read_table(sentences, SENTENCES)
    clips, classes = told[told["scope"] == "clip"], told[told["scope"] == "class"]
    return {
        "clips": {row.clip_id: _told(row) for row in clips.itertuples()},
        "classes": classes["sentence"].tolist(),
        "readings": describe_readings(read_table(units, UNITS_READ)),
        "verdicts": describe_verdicts(found),
        "chosen": {"name": found["chosen"], "line": verdict_line(found, found["chosen"])},
        "words": found["words"],
        "people": found["clips"]["verdict"],
        "readable": found["readable"],
        "confidence": found["confidence"],
    }


def describe_readings(units: pd.DataFrame) -> dict[str, str]:
    """State how well each unit is recovered, by AUROC and intensity ICC, for each source."""
    said: dict[str, list[str]] = {}
    for row in units.itertuples():
        if row.auroc:
            icc = f", intensity ICC {float(row.icc):.2f}" if row.icc else ""
            source = row.source if row.source == PEOPLE else f"{row.source}\u2019s FACS codes"
            text = (
                f"AUROC {float(row.auroc):.2f}{icc} ({source}, {row.present} of {row.clips} clips)"
            )
            said.setdefault(row.unit, []).append(text)
    return {unit: "; ".join(texts) for unit, texts in said.items()}


def describe_verdicts(found: dict) -> list[dict]:
    """List methods with the referee's verdict, the best first."""
    rows = sorted(found["methods"].items(), key=lambda item: -(item[1]["rank"]["value"] or 0))
    return [
        {
            "name": name,
            "words": method_words(name),
            "chosen": name == found["chosen"],
            "line": verdict_line(found, name),
            "rank": row["rank"],
            "top": row["top"],
            "sign_error": row["sign_error"],
        }
        for name, row in rows
    ]


def of_clips(causes: dict, clip_ids: Sequence[str]) -> dict:
    """Return what the explorer needs of `read_causes`, in the order of its clips."""
    nothing = {"sentence": UNTOLD["not_tested"], "units": []}
    return {
        "clips": [causes["clips"].get(name, nothing) for name in clip_ids],
        "readings": causes["readings"],
        "verdicts": {row["name"]: row["line"] for row in causes["verdicts"]},
    }


def _told(row) -> dict:
    sentence = row.sentence or UNTOLD.get(row.status, "")
    return {"sentence": sentence, "units": list(dict.fromkeys(UNIT.findall(row.units)))}
