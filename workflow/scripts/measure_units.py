"""Measure how accurately action units are read from landmarks (rule measure_units)."""

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.causes.basis import read_basis
from facemotion.explanation.causes.detection import of_coded, of_people, tabulate
from facemotion.explanation.causes.tables import read_trial, write_numbers
from facemotion.files.json_file import read_json
from job import run


def main(smk):
    effects, told = read_trial(smk.input.effects, smk.input.explanations)
    chosen = read_json(smk.input.referee, "referee")["chosen"]
    coded = of_coded(read_dataset(smk.input.dataset), read_basis(smk.input.basis))
    write_numbers(tabulate(of_people(effects, told[chosen]) + coded), smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)
