"""List every sequence of a dataset (rule index_sequences)."""

from importlib import import_module

from facemotion.files.atomic import write_table
from facemotion.sequences.readers import reader_module
from job import run


def main(smk):
    reader = import_module(reader_module(smk.params.reader))
    write_table(reader.index(smk.input.path, smk.params.settings), smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)
