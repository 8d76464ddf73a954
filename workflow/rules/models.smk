# Stage models: one network trained on one fold.
# reads   results/dataset/{dataset}.h5, results/splits/{scheme}.json
# writes  results/models/{model}/{scheme}/fold{fold}/: weights.safetensors, history.tsv,
#         predictions.tsv, summary.json
from facemotion.models import network_module


rule train_fold:
    input:
        dataset=rules.split_folds.input.dataset,
        split=rules.split_folds.output.split,
    output:
        weights="results/models/{model}/{scheme}/fold{fold}/weights.safetensors",
        history="results/models/{model}/{scheme}/fold{fold}/history.tsv",
        predictions="results/models/{model}/{scheme}/fold{fold}/predictions.tsv",
        summary="results/models/{model}/{scheme}/fold{fold}/summary.json",
    log:
        "logs/models/{model}/{scheme}/fold{fold}.log",
    conda:
        "../../envs/torch.yaml"
    params:
        settings=lookup(within=config, dpath="models/{model}"),
        code=lambda wildcards: code(
            "train_fold", network_module(config["models"][wildcards.model]["network"])
        ),
    message:
        "Training {wildcards.model}, {wildcards.scheme} fold {wildcards.fold}"
    script:
        "../scripts/train_fold.py"
