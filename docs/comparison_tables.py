"""Tables of the compared models, from the results kept in docs/results/."""

import pandas as pd

from cells import read_json, read_table, table

# Those that the README names.
MODELS = {
    "tcn": "`tcn`, the paper's network",
    "cnn_lstm": "`cnn_lstm`",
    "lstm": "`lstm`",
    "displacement_svm": "`displacement_svm`, linear baseline",
    "scn": "`scn`, the paper's second, 32 px",
}
SCHEME = "grouped"


def short_models_table() -> str:
    """Give accuracy of the models that the README names, on folds that share no subject."""
    others = [
        {row["model"]: _accuracy(row) for row in _best_first(part)}
        for part in ("without_neutral", "living_neutral")
    ]
    return table(
        ("model", "all classes", "mean ± SD (seeds)", "without neutral", "living neutral"),
        [
            (MODELS[model], _accuracy(row), _seeds(row), *(of.get(model, "–") for of in others))
            for row in _best_first()
            if (model := row["model"]) in MODELS
        ],
    )


def systems_table() -> str:
    """Give Table III on the same clips and folds, trained by the common rule and as published."""
    compared = {row["model"]: row for row in _best_first()}
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
                _accuracy(row, f"as_published_{SCHEME}_accuracy"),
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
    compared = _best_first()
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
    order = [row["model"] for row in _best_first()]
    beaten: dict[str, list[str]] = {model: [] for model in order}
    equal: dict[str, list[str]] = {model: [] for model in order}
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

    def named(models: list[str]) -> str:
        return ", ".join(f"`{model}`" for model in order if model in models) or "–"

    rows = [(f"`{model}`", named(beaten[model]), named(equal[model])) for model in order]
    return table(("model", "beats", "no significant difference"), rows)


def _best_first(classes: str = "all") -> list[dict]:
    """Return the compared models' rows on folds that share no subject, the most accurate first."""
    rows = [
        row
        for row in read_json("comparison.json")["rows"]
        if (row["scheme"], row["classes"]) == (SCHEME, classes)
    ]
    return sorted(rows, key=lambda row: -row["accuracy"])


def _accuracy(row: dict, key: str = "accuracy") -> str:
    if pd.isna(row[key]):
        return "–"
    return f"{row[key]:.1%} ({100 * row[f'{key}_low']:.1f}–{100 * row[f'{key}_high']:.1f})"


def _seeds(row: dict) -> str:
    if row["seeds"] == 1:
        return "–"
    return f"{row['seed_mean']:.1%} ± {100 * row['seed_sd']:.1f} ({row['seeds']})"
