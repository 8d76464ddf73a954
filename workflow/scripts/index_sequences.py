"""List every sequence of a dataset (rule index_sequences)."""

import logging

from facemotion.files.tsv import write_table
from facemotion.sequences.readers import load_reader
from facemotion.sequences.subjects import near_equal_names
from job import run


def main(smk):
    reader = load_reader(smk.params.reader)
    table = reader.index(smk.input.path, smk.params.settings)
    for names in near_equal_names(table["subject"]):
        logging.warning(
            "%s: the subjects %s differ only in spelling, so splits treat them as one person; "
            "use one spelling, or rename one of two people", smk.input.path, " and ".join(names),
        )  # fmt: skip
    write_table(table, smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)
