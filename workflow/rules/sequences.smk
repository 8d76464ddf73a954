# Stage sequences: what there is, and what of it is used.
# reads   the folder of a dataset
# writes  results/sequences/{dataset}.index.tsv   every sequence, as found
#         results/sequences/{dataset}.tsv         the same rows, with status and reason
#         results/sequences/{dataset}.flow.json   counts after each filter


rule index_ckplus:
    input:
        root=dataset_path,
    output:
        table="results/sequences/{dataset}.index.tsv",
    log:
        "logs/sequences/{dataset}.index.log",
    conda:
        "../../envs/base.yaml"
    params:
        raw=raw_data,
        code=code("index_ckplus"),
    message:
        "Indexing the sequences of {wildcards.dataset}"
    script:
        "../scripts/index_ckplus.py"


rule filter_sequences:
    input:
        rules.index_ckplus.output.table,
    output:
        table="results/sequences/{dataset}.tsv",
        flow="results/sequences/{dataset}.flow.json",
    log:
        "logs/sequences/{dataset}.filter.log",
    conda:
        "../../envs/base.yaml"
    params:
        settings={
            key: lookup(within=config, dpath=f"sequences/{key}")
            for key in ("min_frames", "emotions")
        },
        code=code("filter_sequences"),
    message:
        "Filtering the sequences of {wildcards.dataset}"
    script:
        "../scripts/filter_sequences.py"
