# Stage sequences: what there is, and what of it is used.
# reads   the folder of a dataset
# writes  results/sequences/{dataset}.index.tsv   every sequence, as found
#         results/sequences/{dataset}.tsv         the same rows, with status and reason
#         results/sequences/{dataset}.flow.json   counts after each filter


rule index_sequences:
    input:
        path=dataset_path,
        tables=tables_read,
    output:
        table="results/sequences/{dataset}.index.tsv",
    log:
        "logs/sequences/{dataset}.index.log",
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1500),
        runtime=scaled(60),
    params:
        reader=lambda wildcards: DATASETS[wildcards.dataset]["reader"],
        settings=reader_settings,
        raw=raw_data,
        code=reader_code,
    message:
        "Indexing the sequences of {wildcards.dataset}"
    script:
        "../scripts/index_sequences.py"


rule filter_sequences:
    input:
        "results/sequences/{dataset}.index.tsv",
    output:
        table="results/sequences/{dataset}.tsv",
        flow="results/sequences/{dataset}.flow.json",
    log:
        "logs/sequences/{dataset}.filter.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000, by_input=10),
        runtime=scaled(10, by_input=0.1),
    params:
        settings=filter_settings,
        code=code("filter_sequences"),
    message:
        "Filtering the sequences of {wildcards.dataset}"
    script:
        "../scripts/filter_sequences.py"
