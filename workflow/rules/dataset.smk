# Stage dataset: what the networks read; the contract is in docs/contracts.md.
# reads   results/landmarks/{dataset}.h5, results/clips/{dataset}.tsv, results/sequences/{dataset}.tsv
# writes  results/dataset/{dataset}.h5    landmarks of every clip
#         results/dataset/{dataset}.tsv   one row a clip, with status and reason


rule normalize_landmarks:
    input:
        landmarks=rules.merge_landmarks.output.landmarks,
        clips=rules.synthesize_neutral.output.clips,
        sequences=rules.filter_sequences.output.table,
    output:
        dataset="results/dataset/{dataset}.h5",
        table="results/dataset/{dataset}.tsv",
    log:
        "logs/dataset/{dataset}.log",
    conda:
        "../../envs/base.yaml"
    params:
        settings=lookup(within=config, dpath="dataset"),
        code=code("normalize_landmarks"),
    message:
        "Writing the dataset {wildcards.dataset}"
    script:
        "../scripts/normalize_landmarks.py"
