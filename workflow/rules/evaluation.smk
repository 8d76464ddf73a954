# Stage evaluation: the result of a model, beside the paper's.
# reads   results/models/{model}/{scheme}/fold*/, results/splits/{scheme}.json, the data flow
# writes  results/{model}_cv.json            the schemes that the config names, side by side
#         results/{model}_cv.{scheme}.json   one scheme
#         and a .txt of each, for people
import json

PAPER = json.loads(Path(workflow.current_basedir, "../resources/paper.json").read_text())


def cv_schemes(wildcards):
    """Give the schemes of a result: the one in its name, else those of the config."""
    return [wildcards.scheme] if "scheme" in wildcards.keys() else config["evaluation"]["schemes"]


def cv_splits(wildcards):
    return expand(rules.split_folds.output.split, scheme=cv_schemes(wildcards))


def cv_folds(output):
    """Give one output of train_fold for every fold, scheme by scheme."""
    return lambda wildcards: expand(
        output,
        model=wildcards.model,
        scheme=cv_schemes(wildcards),
        fold=range(config["splits"]["folds"]),
    )


def cv_dataset(pattern):
    return expand(pattern, dataset=config["splits"]["dataset"])


rule cross_validate:
    input:
        predictions=cv_folds(rules.train_fold.output.predictions),
        summaries=cv_folds(rules.train_fold.output.summary),
        splits=cv_splits,
        flow=cv_dataset(rules.filter_sequences.output.flow),
        clips=cv_dataset(rules.normalize_landmarks.output.table),
    output:
        result="results/{model}_cv.json",
        summary="results/{model}_cv.txt",
    log:
        "logs/evaluation/{model}_cv.log",
    conda:
        "../../envs/base.yaml"
    params:
        model=lambda wildcards: config["models"][wildcards.model],
        paper=PAPER,
        dataset=describe_dataset(config["splits"]["dataset"]),
        settings=lookup(within=config, dpath="evaluation"),
        code=code("cross_validate"),
    message:
        "Cross-validating {wildcards.model}"
    script:
        "../scripts/cross_validate.py"


use rule cross_validate as cross_validate_scheme with:
    output:
        result="results/{model}_cv.{scheme}.json",
        summary="results/{model}_cv.{scheme}.txt",
    log:
        "logs/evaluation/{model}_cv.{scheme}.log",
