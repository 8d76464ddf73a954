# Stage splits: frozen folds.
# reads   results/dataset/{dataset}.h5
# writes  results/splits/{dataset}/{scheme}.json         training and test clip ids, by fold
#         results/splits/{dataset}/{scheme}.audit.json   overlap of subjects, sequences and frames
#
# The number of leave-one-subject-out folds depends on the data: only that split is a checkpoint.


def split_settings(wildcards):
    """Return the settings that apply to a scheme."""
    keys = {"shuffle": ("folds", "seed", "test_share"), "loso": ()}
    return {key: config["splits"][key] for key in keys.get(wildcards.scheme, ("folds", "seed"))}


rule split_folds:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
    output:
        split="results/splits/{dataset}/{scheme}.json",
    log:
        "logs/splits/{dataset}/{scheme}.log",
    wildcard_constraints:
        scheme="shuffle|kfold|grouped",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=4),
        runtime=scaled(10),
    params:
        settings=split_settings,
        code=code("split_folds"),
    message:
        "Splitting folds of {wildcards.dataset}: {wildcards.scheme}"
    script:
        "../scripts/split_folds.py"


checkpoint split_subjects:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
    output:
        split="results/splits/{dataset}/{scheme}.json",
    log:
        "logs/splits/{dataset}/{scheme}.log",
    wildcard_constraints:
        scheme="loso",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=4),
        runtime=scaled(10),
    params:
        settings=split_settings,
        code=code("split_folds"),
    message:
        "Splitting folds of {wildcards.dataset}: {wildcards.scheme}"
    script:
        "../scripts/split_folds.py"


rule audit_splits:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        split=rules.split_folds.output.split,
    output:
        audit="results/splits/{dataset}/{scheme}.audit.json",
    log:
        "logs/splits/{dataset}/{scheme}.audit.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=4),
        runtime=scaled(10),
    params:
        code=code("audit_splits"),
    message:
        "Auditing the splits of {wildcards.dataset}: {wildcards.scheme}"
    script:
        "../scripts/audit_splits.py"
