"""The SAMM column of the paper's Table III, recomputed as spotting followed by recognition.

The paper classifies pre-cut clips, and compares the number of correct ones with a baseline that
spots intervals. Here, all rows are scored alike: a true positive is a macro-expression that was
spotted and, if a network recognises emotions, has the correct emotion.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from facemotion.spotting.intervals import MACRO, Interval
from facemotion.spotting.referee import Referee

BLIND, BASELINE = "blind", "mdmd"  # the floor, and the spotter that the paper uses as baseline
COMMONEST = "commonest emotion"
COUNTS = ("tp", "fp", "fn")
HEAD = (
    "Macro-expressions, found and recognised. A true positive overlaps a true interval by at least "
    "half (intersection over union), and has its emotion where a network recognises one."
)


def make_table_iii(
    referee: Referee,
    found: pd.DataFrame,
    recognised: Mapping[str, pd.DataFrame],
    spotters: Sequence[str],
    paper: Mapping[str, dict],
) -> pd.DataFrame:
    """Score each spotter, alone and with each network, and the floors.

    Parameters
    ----------
    referee
        Holds the ground truth and scores against it.
    found
        Intervals of all spotters.
    recognised
        By network, the same intervals with the emotions that it recognised.
    spotters
        Names, including those that found nothing.
    paper
        `tcn`, `scn` and `baseline`, each with `true_positives` and `f1`, as published.

    Returns
    -------
    DataFrame
        One row per spotter and network (empty for spotting alone), with `tp`, `fp`, `fn`, `f1`,
        `f1_low` and `f1_high`, and the published `paper_tp` and `paper_f1` of the paper's systems.
    """
    tiles = referee.blind()[0]
    named = Counter(i.emotion for i in referee.true if i.type == MACRO and i.emotion)
    commonest = named.most_common(1)[0][0] if named else ""
    rows = [(name, "", _intervals(found, name)) for name in spotters]
    rows.append((BLIND, "", tiles))
    rows += [
        (name, network, _intervals(table, name))
        for network, table in recognised.items()
        for name in spotters
    ]
    rows.append((BLIND, COMMONEST, [tile._replace(emotion=commonest) for tile in tiles]))
    published = {(BASELINE, ""): "baseline"} | {
        (name, network): network for name in spotters for network in recognised
    }
    return pd.DataFrame(
        [
            {
                "spotter": name,
                "recogniser": network,
                **_score(referee, intervals, with_emotion=bool(network)),
                **_published(paper.get(published.get((name, network)))),
            }
            for name, network, intervals in rows
        ]
    )


def format_table_iii(table: pd.DataFrame, notes: Sequence[str]) -> str:
    """Format the table as text, with notes on the paper's numbers."""
    lines = [
        HEAD,
        "",
        f"{'spotter':<18}{'emotion by':<20}{'TP':>5}{'FP':>6}{'FN':>5}  {'F1':<22}paper: TP, F1",
    ]
    for row in table.astype(object).fillna("").to_dict("records"):
        f1 = "none" if row["f1"] == "" else f"{row['f1']:.3f}"
        if row["f1_low"] != "":
            f1 += f" ({row['f1_low']:.3f}-{row['f1_high']:.3f})"
        paper = "" if row["paper_tp"] == "" else f"{row['paper_tp']:.0f}, {row['paper_f1']:.2f}"
        counts = f"{row['tp']:>5}{row['fp']:>6}{row['fn']:>5}"
        by = row["recogniser"] or "(not asked)"
        lines.append(f"{row['spotter']:<18}{by:<20}{counts}  {f1:<22}{paper}".rstrip())
    return "\n".join([*lines, "", *notes]) + "\n"


def _intervals(table: pd.DataFrame, spotter: str) -> list[Interval]:
    rows = table[table["spotter"] == spotter]
    emotions = rows.get("emotion", pd.Series("", rows.index))
    ends = rows["first"], rows["last"]
    return [*map(Interval, rows["video"], rows["type"], *ends, emotions)]


def _score(referee: Referee, intervals: Sequence[Interval], *, with_emotion: bool) -> dict:
    score = referee.counts(intervals)[MACRO]
    score = score["recognised"] if with_emotion else score
    low, high = score["f1_interval"] or (None, None)
    counts = {name: score[name] for name in COUNTS}
    return {**counts, "f1": score["f1"], "f1_low": low, "f1_high": high}


def _published(system: dict | None) -> dict:
    system = system or {"true_positives": None, "f1": None}
    return {"paper_tp": system["true_positives"], "paper_f1": system["f1"]}
