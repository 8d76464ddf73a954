# Stage clips: clips of a fixed number of frames, and the frames they need.
# reads   results/sequences/{dataset}.tsv
# writes  results/clips/{dataset}.resampled.tsv   one row per frame, clips with an emotion
#         results/clips/{dataset}.tsv             the same and the neutral clips
#         results/frames/{dataset}.tsv            one row per sequence: the frames needed


def neutral_settings(wildcards):
    """Return the settings of neutral clips; their count is 0 if no class includes neutral."""
    neutral = config["clips"]["neutral"]
    wanted = any(NEUTRAL in labels for labels in CLASSES.values())
    return neutral | {"count": neutral["count"].get(wildcards.dataset, 0) if wanted else 0}


rule resample_frames:
    input:
        sequences=rules.filter_sequences.output.table,
    output:
        clips="results/clips/{dataset}.resampled.tsv",
    log:
        "logs/clips/{dataset}.resample.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=40),
        runtime=scaled(10, by_input=0.5),
    params:
        frames=lookup(within=config, dpath="clips/frames"),
        code=code("resample_frames"),
    message:
        "Resampling {wildcards.dataset} to {params.frames} frames per clip"
    script:
        "../scripts/resample_frames.py"


rule synthesize_neutral:
    input:
        sequences=rules.filter_sequences.output.table,
        clips=rules.resample_frames.output.clips,
    output:
        clips="results/clips/{dataset}.tsv",
    log:
        "logs/clips/{dataset}.neutral.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=10),
        runtime=scaled(10, by_input=0.1),
    params:
        frames=lookup(within=config, dpath="clips/frames"),
        settings=neutral_settings,
        code=code("synthesize_neutral"),
    message:
        "Making neutral clips of {wildcards.dataset}"
    script:
        "../scripts/synthesize_neutral.py"


rule want_frames:
    input:
        clips=rules.synthesize_neutral.output.clips,
    output:
        frames="results/frames/{dataset}.tsv",
    log:
        "logs/clips/{dataset}.wanted.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=10),
        runtime=scaled(10, by_input=0.1),
    params:
        code=code("want_frames"),
    message:
        "Listing the frames that the clips of {wildcards.dataset} use"
    script:
        "../scripts/want_frames.py"
