# Stage splits: frozen folds.
# reads   results/dataset/{dataset}.h5
# writes  results/splits/{scheme}.json   clip ids that train and that test, fold by fold


rule split_folds:
    input:
        dataset=expand(rules.normalize_landmarks.output.dataset, dataset=MAIN_DATASET),
    output:
        split="results/splits/{scheme}.json",
    log:
        "logs/splits/{scheme}.log",
    conda:
        "../../envs/base.yaml"
    params:
        settings=lookup(within=config, dpath="splits"),
        code=code("split_folds"),
    message:
        "Splitting folds: {wildcards.scheme}"
    script:
        "../scripts/split_folds.py"
