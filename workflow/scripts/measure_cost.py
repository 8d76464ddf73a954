"""Measure the parameters, memory and time that a model needs (rule measure_cost)."""

from facemotion.dataset.contract import read_dataset
from facemotion.files.json_file import write_json
from facemotion.models.cost import measure_cost
from facemotion.models.prediction import read_inputs
from job import run


def main(smk):
    clips, settings = read_dataset(smk.input.dataset), smk.params.settings
    inputs = read_inputs(clips, smk.input.get("frames"), settings)
    cost = {"model": smk.wildcards.model} | measure_cost(clips, inputs, settings)
    write_json(cost, smk.output.cost, "cost")


if "snakemake" in globals():
    run(main, snakemake)
