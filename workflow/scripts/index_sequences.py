"""List every sequence of a dataset (rule index_sequences)."""

from facemotion.files.tsv import write_table
from facemotion.sequences.readers import load_reader
from job import run


def main(smk):
    reader = load_reader(smk.params.reader)
    write_table(reader.index(smk.input.path, smk.params.settings), smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)
