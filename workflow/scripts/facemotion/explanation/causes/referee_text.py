"""The referee's verdict, laid out for people."""

from facemotion.explanation.causes.units import NAMES

MOST_WRONG = 0.1  # share of sentences


def format_referee(found: dict) -> str:
    """Lay the verdict out for people."""
    clips, words = found["clips"], found["words"]
    lines = [
        f"Explanations of {found['model']} ({found['verdict_network']}), judged by what action "
        "units did to its decisions",
        f"{clips['verdict']} clips of generated people, {found['units_per_clip']:.1f} units in "
        f"each; chosen on {clips['choice']} clips of others, of a network "
        f"{found['choice_network']}",
        f"intervals {found['confidence']:.0%}, over draws of the people; tests adjusted by Holm",
        "",
        f"{'':28}{'rank in a clip':>20}{'first unit':>20}{'sign wrong':>12}{'onset off':>11}"
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
        "* chosen on the choice people. exact_amounts: unit_removal, had it read units exactly;",
        "  retest: true effects with the tracker's errors drawn anew; other_network: those of the",
        "  network of the choice; class_mean: mean true effects in others' clips of the class.",
        f"Mean effects by class and unit of two halves of the people correlate by "
        f"{between['value']:.2f} ({between['low']:.2f} to {between['high']:.2f}).",
        "",
        *(f"- {row['sentence']}" for _, row in rows),
        "",
    ]
    for of, target in found["target"].items():
        value = found["methods"][found["chosen"]][of]
        lines.append(
            f"{found['chosen']}, {of}: {_number(value['value'])}, wanted {target['wanted']:.2f}: "
            f"{'reached' if target['reached'] else 'NOT REACHED'}"
        )
    inside, unread = found["interval"], [n for n in NAMES if n not in found["readable"]]
    lines += [
        f"The interval of a unit's effect in a clip holds {inside['coverage']:.1%} of the true "
        f"ones ({inside['coverage_present']:.1%} of units that move).",
        f"Sentences: {words['named']:.1f} units are named in each, in {words['none']} of "
        f"{words['sentences']} none; {words['wrong_units']:.1%} of the units are wrong, and "
        f"{words['wrong_sentences']:.1%} of the sentences have one (wanted: {MOST_WRONG:.0%} at "
        "most).",
        f"Never named, as landmarks do not tell them: {', '.join(unread) or 'none'}.",
        "",
    ]
    for example in words["examples"]:
        true = ", ".join(f"{row['unit']} {row['effect']:+.2f}" for row in example["true"])
        lines += [example["sentence"], f"    truly: {true}"]
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
