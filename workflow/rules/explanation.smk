# Stage explanation: which landmarks were evidence for which emotion and when, and whether the maps can be trusted.
# reads   results/dataset/{dataset}.h5, the weights of results/models/{dataset}/{model}/, the splits
# writes  results/cam/{model}/folds/{fold}.h5   maps of one fold's test clips
#         results/cam/{model}/maps.h5           of all folds, each clip by a network not trained on it
#         results/cam/{model}/maps.{dataset}.h5 of another dataset, by the network trained on all clips
#         results/cam/{model}/checks.json       sanity checks: verdicts on each method; planted.h5
#         results/cam/{model}/scores.json       agreement with action units; scores.{dataset}.json too
#         results/cam/{model}/landmarks.json    classes and maps with the landmarks of another backend
#         results/cam/{model}/*.svg, *.png      the checks and the scores as figures
#         results/cam/{model}/{method}/         figures; also {method}.{dataset}/

EXPLANATION = config["explanation"]
# The landmarks of each action unit, and the action units of each emotion.
AU_TABLES = [
    os.path.relpath(LIBRARY.parent / "resources" / f"{name}.tsv")
    for name in ("au_landmarks", "emotion_prototypes")
]


def explained_weights(wildcards):
    """Return the weights of the network trained without the fold's test clips, first seed."""
    return rules.train_fold.output.weights.format(
        dataset=MAIN_DATASET,
        model=wildcards.model,
        scheme=config["explanation"]["scheme"],
        seed=model_settings(wildcards)["seeds"][0],
        fold=wildcards.fold,
    )


def explained_folds(wildcards):
    """Return the maps of every fold."""
    folds = range(count_folds(config["explanation"]["scheme"]))
    return expand(rules.compute_cam.output.maps, model=wildcards.model, fold=folds)


def all_explained_weights(wildcards):
    return fold_files(
        rules.train_fold.output.weights,
        wildcards.model,
        [config["explanation"]["scheme"]],
        model_settings(wildcards)["seeds"][:1],
    )


def explained_by(wildcards):
    """Describe the networks whose maps these are."""
    if "dataset" in wildcards.keys():
        return f"trained on all clips of {' and '.join(trained_on(wildcards))}"
    return config["explanation"]["scheme"]


rule compute_cam:
    input:
        dataset=of_main_dataset(rules.normalize_landmarks.output.dataset),
        frames=frames_seen,
        split=of_main_dataset(
            rules.split_folds.output.split.replace("{scheme}", EXPLANATION["scheme"])
        ),
        weights=explained_weights,
    output:
        maps="results/cam/{model}/folds/{fold}.h5",
    log:
        "logs/explanation/{model}/maps.fold{fold}.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=20),
        runtime=scaled(30, by_input=4),
    params:
        model=model_settings,
        settings=lookup(within=config, dpath="explanation/maps"),
        scheme=explained_by,
        dataset=MAIN_DATASET,
        code=network_code("compute_cam"),
    message:
        "Computing attribution maps of {wildcards.model}, fold {wildcards.fold}"
    script:
        "../scripts/compute_cam.py"


use rule compute_cam as compute_cam_transfer with:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        frames=frames_seen,
        weights=of_trained(rules.train_all.output.weights),
    output:
        maps="results/cam/{model}/maps.{dataset}.h5",
    log:
        "logs/explanation/{model}/maps.{dataset}.log",
    wildcard_constraints:
        dataset=OTHER_DATASETS,
    params:
        model=model_settings,
        settings=lookup(within=config, dpath="explanation/maps"),
        scheme=explained_by,
        dataset=lambda wildcards: wildcards.dataset,
        code=network_code("compute_cam"),
    message:
        "Computing attribution maps of {wildcards.model} on {wildcards.dataset}"


rule merge_cam:
    input:
        maps=explained_folds,
    output:
        maps="results/cam/{model}/maps.h5",
    log:
        "logs/explanation/{model}/merge.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=0.3),
        runtime=scaled(10, by_input=0.1),
    params:
        code=code("merge_cam"),
    message:
        "Merging the maps of {wildcards.model}"
    script:
        "../scripts/merge_cam.py"


rule check_cam:
    input:
        dataset=of_main_dataset(rules.normalize_landmarks.output.dataset),
        frames=frames_seen,
        maps=rules.merge_cam.output.maps,
        weights=all_explained_weights,
    output:
        checks="results/cam/{model}/checks.json",
        planted="results/cam/{model}/planted.h5",
    log:
        "logs/explanation/{model}/checks.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=1),
        runtime=scaled(60, by_input=8),
    params:
        model=model_settings,
        settings=EXPLANATION["checks"] | INTERVALS | EXPLANATION["maps"],
        code=network_code("check_cam"),
    message:
        "Checking the maps of {wildcards.model}"
    script:
        "../scripts/check_cam.py"


