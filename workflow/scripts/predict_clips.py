"""Predict every clip of a dataset (rule predict_clips)."""

from facemotion.dataset.contract import read_dataset
from facemotion.files import read_table, write_table
from facemotion.models.prediction import load_network, predict_dataset
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    settings = smk.params.model
    table = predict_dataset(
        load_network(smk.input.weights[0], settings["network"]),
        read_dataset(smk.input.dataset),
        read_table(smk.input.clips, ["clip_id", "status"]),
        read_sequences(smk.input.sequences),
        settings,
        smk.params.trained_on,
    )
    write_table(table, smk.output[0])


if "snakemake" in globals():
    run(main, snakemake)
