# Stage explanation: which landmark spoke when for which emotion, and whether that can be believed.
# reads   results/dataset/{dataset}.h5, the weights of results/models/{dataset}/{model}/, the splits
# writes  results/cam/{model}/folds/{fold}.h5   maps of one fold's test clips
#         results/cam/{model}/maps.h5           of all folds, each clip by a network that never saw it
#         results/cam/{model}/maps.{dataset}.h5 of another dataset, by the network trained on all clips
#         results/cam/{model}/checks.json       can the maps be believed: verdicts on each method
#         results/cam/{model}/scores.json       agreement with action units; scores.{dataset}.json too
#         results/cam/{model}/{method}/         pictures; {method}.{dataset}/ too

EXPLANATION = config["explanation"]
# Which landmarks show an action unit, and which action units an emotion has.
AU_TABLES = [
    str(LIBRARY.parent / "resources" / f"{name}.tsv")
    for name in ("au_landmarks", "emotion_prototypes")
]
INTERVALS = config["evaluation"]["bootstrap"] | {"confidence": config["evaluation"]["confidence"]}


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
        "Mapping what {wildcards.model} heeds, fold {wildcards.fold}"
    script:
        "../scripts/compute_cam.py"


use rule compute_cam as compute_cam_transfer with:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        frames=frames_seen,
        weights=trained_weights,
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
        "Mapping what {wildcards.model} heeds on {wildcards.dataset}"


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
        mem_mb=scaled(1000, by_input=6),
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
        svg=explained("results/cam/{model}/checks.svg", "cam_checks", "checks of the methods"),
        png="results/cam/{model}/checks.png",
    log:
        "logs/explanation/{model}/checks.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=20),
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
        summary=explained("results/cam/{model}/scores.txt", "cam_scores", "what is claimed"),
        svg=explained("results/cam/{model}/scores.svg", "cam_scores", "agreement with action units"),
        png="results/cam/{model}/scores.png",
    log:
        "logs/explanation/{model}/scores.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=20),
        runtime=scaled(30, by_input=2),
    params:
        settings=EXPLANATION["scores"] | INTERVALS,
        timing=timing_table,
        about=lambda wildcards: {
            "model": wildcards.model,
            "dataset": describe_dataset(wildcards.get("dataset", MAIN_DATASET)),
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
        svg="results/cam/{model}/scores.{dataset}.svg",
        png="results/cam/{model}/scores.{dataset}.png",
    log:
        "logs/explanation/{model}/scores.{dataset}.log",
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
        png=expand("results/cam/{{model}}/{{method}}/{emotion}.png", emotion=CLASSES),
        pdf=expand("results/cam/{{model}}/{{method}}/{emotion}.pdf", emotion=CLASSES),
        overview=expand("results/cam/{{model}}/{{method}}/overview.{kind}", kind=["png", "pdf"]),
    log:
        "logs/explanation/{model}/{method}.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=10),
        runtime=scaled(30, by_input=1),
    params:
        shown=shown_faces,
        code=code("render_cam"),
    message:
        "Drawing the maps of {wildcards.model} by {wildcards.method}"
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
        png=expand("results/cam/{{model}}/{{method}}.{{dataset}}/{emotion}.png", emotion=CLASSES),
        pdf=expand("results/cam/{{model}}/{{method}}.{{dataset}}/{emotion}.pdf", emotion=CLASSES),
        overview=expand(
            "results/cam/{{model}}/{{method}}.{{dataset}}/overview.{kind}", kind=["png", "pdf"]
        ),
    log:
        "logs/explanation/{model}/{method}.{dataset}.log",
    wildcard_constraints:
        dataset=OTHER_DATASETS,
