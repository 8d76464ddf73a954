"""Tables of the compared models, from the results kept in docs/results/."""

import pandas as pd

from cells import read_json, read_table, table

MODELS = {
    "tcn": "`tcn`, the paper's network",
    "cnn_lstm": "`cnn_lstm`",
    "lstm": "`lstm`",
    "displacement_svm": "`displacement_svm`, linear baseline",
    "tcn_differences": "`tcn_differences`, after He et al.",
    "gravity_svm": "`gravity_svm`, after Gupta",
    "fiducial_mlp": "`fiducial_mlp`, after Khan",
    "scn": "`scn`, the paper's second network, 32 px",
    "fan": "`fan`, after Meng et al.",
    "deep_emotion": "`deep_emotion`, after Minaee et al.",
    "time_conv": "`time_conv`, after Lee and Wong",
}
SCHEME = "grouped"


def short_models_table() -> str:
    """Give accuracy of the models that the README names, on folds that share no subject."""
    return models_table(("tcn", "cnn_lstm", "lstm", "displacement_svm", "scn"))


def models_table(models: tuple[str, ...]) -> str:
    """Give accuracy by model on folds that share no subject."""
    rows = [r for r in read_json("comparison.json")["rows"] if r["scheme"] == SCHEME]
    accuracy = {(row["model"], row["classes"]): _accuracy(row) for row in rows}
    sets = ("all", "without_neutral", "living_neutral")
    return table(
        ("model", "all classes", "without neutral", "living neutral"),
        [
            (MODELS[model], *(accuracy.get((model, part), "–") for part in sets))
            for model in _best_first()
            if model in models
        ],
    )


def systems_table() -> str:
    """Give Table III on the same clips and folds, trained by the common rule and as published."""
    compared = {
        row["model"]: row
        for row in read_json("comparison.json")["rows"]
        if (row["scheme"], row["classes"]) == (SCHEME, "all")
    }
    rows = []
    for row in read_table("table_iii.tsv").to_dict("records"):
        system = "–" if pd.isna(row["paper_model"]) else row["paper_model"]
        paper = row["paper_ckplus_accuracy"]
        quoted = "–" if pd.isna(paper) else f"{paper:.1%}"
        if pd.isna(row["model"]):
            rows.append((system, "–", "–", "–", "–", quoted, "–", "–", "–"))
            continue
        ours = compared[row["model"]]
        rows.append(
            (
                system,
                f"`{row['model']}`",
                _accuracy(ours),
                _seeds(ours),
                _as_published(row),
                quoted,
                f"{row['parameters']:,.0f}",
                f"{row['multiply_adds'] / 1e6:.3g}",
                f"{row['network_ms']:.2g} + {row['landmarks_ms']:.0f}",
            )
        )
    head = (
        "in the paper", "model", "trained until settled", "mean ± SD (seeds)", "as published",
        "quoted in the paper", "parameters", "multiply-adds (millions)", "ms per clip",
    )  # fmt: skip
    return table(head, rows)


def settled_sentence() -> str:
    """State in how many folds training settled, under the common rule and as published."""
    compared = [
        row
        for row in read_json("comparison.json")["rows"]
        if (row["scheme"], row["classes"]) == (SCHEME, "all")
    ]
    late = [row for row in compared if row["settled_folds"] < row["folds"]]
    counts = (
        f"{r['folds'] - r['settled_folds']} of {r['folds']} folds of `{r['model']}`" for r in late
    )
    ours = f", except for {', '.join(counts)}" if late else ""
    folds = compared[0]["folds"]
    table_iii = read_table("table_iii.tsv").dropna(subset="as_published_model")
    unsettled = table_iii[f"as_published_{SCHEME}_unsettled_folds"].astype(int)
    published = ", ".join(
        f"{folds - n} of {folds} folds of `{model}`"
        for model, n in zip(table_iii["as_published_model"], unsettled, strict=True)
    )
    return (
        f"By the rule, training settled in every fold of every network{ours}; with the published "
        f"settings,\nin {published}."
    )


def tests_table() -> str:
    """Give which models each model beats, and which it does not differ from significantly."""
    comparison = read_json("comparison.json")
    level = 1 - comparison["confidence"]
    beaten: dict[str, list[str]] = {model: [] for model in _best_first()}
    equal: dict[str, list[str]] = {model: [] for model in beaten}
    for test in comparison["tests"]:
        if (test["scheme"], test["classes"]) != (SCHEME, "all"):
            continue
        a, b = test["a"], test["b"]
        if test["p_holm"] >= level:
            equal[a].append(b)
            equal[b].append(a)
        else:
            winner, loser = (a, b) if test["only_a"] > test["only_b"] else (b, a)
            beaten[winner].append(loser)
    rows = [(f"`{model}`", _named(beaten[model]), _named(equal[model])) for model in beaten]
    return table(("model", "beats", "no significant difference"), rows)


def _best_first() -> list[str]:
    rows = pd.DataFrame(read_json("comparison.json")["rows"])
    rows = rows.query("scheme == @SCHEME and classes == 'all'")
    return rows.sort_values("accuracy", ascending=False, kind="stable")["model"].tolist()


def _accuracy(row: dict) -> str:
    low, high = 100 * row["accuracy_low"], 100 * row["accuracy_high"]
    return f"{row['accuracy']:.1%} ({low:.1f}–{high:.1f})"


def _seeds(row: dict) -> str:
    if row["seeds"] == 1:
        return "–"
    return f"{row['seed_mean']:.1%} ± {100 * row['seed_sd']:.1f} ({row['seeds']})"


def _as_published(row: dict) -> str:
    key = f"as_published_{SCHEME}_accuracy"
    if pd.isna(row[key]):
        return "–"
    return f"{row[key]:.1%} ({100 * row[f'{key}_low']:.1f}–{100 * row[f'{key}_high']:.1f})"


def _named(models: list[str]) -> str:
    order = _best_first()
    return ", ".join(f"`{model}`" for model in sorted(models, key=order.index)) or "–"
