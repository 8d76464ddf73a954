# Stage models: networks trained on single folds or on all clips.
# reads   results/dataset/{dataset}.h5, for pixel networks {dataset}_frames.h5, results/splits/{dataset}/{scheme}.json
# writes  results/models/{dataset}/{model}/{scheme}/seed{seed}/fold{fold}/: weights.safetensors, history.tsv,
#         predictions.tsv, summary.json
#         results/models/{trained_on}/{model}/all/: the same without predictions, for use on other datasets;
#         trained_on is a dataset, or several: people+ckplus
#         results/models/{dataset}/{model}/cost.json: parameters, multiply-adds, seconds per clip


def of_trained_on(output):
    """Return the file of every dataset that a model is trained on."""
    return lambda wildcards: expand(output, dataset=wildcards.trained_on.split("+"))


rule train_fold:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        frames=frames_seen,
        split=rules.split_folds.output.split,
    output:
        weights="results/models/{dataset}/{model}/{scheme}/seed{seed}/fold{fold}/weights.safetensors",
        history="results/models/{dataset}/{model}/{scheme}/seed{seed}/fold{fold}/history.tsv",
        predictions="results/models/{dataset}/{model}/{scheme}/seed{seed}/fold{fold}/predictions.tsv",
        summary="results/models/{dataset}/{model}/{scheme}/seed{seed}/fold{fold}/summary.json",
    log:
        "logs/models/{dataset}/{model}/{scheme}/seed{seed}/fold{fold}.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=training_memory,
        runtime=training_minutes,
    params:
        settings=training_settings,
        code=network_code("train_fold"),
    message:
        "Training {wildcards.model} on {wildcards.dataset}, {wildcards.scheme} fold {wildcards.fold}, seed {wildcards.seed}"
    script:
        "../scripts/train_fold.py"


rule train_all:
    input:
        dataset=of_trained_on(rules.normalize_landmarks.output.dataset),
        frames=frames_trained_on,
    output:
        weights="results/models/{trained_on}/{model}/all/weights.safetensors",
        history="results/models/{trained_on}/{model}/all/history.tsv",
        summary="results/models/{trained_on}/{model}/all/summary.json",
    log:
        "logs/models/{trained_on}/{model}/all.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=training_memory,
        runtime=training_minutes,
    params:
        settings=training_settings,
        code=network_code("train_all"),
    message:
        "Training {wildcards.model} on all clips of {wildcards.trained_on}"
    script:
        "../scripts/train_all.py"


rule measure_cost:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        frames=frames_seen,
    output:
        cost="results/models/{dataset}/{model}/cost.json",
    log:
        "logs/models/{dataset}/{model}/cost.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=training_memory,
        runtime=training_minutes,
    params:
        settings=training_settings,
        code=network_code("measure_cost"),
    message:
        "Measuring the cost of {wildcards.model}"
    script:
        "../scripts/measure_cost.py"
