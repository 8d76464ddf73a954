"""Tables and sentences on spotting, from the results kept in docs/results/spotting/."""

import pandas as pd

from cells import f1, read_json, read_table, table


def spotting_sentence() -> str:
    """Give F1 of the landmark spotter on generated long videos, and of the better floor."""
    result = read_json("spotting/samm_tracks.json")
    tcn, blind = result["spotters"]["tcn"], result["floors"]["blind"]
    return (
        "In generated long videos, macro-expressions are spotted with an F1 of "
        f"{f1(tcn['macro'])};\na blind baseline reaches "
        f"{blind['macro']['f1']:.2f} ([docs/spotters.md](docs/spotters.md))."
    )


def spotting_table(videos: str = "samm_tracks") -> str:
    """Give F1 of the spotters and floors on a dataset of long videos."""
    result = read_json(f"spotting/{videos}.json")
    rows = []
    for name, score in {**result["spotters"], "blind": result["floors"]["blind"]}.items():
        alarms = score["false_alarms_per_minute"]
        cells = [f1(score[kind]) for kind in ("macro", "micro", "overall")]
        rows.append((f"`{name}`", *cells, f"{alarms['all']:.1f}, {alarms['speech'] or 0:.1f}"))
        if name in result["spotters"]:
            chance = (score["chance_f1"][kind] or 0 for kind in ("macro", "micro", "overall"))
            rows.append(("its `chance`", *(f"{value:.3f}" for value in chance), ""))
    head = ("F1", "macro", "micro", "both", "false alarms per minute: overall, during speech")
    return table(head, rows)


def recognised_table(videos: str = "samm_tracks") -> str:
    """Give the paper's SAMM column as spotting and recognition."""
    rows = []
    for row in read_table(f"spotting/{videos}.table_iii.tsv").to_dict("records"):
        known = not pd.isna(row["f1_low"])
        interval = f" ({row['f1_low']:.3f}–{row['f1_high']:.3f})" if known else ""
        paper = "" if pd.isna(row["paper_tp"]) else f"{row['paper_tp']:.0f}, {row['paper_f1']:.2f}"
        by = "not asked" if pd.isna(row["recogniser"]) else row["recogniser"]
        counts = (str(row[name]) for name in ("tp", "fp", "fn"))
        rows.append((f"`{row['spotter']}`", by, *counts, f"{row['f1']:.3f}{interval}", paper))
    return table(("spotter", "emotion by", "TP", "FP", "FN", "F1", "paper: TP, F1"), rows)
