# Stage sequences: what is in a dataset, and which sequences are used.
# reads   the folder of a dataset
# writes  results/sequences/{dataset}.index.tsv   every sequence, as found
#         results/sequences/{dataset}.tsv         the same rows, with status and reason
#         results/sequences/{dataset}.flow.json   counts after each filter
#         results/sequences/{dataset}/{sequence}.jpg   its frames with their numbers, on request
from facemotion.sequences.labels import LABELS, NEUTRAL
from facemotion.sequences.readers import reader_module


def raw_data(wildcards):
    """Fingerprint a dataset's files, so that a changed image is noticed.

    The demo is made by a rule, which Snakemake watches itself.
    """
    dataset = dataset_of(wildcards)
    if dataset.rendered:
        return DEMO
    return stop_on_error(load_reader(dataset.reader).fingerprint, dataset.path)


def reader_settings(wildcards):
    dataset = dataset_of(wildcards)
    settings = config["sequences"].get(dataset.reader, {})
    return {**settings, "has_images": dataset.has_images}


def reader_code(wildcards):
    """Digest a reader's code and the files of workflow/ that it reads."""
    reader = dataset_of(wildcards).reader
    files = getattr(load_reader(reader), "RESOURCES", ())
    return code("index_sequences", reader_module(reader), files=files)


def tables_read(wildcards):
    """Return the user's tables named in a reader's settings."""
    return [v for k, v in reader_settings(wildcards).items() if k.endswith("_table") and v]


def filter_settings(wildcards):
    """Return the settings of the filter: the labels used by any class, not their assignment."""
    held = {label for labels in CLASSES.values() for label in labels}
    return {
        "min_frames": config["sequences"]["min_frames"],
        "emotions": [label for label in LABELS if label in held],
        "keep_unlabelled": dataset_of(wildcards).keeps_unlabelled,
    }


rule index_sequences:
    input:
        path=lambda wildcards: dataset_of(wildcards).path,
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
        reader=lambda wildcards: dataset_of(wildcards).reader,
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


rule draw_contact_sheet:
    input:
        "results/sequences/{dataset}.index.tsv",
    output:
        "results/sequences/{dataset}/{sequence}.jpg",
    log:
        "logs/sequences/{dataset}/{sequence}.log",
    localrule: True
    conda:
        "../../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=scaled(1000),
        runtime=scaled(10),
    params:
        root=dataset_root,
        code=code("draw_contact_sheet"),
    message:
        "Drawing the numbered frames of {wildcards.sequence}"
    script:
        "../scripts/draw_contact_sheet.py"
