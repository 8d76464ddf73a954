"""Predict every clip of a dataset (rule predict_clips)."""

from facemotion.dataset.contract import read_dataset
from facemotion.dataset.table import read_clip_table
from facemotion.files.json_file import read_json
from facemotion.files.tsv import write_table
from facemotion.models.prediction import load_network, predict_dataset, read_inputs
from facemotion.sequences.table import read_sequences
from facemotion.splits.sameness import shows_frames_of
from job import run


def main(smk):
    clips, model = read_dataset(smk.input.dataset), smk.params.model
    inputs = read_inputs(clips, smk.input.get("frames"), model)
    table = predict_dataset(
        load_network(smk.input.weights, model, inputs, clips),
        clips,
        inputs,
        read_clip_table(smk.input.clips),
        read_sequences(smk.input.sequences),
        smk.params.trained_on,
        shows_frames_of(clips, [read_dataset(path) for path in smk.input.trained_on]),
        read_json(smk.input.summary, "summary")["temperature"],
        smk.params.certain_from,
    )
    write_table(table, smk.output[0])


if "snakemake" in globals():
    run(main, snakemake)
