"""Predict every clip of a dataset (rule predict_clips)."""

from facemotion.dataset.contract import read_dataset
from facemotion.files.atomic import read_table, write_table
from facemotion.models.prediction import load_network, predict_dataset, read_inputs
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    clips = read_dataset(smk.input.dataset)
    inputs = read_inputs(clips, smk.input.get("frames"), smk.params.model)
    table = predict_dataset(
        load_network(smk.input.weights, smk.params.model, inputs.shape[1:]),
        clips,
        inputs,
        read_table(smk.input.clips, ["clip_id", "status"]),
        read_sequences(smk.input.sequences),
        smk.params.trained_on,
    )
    write_table(table, smk.output[0])


if "snakemake" in globals():
    run(main, snakemake)
