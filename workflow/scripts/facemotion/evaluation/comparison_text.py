"""The comparison of models as text."""

CLASS_WORDS = {
    "all": "all", "without_neutral": "no neutral", "living_neutral": "living neutral",
}  # fmt: skip
LANDMARK_MS = 5  # per frame, with dlib on one core: `landmarks` in docs/scaling.md
LANDMARK_NOTE = (
    "Times cover training and prediction only. Landmark models also need landmark detection: dlib "
    f"takes about {LANDMARK_MS} ms per frame, a tenth of a second per clip, on one core "
    "(docs/scaling.md)."
)


def format_comparison(comparison: dict) -> str:
    """Lay a comparison out: scores, Tables II and III, cost, and paired tests.

    Parameters
    ----------
    comparison
        From `facemotion.evaluation.comparison.compare_models`.
    """
    data = comparison["dataset"]
    demo = " (rendered demo faces)" if data["rendered"] else ""
    lines = [
        f"Comparison of models on {data['name']}: {data['path']}{demo}",
        "",
        *_score_lines(comparison),
        "",
        *(_paper_lines(comparison) if comparison["paper"] else ()),
        *_cost_lines(comparison["costs"]),
        "",
        *_test_lines(comparison),
    ]
    return "\n".join(lines) + "\n"


def _score_lines(comparison: dict) -> list[str]:
    """Accuracy with its interval: schemes side by side, with and without neutral."""
    cells = {(r["model"], r["scheme"], r["classes"]): r for r in comparison["rows"]}
    columns = list(dict.fromkeys((r["scheme"], r["classes"]) for r in comparison["rows"]))
    head = f"{'accuracy, %':18}"
    head += "".join(f"{s + ', ' + CLASS_WORDS[c]:24}" for s, c in columns)
    lines = [head.rstrip()]
    for model in dict.fromkeys(row["model"] for row in comparison["rows"]):
        values = (_accuracy(cells.get((model, s, c))) for s, c in columns)
        lines.append((f"{model:18}" + "".join(f"{value:24}" for value in values)).rstrip())
    most = {(r["scheme"], r["classes"]): r["clips"] for r in comparison["rows"]}
    clips = ", ".join(f"{most[column]}" for column in columns)
    lines.append(
        f"test clips: {clips}; {comparison['confidence']:.0%} intervals, bootstrapped over subjects"
    )
    lines += [*_seed_lines(comparison["rows"]), *_settled_lines(comparison["rows"])]
    return [*lines, comparison["external"]] if comparison["external"] else lines


def _accuracy(row: dict | None) -> str:
    if row is None:
        return "    -"
    low, high = 100 * row["accuracy_low"], 100 * row["accuracy_high"]
    return f"{100 * row['accuracy']:5.1f} ({low:.1f}-{high:.1f})"


def _seed_lines(rows: list[dict]) -> list[str]:
    """Describe the spread of accuracy over training seeds."""
    several = [r for r in rows if r["classes"] == "all" and r["seeds"] > 1]
    return [
        f"{r['model']}, {r['scheme']}: {r['seed_mean']:.1%} over {r['seeds']} seeds, "
        f"standard deviation {100 * r['seed_sd']:.1f}"
        for r in several
    ]


def _settled_lines(rows: list[dict]) -> list[str]:
    """Name models that might improve with more training."""
    return [
        f"Not settled: {r['model']}, {r['scheme']}, in {r['folds'] - r['settled_folds']} of "
        f"{r['folds']} folds; more epochs would lower the training loss."
        for r in rows
        if r["classes"] == "all" and r["folds"] and r["settled_folds"] < r["folds"]
    ]


