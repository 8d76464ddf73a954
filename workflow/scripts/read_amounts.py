"""Estimate the amount of each action unit in every clip (rule read_amounts)."""

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.causes.amounts import list_amounts
from facemotion.explanation.causes.basis import read_basis
from facemotion.explanation.causes.tables import write_numbers
from job import run


def main(smk):
    clips, basis = read_dataset(smk.input.dataset), read_basis(smk.input.basis)
    write_numbers(list_amounts(clips, basis), smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)
