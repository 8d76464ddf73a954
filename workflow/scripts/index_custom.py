"""List every clip of a sample sheet (rule index_custom)."""

from facemotion.files import write_table
from facemotion.sequences.custom import index_custom
from job import run


def main(smk):
    write_table(index_custom(smk.input.sheet), smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)
