"""The spotting result as text (`results/spotting/<name>.txt`)."""

FIGURES = ("macro", "micro", "overall")


def format_result(result: dict) -> str:
    """Format a result as a table of F1 scores, with the floors."""
    videos, truth = result["videos"], result["truth"]
    lines = [
        f"Spotting, {result['about']['name']}: {videos['count']} videos of {videos['subjects']} "
        f"subjects, {videos['minutes']:.1f} minutes",
        f"ground truth: {truth['macro']} macro- and {truth['micro']} micro-expressions; "
        f"{truth['not_used']} of {truth['rows']} rows cannot be used, {truth['read_with_a_note']} "
        "are used with a note",
        f"rounding: {truth['rounding']}; missing offset: {truth['missing_offset']}",
        *result["about"]["notes"],
        "",
        result["definition"],
        "",
        f"{'F1':<18}{'macro':<24}{'micro':<24}{'overall':<24}false alarms per minute",
    ]
    rows = {**result["spotters"], **result["floors"]}
    for name, score in rows.items():
        cells = "".join(f"{_f1(score[figure]):<24}" for figure in FIGURES)
        alarms = ", ".join(
            f"{'' if kind == 'all' else kind + ' '}{rate:.1f}"
            for kind, rate in score["false_alarms_per_minute"].items()
            if rate is not None
        )
        lines.append(f"{name:<18}{cells}{alarms}")
        if name in result["spotters"]:
            chance = "".join(f"{_number(score['chance_f1'][f]):<24}" for f in FIGURES)
            lines.append(f"{'  chance':<18}{chance}")
    lines += ["", f"{'TP FP FN':<18}{'macro':<24}{'micro':<24}overall"]
    for name, score in rows.items():
        counts = ("{tp} {fp} {fn}".format(**score[figure]) for figure in FIGURES)
        lines.append(f"{name:<18}" + "".join(f"{text:<24}" for text in counts).rstrip())
    lines += ["", "F1 of spotting and recognition, and F1 over both types under other rules:"]
    for name, score in result["spotters"].items():
        others = ", ".join(f"{k} {_number(f1)}" for k, f1 in score["f1_by_other_rules"].items())
        lines.append(f"{name}: {_f1(score['overall']['recognised'])}; {others}")
    for name, score in result["spotters"].items():
        for kind, choices in score.get("chosen", {}).items():
            said = ", ".join(f"{choice} for {count}" for choice, count in choices.items())
            lines.append(f"{name}, {kind}: chosen on other subjects: {said}")
    lines += ["", f"{result['confidence']:.0%} intervals. {result['note']}"]
    return "\n".join(lines) + "\n"


def _f1(score: dict) -> str:
    if score["f1_interval"] is None:
        return _number(score["f1"])
    low, high = score["f1_interval"]
    return f"{_number(score['f1'])} ({low:.3f}-{high:.3f})"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
