# Stage models: networks, trained on a fold each or on all clips.
# reads   results/dataset/{dataset}.h5, results/splits/{dataset}/{scheme}.json
# writes  results/models/{dataset}/{model}/{scheme}/fold{fold}/: weights.safetensors, history.tsv,
#         predictions.tsv, summary.json
#         results/models/{dataset}/{model}/all/: the same without predictions, for use on other datasets


rule train_fold:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        split=rules.split_folds.output.split,
    output:
        weights="results/models/{dataset}/{model}/{scheme}/fold{fold}/weights.safetensors",
        history="results/models/{dataset}/{model}/{scheme}/fold{fold}/history.tsv",
        predictions="results/models/{dataset}/{model}/{scheme}/fold{fold}/predictions.tsv",
        summary="results/models/{dataset}/{model}/{scheme}/fold{fold}/summary.json",
    log:
        "logs/models/{dataset}/{model}/{scheme}/fold{fold}.log",
    conda:
        "../../envs/torch.yaml"
    params:
        settings=lookup(within=config, dpath="models/{model}"),
        code=network_code("train_fold"),
    message:
        "Training {wildcards.model} on {wildcards.dataset}, {wildcards.scheme} fold {wildcards.fold}"
    script:
        "../scripts/train_fold.py"


rule train_all:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
    output:
        weights="results/models/{dataset}/{model}/all/weights.safetensors",
        history="results/models/{dataset}/{model}/all/history.tsv",
        summary="results/models/{dataset}/{model}/all/summary.json",
    log:
        "logs/models/{dataset}/{model}/all.log",
    conda:
        "../../envs/torch.yaml"
    params:
        settings=lookup(within=config, dpath="models/{model}"),
        code=network_code("train_all"),
    message:
        "Training {wildcards.model} on all clips of {wildcards.dataset}"
    script:
        "../scripts/train_all.py"
