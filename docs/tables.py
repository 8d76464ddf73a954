"""Write the tables of results in README.md and docs/ from the results kept in docs/results/.

    python docs/tables.py [RESULTS]

With a folder of results of a finished demo run, what the documents quote is copied from it first.
"""

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from cells import KEPT, rate, read_json, read_table, table  # noqa: E402
from comparison_tables import (  # noqa: E402
    settled_sentence,
    short_models_table,
    systems_table,
    tests_table,
)
from facemotion.files.marks import put_between  # noqa: E402
from spotting_tables import recognised_table, spotting_sentence, spotting_table  # noqa: E402

QUOTED = (
    "cam/tcn/checks.json",
    "cam/tcn/scores.tsv",
    "causes/tcn/referee.json",
    "comparison.json",
    "lstm_people_ckplus.json",
    "lstm_people_samm.json",
    "spotting/samm_tracks.json",
    "spotting/samm_tracks.table_iii.tsv",
    "table_iii.tsv",
    "tcn_cv.json",
    "tcn_samm.json",
)
# Not of the default configuration: see docs/spotters.md.
QUOTED_IF_MADE = ("spotting/samm_videos.json", "spotting/samm_videos.table_iii.tsv")


def main(arguments: list[str]) -> None:
    """Copy what is quoted, if a folder is given, and write all tables."""
    if arguments:
        results = Path(arguments[0])
        for name in (*QUOTED, *(n for n in QUOTED_IF_MADE if (results / n).exists())):
            (KEPT / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(results / name, KEPT / name)
    for name, text in write_documents().items():
        (ROOT / name).write_text(text, encoding="utf-8")


def write_documents() -> dict[str, str]:
    """Give the text of each document that has tables, with these renewed."""
    texts = {}
    for document, blocks in BLOCKS.items():
        text = (ROOT / document).read_text(encoding="utf-8")
        for name, write in blocks.items():
            text = put_between(text, name, write())
        texts[document] = text
    return texts


def tcn_sentence() -> str:
    """Give the TCN's accuracy on shuffled splits and on another dataset."""
    shuffled = read_json("tcn_cv.json")["schemes"]["shuffle"]["all_classes"]
    other = read_json("tcn_samm.json")["all_clips"]
    return (
        f"On six shuffled splits, as in the paper, the TCN gets {rate(shuffled)}; trained on "
        f"CK+'s stand-in and\ntested on SAMM's, {rate(other)}."
    )


def people_sentence() -> str:
    """Give the accuracy of the model that predicts users' clips on rendered faces."""
    ckplus, samm = (
        rate(read_json(f"lstm_people_{name}.json")["all_clips"]) for name in ("ckplus", "samm")
    )
    return f"on CK+'s stand-in it gets {ckplus}, on SAMM's {samm}."


def checks_table() -> str:
    """Give what each map method did in the checks; what is not passed is bold."""
    methods = read_json("cam/tcn/checks.json")["methods"]
    first = next(iter(methods.values()))["verdicts"]
    curves = [
        f"{name} area (random {first[name]['area_random']:.2f}, "
        f"motion {first[name]['area_displacement']:.2f})"
        for name in ("deletion", "insertion")
    ]
    head = (
        "TCN, rendered faces",
        "planted: precision, recall",
        "random networks: correlation (lowest to highest)",
        *curves,
    )
    rows = []
    for method, result in methods.items():
        verdicts = result["verdicts"]
        planted, random = verdicts["planted"], verdicts["randomization"]
        cells = {
            "planted": f"{planted['precision']:.2f}, {planted['recall']:.2f}",
            "randomization": f"{random['correlation']:.2f} ({random['lowest']:.2f} to "
            f"{random['highest']:.2f})",
            "deletion": f"{verdicts['deletion']['area_map']:.2f}",
            "insertion": f"{verdicts['insertion']['area_map']:.2f}",
        }
        marked = [
            cell if verdicts[check]["passed"] else f"**{cell}: not passed**"
            for check, cell in cells.items()
        ]
        rows.append((f"`{method}`", *(cell.replace("-", "−") for cell in marked)))
    return table(head, rows)


def scores_table(method: str = "hirescam_conv2") -> str:
    """Give how maps by one method agree with the clips' action units, by emotion."""
    scores = read_table("cam/tcn/scores.tsv").query("method == @method and axis == 'landmark'")
    mass = scores.query("metric == 'mass'").set_index("class")
    auroc = scores.query("metric == 'auroc'").set_index("class")
    rows = []
    for name in mass.index:
        share, area = mass.loc[name], auroc.loc[name]
        shares = [share[key] for key in ("value", "displacement", "random_network", "chance")]
        others = [area[key] for key in ("displacement", "class_mean", "random_network")]
        rows.append(
            (
                f"{name}, {share['clips']}",
                " / ".join(f"{100 * value:.0f}" for value in shares) + "%",
                f"{area['value']:.2f} ({area['low']:.2f}–{area['high']:.2f}) / "
                + " / ".join(f"{value:.2f}" for value in others),
                claim(area),
            )
        )
    head = (
        "emotion, clips",
        "share: map / motion / random networks / chance",
        "AUROC: map / motion / class mean / random networks",
        "conclusion",
    )
    return table(head, rows)


def claim(row: pd.Series, level: float = 0.05) -> str:
    """State what the Holm-adjusted tests of one emotion's AUROC support."""
    better = {
        name: row[f"minus_{name}"] > 0 and row[f"minus_{name}_p_holm"] < level
        for name in ("chance", "permuted", "displacement", "random_network")
    }
    if not (better["chance"] and better["permuted"]):
        return "nothing can be claimed"
    words = {"displacement": "motion", "random_network": "random networks"}
    beaten = [word for name, word in words.items() if better[name]]
    return "finds them" + (f", beats {' and '.join(beaten)}" if beaten else "")


def short_referee_table() -> str:
    """Give the method that is chosen, the maps that pass all checks, and plain motion."""
    return referee_table(("unit_removal", "hirescam_conv2", "motion"))


def referee_table(methods: tuple[str, ...] = ()) -> str:
    """Give how methods name the units that caused decisions, the best first; all if none named."""
    found = read_json("causes/tcn/referee.json")
    best = sorted(found["methods"].items(), key=lambda item: -(item[1]["rank"]["value"] or 0))
    rows = [
        (f"**`{name}`**" if name == found["chosen"] else f"`{name}`", *measures(row))
        for name, row in [*best, *found["references"].items()]
        if name in methods or not methods
    ]
    head = ("TCN, rendered faces", "rank in a clip", "first unit", "sign wrong", "onset off by")
    return table((f"{head[0]}, {found['clips']['verdict']} clips", *head[1:]), rows)


def measures(row: dict) -> list[str]:
    """Give the referee's measures of a method as cells; "–" for one that it has not."""
    cells = []
    for name, pattern in (
        ("rank", "{value:.2f} ({low:.2f}–{high:.2f})"),
        ("top", "{value:.2f} ({low:.2f}–{high:.2f})"),
        ("sign_error", "{value:.0%}"),
        ("onset_error", "{value:.1f}"),
    ):
        known = row[name]["value"] is not None
        cells.append(pattern.format(**row[name]).replace("-", "−") if known else "–")
    return cells


def sentences_table() -> str:
    """Give ten generated clips in words, and what their units truly are and did."""
    rows = []
    for example in read_json("causes/tcn/referee.json")["words"]["examples"]:
        units = (
            f"{u['unit']} {u['strength']:.2f}: {round(u['effect'], 1) + 0.0:+.1f}"
            for u in example["true"]
        )
        wrong = f" **Wrong: {', '.join(example['wrong'])}.**" if example["wrong"] else ""
        rows.append((example["sentence"] + wrong, "; ".join(units).replace("-", "−")))
    return table(("said", "truly: change of intensity, effect in log-odds"), rows)


BLOCKS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {
        "models": short_models_table,
        "tcn": tcn_sentence,
        "people": people_sentence,
        "spotting": spotting_sentence,
    },
    "docs/causes.md": {"short_referee": short_referee_table},
    "docs/referee.md": {"referee": referee_table, "sentences": sentences_table},
    "docs/people.md": {"people": people_sentence},
    "docs/table_iii.md": {
        "systems": systems_table,
        "settled": settled_sentence,
        "tests": tests_table,
    },
    "docs/spotters.md": {
        "spotting": spotting_table,
        "recognised": recognised_table,
        "spotting_videos": partial(spotting_table, "samm_videos"),
        "recognised_videos": partial(recognised_table, "samm_videos"),
    },
    "docs/explanation.md": {"checks": checks_table, "scores": scores_table},
}

if __name__ == "__main__":
    main(sys.argv[1:])
