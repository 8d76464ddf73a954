# Stage evaluation: the results of models, compared with the paper's.
# reads   results/models/{dataset}/, results/splits/{dataset}/, the data flow
# writes  results/models/{dataset}/{model}/{scheme}/living.tsv   living neutral clips, predicted
#         results/{model}_cv.json            the configured split schemes
#         results/{model}_cv.{scheme}.json   one scheme
#         results/{model}_{dataset}.json     trained on all clips of one dataset, tested on another
#         and a text summary (.txt) of each
#         results/comparison.*               all configured models: table and tests, with
#                                            predictions from other programs
#         results/figures/comparison.*       the same as a figure
#         results/predictions/{dataset}.{model}.tsv   class probabilities of every clip
#         results/predictions/{dataset}.tsv           the same, by the configured model


from facemotion.sequences.dataset import describe_all


def training_in_words(wildcards):
    """Name a model's training data, marking generated people."""
    datasets = [DATASETS[name] for name in trained_on(wildcards)]
    return " + ".join(f"{d.name} (demo)" if d.rendered else d.name for d in datasets)


def cv_schemes(wildcards):
    """Return the schemes of a result: the one in its name, or the configured ones."""
    return [wildcards.scheme] if "scheme" in wildcards.keys() else config["evaluation"]["schemes"]


def cv_files(output):
    """Return a file of the main dataset for every scheme of a result."""
    return lambda wildcards: expand(output, dataset=MAIN_DATASET, scheme=cv_schemes(wildcards))


def cv_folds(output):
    """Return one output of train_fold for every fold of a result."""
    return lambda wildcards: fold_files(
        output,
        wildcards.model,
        cv_schemes(wildcards),
        config["models"][wildcards.model]["seeds"],
    )


def compared_results(wildcards):
    return expand(rules.cross_validate.output.result, model=COMPARED)


def compared_predictions(wildcards):
    """Return the test predictions of the compared models, for the configured number of seeds."""
    return [
        file
        for model, seeds in COMPARED.items()
        for file in fold_files(
            rules.train_fold.output.predictions,
            model,
            config["evaluation"]["schemes"],
            [config["models"][model]["seeds"][0] + k for k in range(seeds)],
        )
    ]


def scheme_weights(wildcards):
    """Return the weights of all folds of a scheme, of the model's first seed."""
    return fold_files(
        rules.train_fold.output.weights,
        wildcards.model,
        [wildcards.scheme],
        config["models"][wildcards.model]["seeds"][:1],
    )


rule predict_living:
    input:
        dataset=of_main_dataset(rules.normalize_landmarks.output.dataset),
        living=rules.normalize_landmarks.output.dataset.replace("{dataset}", LIVING or MAIN_DATASET),
        split=of_main_dataset(rules.split_folds.output.split),
        weights=scheme_weights,
    output:
        predictions="results/models/{dataset}/{model}/{scheme}/living.tsv",
    log:
        "logs/evaluation/{dataset}.{model}.{scheme}.living.log",
    wildcard_constraints:
        dataset=MAIN_DATASET,
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=scaled(2000, by_input=20),
        runtime=scaled(15, by_input=0.06),
    params:
        model=model_settings,
        seed=lookup(within=config, dpath="evaluation/bootstrap/seed"),
        code=network_code("predict_living"),
    message:
        "Testing {wildcards.model}, {wildcards.scheme}, on living neutral clips"
    script:
        "../scripts/predict_living.py"


def living_predictions(wildcards):
    """Return the predictions of living neutral clips, for landmark models."""
    if not LIVING or model_settings(wildcards)["input"] == "frames":
        return []
    return expand(
        rules.predict_living.output.predictions,
        dataset=MAIN_DATASET,
        model=wildcards.model,
        scheme=cv_schemes(wildcards),
    )


rule cross_validate:
    input:
        predictions=cv_folds(rules.train_fold.output.predictions),
        living=living_predictions,
        summaries=cv_folds(rules.train_fold.output.summary),
        splits=cv_files(rules.split_folds.output.split),
        audits=cv_files(rules.audit_splits.output.audit),
        flow=expand(rules.filter_sequences.output.flow, dataset=MAIN_DATASET),
        clips=expand(rules.normalize_landmarks.output.table, dataset=MAIN_DATASET),
    output:
        result="results/{model}_cv.json",
        summary=summary("results/{model}_cv.txt"),
    log:
        "logs/evaluation/{model}_cv.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=20),
        runtime=scaled(15),
    params:
        model=model_settings,
        paper=PAPER,
        dataset=DATASETS[MAIN_DATASET].describe(),
        confidence=lookup(within=config, dpath="evaluation/confidence"),
        bootstrap=lookup(within=config, dpath="evaluation/bootstrap"),
        code=code("cross_validate"),
    message:
        "Cross-validating {wildcards.model}"
    script:
        "../scripts/cross_validate.py"


