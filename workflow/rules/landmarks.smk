# Stage landmarks: 68 points for every distinct frame that the clips use.
# reads   results/clips/{dataset}.tsv, results/sequences/{dataset}.tsv, the images
# writes  results/landmarks/{dataset}.shards.json    shard -> its frames
#         results/landmarks/{dataset}/{shard}.h5     one shard
#         results/landmarks/{dataset}.h5             all, sorted
#
# A shard's name holds a digest of what is in it, so a changed sequence re-makes one shard. The
# shard list is read as `ancient`: that it was written again is no reason to extract again.


checkpoint shard_frames:
    input:
        clips=rules.synthesize_neutral.output.clips,
        sequences=rules.filter_sequences.output.table,
    output:
        shards="results/landmarks/{dataset}.shards.json",
    log:
        "logs/landmarks/{dataset}.shards.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=10),
        runtime=scaled(10, by_input=0.1),
    params:
        shards=lookup(within=config, dpath="landmarks/shards"),
        code=code("shard_frames"),
    message:
        "Cutting the frames of {wildcards.dataset} into shards"
    script:
        "../scripts/shard_frames.py"


rule extract_landmarks:
    input:
        shards=ancient("results/landmarks/{dataset}.shards.json"),
    output:
        landmarks="results/landmarks/{dataset}/{shard}.h5",
    log:
        "logs/landmarks/{dataset}/{shard}.log",
    conda:
        "../../envs/landmarks.yaml"
    threads: 1
    resources:
        mem_mb=shard_memory,
        runtime=shard_minutes,
    params:
        root=frames_root,
        settings={
            key: lookup(within=config, dpath=f"landmarks/{key}")
            for key in ("backend", "detection_px", "face_px")
        },
        code=code("extract_landmarks", backend_module(config["landmarks"]["backend"])),
    message:
        "Extracting landmarks of {wildcards.dataset}, shard {wildcards.shard}"
    script:
        "../scripts/extract_landmarks.py"


rule merge_landmarks:
    input:
        extracted_shards,
    output:
        landmarks="results/landmarks/{dataset}.h5",
    log:
        "logs/landmarks/{dataset}.merge.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=6),
        runtime=scaled(10, by_input=0.02),
    params:
        code=code("merge_landmarks"),
    message:
        "Merging the landmarks of {wildcards.dataset}"
    script:
        "../scripts/merge_landmarks.py"
