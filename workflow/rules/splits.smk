# Stage splits: frozen folds.
# reads   results/dataset/{dataset}.h5
# writes  results/splits/{dataset}/{scheme}.json   clip ids that train and that test, fold by fold,
#                                                  and how many subjects are on both sides


rule split_folds:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
    output:
        split="results/splits/{dataset}/{scheme}.json",
    log:
        "logs/splits/{dataset}/{scheme}.log",
    conda:
        "../../envs/base.yaml"
    params:
        settings=split_settings,
        code=code("split_folds"),
    message:
        "Splitting folds of {wildcards.dataset}: {wildcards.scheme}"
    script:
        "../scripts/split_folds.py"