def _class_lines(comparison: dict) -> list[str]:
    """Lay out the paper's Table II for its networks, with the paper's own figures."""
    papers = comparison["paper"]["networks"]
    models = [name for name in papers if name in comparison["per_class"]]
    scheme = next(iter(next(iter(comparison["per_class"].values()))))
    columns = [(f"{m}, {scheme}", comparison["per_class"][m][scheme]) for m in models]
    columns += [(f"{m}, paper", papers[m]["per_class"]) for m in models]
    lines = [f"{'':10}" + "".join(f"{title:^24}" for title, _ in columns).rstrip()]
    lines.append(f"{'':10}" + "   prec. recall    F1    " * len(columns))
    for name in comparison["dataset"]["classes"]:
        cells = (table.get(name) for _, table in columns)
        lines.append(
            f"{name:10}"
            + "".join(f"{c['precision']:8.2f}{c['recall']:7.2f}{c['f1']:6.2f}   " for c in cells)
        )
    lines += [f"{model}: input {comparison['inputs'][model]}." for model in models]
    return [line.rstrip() for line in lines]


def _paper_lines(comparison: dict) -> list[str]:
    paper = comparison["paper"]
    rows = (
        f"{row['model']} {row['ckplus_accuracy']:.1%}"
        for row in paper["table_iii"]
        if row["ckplus_accuracy"]
    )
    table_iii = [f"The paper's Table III: {', '.join(rows)}.", paper["note"]]
    return [*_class_lines(comparison), "", *table_iii, ""]


def _cost_lines(costs: list[dict]) -> list[str]:
    lines = [
        f"{'cost':18}{'parameters':>12}{'million':>12}{'ms per clip,':>14}{'ms per clip,':>14}"
    ]
    lines.append(f"{'':18}{'':>12}{'mult.-adds':>12}{'training':>14}{'inference':>14}")
    for cost in costs:
        lines.append(
            f"{cost['model']:18}{cost['parameters']:12,}{cost['multiply_adds'] / 1e6:12.3f}"
            f"{1000 * cost['training_seconds_per_clip']:14.1f}"
            f"{1000 * cost['inference_seconds_per_clip']:14.2f}"
        )
    return [*lines, LANDMARK_NOTE]


def _test_lines(comparison: dict) -> list[str]:
    """State which models differ significantly, with the p values."""
    level = 1 - comparison["confidence"]
    lines = [
        f"Permutation tests over subjects on the same clips, Holm-adjusted; level {level:.2f}."
    ]
    for test in comparison["tests"]:
        if test["p_holm"] < level:
            lines.append(_beats(test))
    ties = [t for t in comparison["tests"] if t["p_holm"] >= level]
    for scheme, classes in dict.fromkeys((t["scheme"], t["classes"]) for t in ties):
        pairs = [t for t in ties if (t["scheme"], t["classes"]) == (scheme, classes)]
        names = ", ".join(f"{t['a']}/{t['b']}" for t in pairs)
        lines.append(f"No significant difference ({_where(scheme, classes)}): {names}.")
    return [*lines, *_baseline_lines(comparison, level), comparison["tests_note"]]


def _beats(test: dict) -> str:
    winner, loser = ("a", "b") if test["only_a"] > test["only_b"] else ("b", "a")
    return (
        f"{test[winner]} beats {test[loser]} ({_where(test['scheme'], test['classes'])}): "
        f"{test['only_' + winner]} clips correct only by {test[winner]}, {test['only_' + loser]} "
        f"only by {test[loser]}; p = {test['p']:.2g}, adjusted {test['p_holm']:.2g}."
    )


def _baseline_lines(comparison: dict, level: float) -> list[str]:
    """State whether the TCN improves on a linear classifier of the final displacements."""
    lines = []
    for test in comparison["tests"]:
        if {test["a"], test["b"]} == {"tcn", "displacement_svm"} and test["classes"] == "all":
            tcn, line = ("only_a", "only_b") if test["a"] == "tcn" else ("only_b", "only_a")
            shown = "significant" if test["p_holm"] < level else "not significant"
            lines.append(
                f"tcn compared with the linear baseline displacement_svm "
                f"({_where(test['scheme'], 'all')}): {test[tcn]} clips are correct only by tcn, "
                f"{test[line]} only by the baseline; the difference is {shown}."
            )
    return lines


def _where(scheme: str, classes: str) -> str:
    return f"{scheme}, {'all classes' if classes == 'all' else CLASS_WORDS[classes]}"
