# Stage sequences: what there is, and what of it is used.
# reads   the folder of a dataset
# writes  results/sequences/{dataset}.index.tsv   every sequence, as found
#         results/sequences/{dataset}.tsv         the same rows, with status and reason
#         results/sequences/{dataset}.flow.json   counts after each filter
#
# A new reader is one rule here, its script and its module; docs/own_data.md shows it.
from facemotion.sequences.fingerprint import tree_fingerprint
from facemotion.sequences.samm_fingerprint import samm_fingerprint
from facemotion.sequences.sheet_fingerprint import sheet_fingerprint


rule index_ckplus:
    input:
        root=dataset_path,
    output:
        table="results/sequences/{dataset}.index.tsv",
    log:
        "logs/sequences/{dataset}.index.log",
    wildcard_constraints:
        dataset=datasets_read_by("ckplus"),
    conda:
        "../../envs/base.yaml"
    params:
        raw=raw_data(tree_fingerprint),
        code=code("index_ckplus"),
    message:
        "Indexing the sequences of {wildcards.dataset}"
    script:
        "../scripts/index_ckplus.py"


rule index_samm:
    input:
        root=dataset_path,
        labels=config["sequences"]["samm"]["label_table"] or [],
    output:
        table="results/sequences/{dataset}.index.tsv",
    log:
        "logs/sequences/{dataset}.index.log",
    wildcard_constraints:
        dataset=datasets_read_by("samm"),
    conda:
        "../../envs/base.yaml"
    params:
        raw=raw_data(samm_fingerprint),
        settings=lookup(within=config, dpath="sequences/samm"),
        au_emotions=table_read("resources/au_emotions.tsv"),
        code=code("index_samm"),
    message:
        "Indexing the sequences of {wildcards.dataset}"
    script:
        "../scripts/index_samm.py"


rule index_custom:
    input:
        sheet=dataset_path,
    output:
        table="results/sequences/{dataset}.index.tsv",
    log:
        "logs/sequences/{dataset}.index.log",
    wildcard_constraints:
        dataset=datasets_read_by("custom"),
    conda:
        "../../envs/base.yaml"
    params:
        raw=raw_data(sheet_fingerprint),
        schema=table_read("schemas/sample_sheet.schema.yaml"),
        code=code("index_custom"),
    message:
        "Indexing the sequences of {wildcards.dataset}"
    script:
        "../scripts/index_custom.py"


rule filter_sequences:
    input:
        "results/sequences/{dataset}.index.tsv",
    output:
        table="results/sequences/{dataset}.tsv",
        flow="results/sequences/{dataset}.flow.json",
    log:
        "logs/sequences/{dataset}.filter.log",
    conda:
        "../../envs/base.yaml"
    params:
        settings=filter_settings,
        code=code("filter_sequences"),
    message:
        "Filtering the sequences of {wildcards.dataset}"
    script:
        "../scripts/filter_sequences.py"
