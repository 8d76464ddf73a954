# Stage clips: exactly 20 frames a clip.
# reads   results/sequences/{dataset}.tsv
# writes  results/clips/{dataset}.resampled.tsv   one row a frame, clips with an emotion
#         results/clips/{dataset}.tsv             the same and the neutral clips


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
        code=code("resample_frames"),
    message:
        "Resampling {wildcards.dataset} to 20 frames a clip"
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
        settings=neutral_settings,
        code=code("synthesize_neutral"),
    message:
        "Making neutral clips of {wildcards.dataset}"
    script:
        "../scripts/synthesize_neutral.py"
