"""The action units of a SAMM expression, and the emotion they indicate."""

import csv
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

from facemotion.sequences.table import PRESENT

RESOURCES = Path(__file__).resolve().parents[4] / "resources"
AU_EMOTIONS, PROTOTYPES = RESOURCES / "au_emotions.tsv", RESOURCES / "emotion_prototypes.tsv"

_CODE = r"(?:[LRTBU]\s*)?(?:AU\s*)?(?:[LRTBU]\s*)?([0-9]{1,2})([A-E])?"
_CODES = re.compile(rf"{_CODE}(?:\s+{_CODE})*", re.IGNORECASE | re.ASCII)
_NEXT_CODE = re.compile(rf"\s*{_CODE}(?!\S)", re.IGNORECASE | re.ASCII)
_AND = re.compile(r"[+,;&]|(?<![a-z])and(?![a-z])", re.IGNORECASE)
_OR = re.compile(r"/|(?<![a-z])or(?![a-z])", re.IGNORECASE)
# EMFACS prototypes do not depend on mouth opening (lips part, jaw drop, mouth stretch).
_OPEN_MOUTH = {25, 26, 27}


class Label(NamedTuple):
    """An emotion and its source; both are empty, and a reason is given, if there is none."""

    emotion: str = ""
    source: str = ""
    reason: str = ""


def parse_action_units(text: str) -> tuple[dict[int, int], list[str]]:
    """Parse FACS codes such as ``R12 + R15``, ``L14``, ``12C+25``, ``AU12`` or ``6 or 7``.

    Sides are merged: of L14B and R14C, or of a repeated code, the stronger is kept, and a given
    intensity takes precedence over none. Of alternatives, the first is used.

    Returns
    -------
    aus : dict of int to int
        Action units and their intensities: A-E are 1-5, 9 is not given.
    notes : list of str
        The decisions between alternatives.

    Raises
    ------
    ValueError
        A part of the text is not a code; the message quotes it.
    """
    aus: dict[int, int] = {}
    notes = []
    for part in _AND.split(" ".join(text.split())):
        choices = [choice.strip() for choice in _OR.split(part.strip())]
        if choices == [""]:
            continue
        if not all(map(_CODES.fullmatch, choices)):
            raise ValueError(f"found {part.strip()!r} in {text!r}, expected codes such as R12B")
        if len(choices) > 1:
            notes.append(f"action units {part.strip()!r}: the first is used")
        for number, letter in _NEXT_CODE.findall(choices[0]):
            code = int(number)
            if not code:
                raise ValueError(f"found {part.strip()!r} in {text!r}, expected units from 1 to 99")
            # 0 is the smallest value here, so that a given intensity takes precedence.
            aus[code] = max(" ABCDE".index(letter.upper() or " "), aus.get(code, 0))
    return {code: aus[code] or PRESENT for code in sorted(aus)}, notes


@cache
def read_combinations(path: Path = AU_EMOTIONS) -> dict[frozenset[int], str]:
    """Read a table of action units and emotions; its header comment names the source."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return {frozenset(map(int, r["action_units"].split("+"))): r["emotion"] for r in rows}


def label_action_units(units: Collection[int]) -> Label:
    """Look up the emotion of action units by Davison, Merghani & Yap (2018).

    A combination listed in the table has the table's emotion. Any other is "Others" in the paper,
    which would leave most macro-expressions without a label. So the following rules are this
    project's: mouth opening (25-27) is ignored unless it is all there is; then the largest listed
    combination that the rest contains decides. If several of this size disagree, the paper's own
    set for an emotion decides, if the units contain exactly one: of 9+15+16, its set for disgust,
    the table lists 9 as disgust and 15 as sad. Otherwise there is no label.

    Contempt is neither in the table nor looked up in the paper's sets. One-sided units count as
    two-sided, so that a one-sided 12, which may be contempt, is labelled happy.
    """
    units = frozenset(units)
    listed = read_combinations()
    if units in listed:
        return Label(listed[units], f"action units {_plus(units)}")
    rest = units - _OPEN_MOUTH or units
    contained = [combination for combination in listed if combination <= rest]
    most = max(map(len, contained), default=0)
    best = sorted((c for c in contained if len(c) == most), key=sorted)
    emotions = {listed[combination] for combination in best}
    if len(emotions) == 1:
        return Label(listed[best[0]], f"action units {_plus(best[0])}")
    papers = [c for c, e in read_combinations(PROTOTYPES).items() if c <= units and e in emotions]
    if len(papers) == 1:
        (decides,) = papers
        return Label(
            read_combinations(PROTOTYPES)[decides], f"action units {_plus(decides)} (the paper's)"
        )
    if not units:
        return Label(reason="no action units")
    if not emotions:
        return Label(reason=f"action units {_plus(units)} indicate no emotion")
    said = ", ".join(f"{_plus(c)} {listed[c]}" for c in best)
    return Label(reason=f"action units {_plus(units)} indicate more than one emotion ({said})")


def _plus(units: Collection[int]) -> str:
    return "+".join(map(str, sorted(units)))
