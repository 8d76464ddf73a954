"""Test the networks of all folds on living neutral clips (rule predict_living)."""

from facemotion.dataset.contract import read_dataset
from facemotion.evaluation.living import predict_living
from facemotion.files.tsv import write_table
from facemotion.models.prediction import read_inputs
from facemotion.splits.folds import read_split
from job import run


def main(smk):
    living, model = read_dataset(smk.input.living), smk.params.model
    table = predict_living(
        read_dataset(smk.input.dataset),
        living,
        read_inputs(living, None, model),
        smk.input.weights,
        read_split(smk.input.split),
        model,
        smk.params.seed,
    )
    write_table(table, smk.output.predictions)


if "snakemake" in globals():
    run(main, snakemake)
