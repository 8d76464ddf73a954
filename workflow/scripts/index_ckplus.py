"""List every sequence of a CK+ tree (rule index_ckplus)."""

from facemotion.files import write_table
from facemotion.sequences.ckplus import index_ckplus
from job import run


def main(smk):
    write_table(index_ckplus(smk.input.root), smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)
