"""List every expression of SAMM Long Videos (rule index_samm)."""

from facemotion.files import write_table
from facemotion.sequences.samm import index_samm
from job import run


def main(smk):
    write_table(index_samm(smk.input.root, smk.params.settings), smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)