rule score_cam:
    input:
        dataset=of_main_dataset(rules.normalize_landmarks.output.dataset),
        maps=rules.merge_cam.output.maps,
        checks=rules.check_cam.output.checks,
        timing=timing_source,
        tables=AU_TABLES,
    output:
        scores="results/cam/{model}/scores.json",
        table="results/cam/{model}/scores.tsv",
        summary=explained("results/cam/{model}/scores.txt", "cam_scores", "claims"),
    log:
        "logs/explanation/{model}/scores.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=1),
        runtime=scaled(30, by_input=2),
    params:
        settings=EXPLANATION["scores"] | INTERVALS,
        timing=timing_table,
        about=lambda wildcards: {
            "model": wildcards.model,
            "dataset": dataset_of(wildcards).describe(),
            "scheme": explained_by(wildcards),
        },
        code=code("score_cam"),
    message:
        "Scoring the maps of {wildcards.model} against action units"
    script:
        "../scripts/score_cam.py"


use rule score_cam as score_cam_transfer with:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        maps=rules.compute_cam_transfer.output.maps,
        checks=rules.check_cam.output.checks,
        timing=timing_source,
        tables=AU_TABLES,
    output:
        scores="results/cam/{model}/scores.{dataset}.json",
        table="results/cam/{model}/scores.{dataset}.tsv",
        summary="results/cam/{model}/scores.{dataset}.txt",
    log:
        "logs/explanation/{model}/scores.{dataset}.log",
    wildcard_constraints:
        dataset=OTHER_DATASETS,


rule draw_checks:
    input:
        checks=rules.check_cam.output.checks,
        planted=rules.check_cam.output.planted,
    output:
        svg=explained("results/cam/{model}/checks.svg", "cam_checks", "sanity checks"),
        png="results/cam/{model}/checks.png",
    log:
        "logs/explanation/{model}/checks.figure.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=20),
        runtime=scaled(15, by_input=0.5),
    params:
        code=code("draw_checks"),
    message:
        "Drawing the checks of the maps of {wildcards.model}"
    script:
        "../scripts/draw_checks.py"


rule draw_scores:
    input:
        scores=rules.score_cam.output.scores,
    output:
        svg=explained("results/cam/{model}/scores.svg", "cam_scores", "agreement with action units"),
        png="results/cam/{model}/scores.png",
    log:
        "logs/explanation/{model}/scores.figure.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=20),
        runtime=scaled(15, by_input=0.5),
    params:
        code=code("draw_scores"),
    message:
        "Drawing the scores of the maps of {wildcards.model}"
    script:
        "../scripts/draw_scores.py"


use rule draw_scores as draw_scores_transfer with:
    input:
        scores=rules.score_cam_transfer.output.scores,
    output:
        svg="results/cam/{model}/scores.{dataset}.svg",
        png="results/cam/{model}/scores.{dataset}.png",
    log:
        "logs/explanation/{model}/scores.{dataset}.figure.log",
    wildcard_constraints:
        dataset=OTHER_DATASETS,


rule render_cam:
    input:
        dataset=of_main_dataset(rules.normalize_landmarks.output.dataset),
        sequences=of_main_dataset(rules.filter_sequences.output.table),
        maps=rules.merge_cam.output.maps,
        checks=rules.check_cam.output.checks,
        timing=timing_source,
        tables=AU_TABLES,
    output:
        png=expand("results/cam/{{model}}/{{method}}/{name}.png", name=CLASSES),
        pdf=expand("results/cam/{{model}}/{{method}}/{name}.pdf", name=CLASSES),
        overview=expand("results/cam/{{model}}/{{method}}/overview.{kind}", kind=["png", "pdf"]),
    log:
        "logs/explanation/{model}/{method}.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=1),
        runtime=scaled(30, by_input=1),
    params:
        shown=shown_faces,
        code=code("render_cam"),
    message:
        "Drawing maps of {wildcards.model} by {wildcards.method}"
    script:
        "../scripts/render_cam.py"


use rule render_cam as render_cam_transfer with:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        sequences=rules.filter_sequences.output.table,
        maps=rules.compute_cam_transfer.output.maps,
        checks=rules.check_cam.output.checks,
        timing=timing_source,
        tables=AU_TABLES,
    output:
        png=expand("results/cam/{{model}}/{{method}}.{{dataset}}/{name}.png", name=CLASSES),
        pdf=expand("results/cam/{{model}}/{{method}}.{{dataset}}/{name}.pdf", name=CLASSES),
        overview=expand(
            "results/cam/{{model}}/{{method}}.{{dataset}}/overview.{kind}", kind=["png", "pdf"]
        ),
    log:
        "logs/explanation/{model}/{method}.{dataset}.log",
    wildcard_constraints:
        dataset=OTHER_DATASETS,


rule exchange_landmarks:
    input:
        first=of_main_dataset(rules.normalize_landmarks.output.dataset),
        second=of_main_dataset(rules.normalize_second.output.dataset),
        split=of_main_dataset(
            rules.split_folds.output.split.replace("{scheme}", EXPLANATION["scheme"])
        ),
        weights=all_explained_weights,
    output:
        result="results/cam/{model}/landmarks.json",
        summary="results/cam/{model}/landmarks.txt",
    log:
        "logs/explanation/{model}/landmarks.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=20),
        runtime=scaled(30, by_input=1),
    params:
        model=model_settings,
        steps=EXPLANATION["maps"]["steps"],
        intervals=INTERVALS,
        code=network_code("exchange_landmarks"),
    message:
        "Testing {wildcards.model} on landmarks from another backend"
    script:
        "../scripts/exchange_landmarks.py"