use rule cross_validate as cross_validate_scheme with:
    output:
        result="results/{model}_cv.{scheme}.json",
        summary=summary("results/{model}_cv.{scheme}.txt"),
    log:
        "logs/evaluation/{model}_cv.{scheme}.log",


rule predict_clips:
    input:
        weights=of_trained(rules.train_all.output.weights),
        summary=of_trained(rules.train_all.output.summary),
        dataset=rules.normalize_landmarks.output.dataset,
        trained_on=datasets_trained_on,
        frames=frames_seen,
        clips=rules.normalize_landmarks.output.table,
        sequences=rules.filter_sequences.output.table,
    output:
        "results/predictions/{dataset}.{model}.tsv",
    log:
        "logs/evaluation/{dataset}.{model}.predictions.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=training_memory,
        runtime=scaled(15, by_input=0.06),
    params:
        model=model_settings,
        trained_on=training_in_words,
        certain_from=lookup(within=config, dpath="evaluation/predict/certain_from"),
        code=network_code("predict_clips"),
    message:
        "Predicting the clips of {wildcards.dataset}"
    script:
        "../scripts/predict_clips.py"


use rule predict_clips as predict_clips_by_default with:
    output:
        "results/predictions/{dataset}.tsv",
    log:
        "logs/evaluation/{dataset}.predictions.log",


rule evaluate_transfer:
    input:
        predictions=rules.predict_clips.output,
        summary=of_trained(rules.train_all.output.summary),
        flow=rules.filter_sequences.output.flow,
        clips=rules.normalize_landmarks.output.table,
        sequences=rules.filter_sequences.output.table,
    output:
        result="results/{model}_{dataset}.json",
        summary="results/{model}_{dataset}.txt",
    log:
        "logs/evaluation/{model}_{dataset}.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=20),
        runtime=scaled(15),
    params:
        model=model_settings,
        trained_on=lambda wildcards: describe_all([DATASETS[d] for d in trained_on(wildcards)]),
        dataset=lambda wildcards: dataset_of(wildcards).describe(),
        settings=lookup(within=config, dpath="evaluation/transfer"),
        bootstrap=lookup(within=config, dpath="evaluation/bootstrap"),
        confidence=lookup(within=config, dpath="evaluation/confidence"),
        paper=PAPER,
        code=code("evaluate_transfer"),
    message:
        "Testing {wildcards.model} on {wildcards.dataset}"
    script:
        "../scripts/evaluate_transfer.py"


rule compare_models:
    input:
        results=compared_results,
        predictions=compared_predictions,
        splits=expand(
            rules.split_folds.output.split,
            dataset=MAIN_DATASET,
            scheme=config["evaluation"]["schemes"],
        ),
        costs=expand(rules.measure_cost.output.cost, dataset=MAIN_DATASET, model=COMPARED),
        clips=expand(rules.normalize_landmarks.output.table, dataset=MAIN_DATASET),
        external=[entry["path"] for entry in config["evaluation"]["external"].values()],
    output:
        table="results/comparison.tsv",
        result="results/comparison.json",
        summary="results/comparison.txt",
    log:
        "logs/evaluation/comparison.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=20),
        runtime=scaled(15),
    params:
        paper=PAPER,
        confidence=lookup(within=config, dpath="evaluation/confidence"),
        seed=lookup(within=config, dpath="evaluation/bootstrap/seed"),
        external=lookup(within=config, dpath="evaluation/external"),
        code=code("compare_models"),
    message:
        "Comparing models"
    script:
        "../scripts/compare_models.py"


rule draw_comparison:
    input:
        comparison=rules.compare_models.output.result,
    output:
        figure=figure("comparison", "Models", "accuracy and cost"),
    log:
        "logs/evaluation/comparison.figure.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=20),
        runtime=scaled(15, by_input=0.5),
    params:
        code=code("draw_comparison"),
    message:
        "Drawing the model comparison"
    script:
        "../scripts/draw_comparison.py"
