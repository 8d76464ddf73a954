"""The referee's result as text."""

from facemotion.explanation.causes.units import NAMES
from facemotion.numerals import signed

MOST_WRONG = 0.1  # target for the share of wrong sentences


def format_referee(found: dict) -> str:
    """Format the referee's result as text."""
    clips, words = found["clips"], found["words"]
    lines = [
        f"Explanations of {found['model']} ({found['verdict_network']}), evaluated against the "
        "true effects of action units on its decisions",
        f"{clips['verdict']} clips of generated people, {found['units_per_clip']:.1f} units in "
        f"each; method chosen on {clips['choice']} clips of other people, with a network "
        f"{found['choice_network']}",
        f"{found['confidence']:.0%} intervals, bootstrapped over people; tests are Holm-adjusted",
        "",
        f"{'':28}{'rank within clip':>20}{'first unit':>20}{'wrong sign':>12}{'onset err.':>11}"
        f"{'all':>7}{'choice':>14}",
    ]
    rows = sorted(found["methods"].items(), key=lambda item: -(item[1]["rank"]["value"] or 0))
    for name, row in rows:
        mark = "* " if name == found["chosen"] else "  "
        lines.append(
            _line(mark + name, row) + f"{row['overall']:7.2f}"
            f"{_number(row['choice']['rank']):>8}{_number(row['choice']['top']):>6}"
        )
    lines += [_line("  " + name, row) for name, row in found["references"].items()]
    between = found["halves"]
    lines += [
        "* chosen on the choice people. exact_amounts: unit_removal with exact amounts;",
        "  retest: true effects with redrawn tracking errors; other_network: those of the",
        "  choice network; class_mean: mean true effects in other people's clips of the class.",
        f"Correlation of mean effects per class and unit between two halves of the people: "
        f"{between['value']:.2f} ({between['low']:.2f} to {between['high']:.2f}).",
        "",
        *(f"- {row['sentence']}" for _, row in rows),
        "",
    ]
    for of, target in found["target"].items():
        value = found["methods"][found["chosen"]][of]
        lines.append(
            f"{found['chosen']}, {of}: {_number(value['value'])}, target {target['wanted']:.2f}: "
            f"{'reached' if target['reached'] else 'NOT REACHED'}"
        )
    inside, unread = found["interval"], [n for n in NAMES if n not in found["readable"]]
    lines += [
        f"The interval of a unit's effect in a clip covers {inside['coverage']:.1%} of the true "
        f"effects ({inside['coverage_present']:.1%} for units that move).",
        f"Sentences name {words['named']:.1f} units on average, and none in {words['none']} of "
        f"{words['sentences']}; {words['wrong_units']:.1%} of the named units are wrong, and "
        f"{words['wrong_sentences']:.1%} of the sentences contain a wrong one (target: at most "
        f"{MOST_WRONG:.0%}).",
        f"Never named, because landmarks do not show them: {', '.join(unread) or 'none'}.",
        "",
    ]
    for example in words["examples"]:
        true = ", ".join(f"{row['unit']} {signed(row['effect'], 2)}" for row in example["true"])
        lines += [example["sentence"], f"    true effects: {true}"]
        if example["wrong"]:
            lines.append(f"    wrong: {', '.join(example['wrong'])}")
    return "\n".join(lines) + "\n"


def _line(name: str, row: dict) -> str:
    cells = [f"{name:28}"]
    for of in ("rank", "top"):
        figure = row[of]
        value, low, high = (_number(figure[key]) for key in ("value", "low", "high"))
        cells.append(f"{value} ({low}, {high})".rjust(20))
    share, frames = row["sign_error"]["value"], row["onset_error"]["value"]
    cells.append(("-" if share is None else f"{share:.0%}").rjust(12))
    cells.append(("-" if frames is None else f"{frames:.1f}").rjust(11))
    return "".join(cells)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
