# Stage dataset: input of the networks; the contract is in docs/contracts.md.
# reads   results/landmarks/{dataset}.h5, results/clips/{dataset}.tsv, results/sequences/{dataset}.tsv
# writes  results/dataset/{dataset}.h5    landmarks of every clip
#         results/dataset/{dataset}.tsv   one row per clip, with status and reason
#         results/dataset/{dataset}.second.*    the same with the landmarks of a second backend
#         results/dataset/{dataset}_frames.h5   frames of every clip, for networks that read pixels


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
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=6),
        runtime=scaled(10, by_input=0.1),
    params:
        dataset=lambda wildcards: asdict(dataset_of(wildcards)),
        classes=lookup(within=config, dpath="dataset/classes"),
        max_failed_share=lookup(within=config, dpath="dataset/max_failed_share"),
        neutral=neutral_settings,
        code=code("normalize_landmarks"),
    message:
        "Writing the dataset {wildcards.dataset}"
    script:
        "../scripts/normalize_landmarks.py"


use rule normalize_landmarks as normalize_second with:
    input:
        landmarks=second_landmarks,
        clips=rules.synthesize_neutral.output.clips,
        sequences=rules.filter_sequences.output.table,
    output:
        dataset="results/dataset/{dataset}.second.h5",
        table="results/dataset/{dataset}.second.tsv",
    log:
        "logs/dataset/{dataset}.second.log",
    message:
        "Writing the dataset {wildcards.dataset} with landmarks of the second backend"


rule stack_frames:
    input:
        dataset=rules.normalize_landmarks.output.dataset,
        sequences=rules.filter_sequences.output.table,
    output:
        frames="results/dataset/{dataset}_frames.h5",
    log:
        "logs/dataset/{dataset}_frames.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500, by_input=3),
        runtime=scaled(30, by_input=2),
    params:
        root=dataset_root,
        settings=lookup(within=config, dpath="dataset/frames"),
        code=code("stack_frames"),
    message:
        "Stacking the frames of {wildcards.dataset}"
    script:
        "../scripts/stack_frames.py"
